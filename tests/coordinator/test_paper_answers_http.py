"""A sender without the system answers a komplettering by letter: the koordinator registers it the day it came in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.coordinator.builders import SENDER, TEAM, today
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import receive, rows
from tests.coordinator.test_http import a_case, get, on_akt
from tests.coordinator.test_papers_http import admitted, registered, scanned

pytestmark = pytest.mark.real

PATH = "paper/supplement-answers"
ANSWER = {"text": "Läkarintyget gäller till maj.", "category": "handlaggning"}


def a_letter(**more: Any) -> dict[str, Any]:
    return {"received_on": today().isoformat(), "answer": ANSWER, **more}


async def going_on(stage, *, by_letter: bool = True) -> UUID:
    """An anmälan on paper that has gone on, and is an ordinary akt."""
    case_id = await registered(stage, by_letter=by_letter)
    await scanned(stage, case_id)
    await admitted(stage, case_id)
    stage.consent.standing.clear()
    stage.consent.covered = True
    await receive(stage, Post(case_id).anmalan())
    return case_id


async def asked(stage, **more: Any) -> UUID:
    case_id = await going_on(stage, **more)
    made = await on_akt(stage, case_id, "supplement-requests", {"text": "Hur länge gäller intyget?"})
    assert made.status_code == 200, made.text
    return case_id


async def lines(stage, case_id: UUID) -> list[dict[str, Any]]:
    return (await get(stage, f"/v1/akter/{case_id}")).json()["paper"]["answers"]


class TestRegistering:
    async def test_goes_on_through_the_senders_service_and_leaves_a_line(self, stage) -> None:
        case_id = await asked(stage)
        changes = {"forsorjning": ["FORS_SJUKERS"], "sgi": None}

        answer = await on_akt(
            stage, case_id, PATH, a_letter(changes=changes, exclusion_note_acknowledged=True)
        )

        assert answer.status_code == 200, answer.text
        (said,) = stage.referral.answered.values()
        assert said == {
            "case_id": str(case_id),
            "sender": SENDER,
            "team": TEAM,
            "registered_by": {"subject": "koordinator", "function": "koordinator"},
            "exclusion_note_acknowledged": True,
            "answer": ANSWER,
            "changes": changes,
        }
        (line,) = await lines(stage, case_id)
        assert (line["received_on"], line["late_reason"]) == (today().isoformat(), None)

    async def test_keeps_no_words_of_it_in_the_open(self, stage) -> None:
        case_id = await asked(stage)
        await on_akt(stage, case_id, PATH, a_letter())

        stored = await rows(stage, "select i::text as whole from idempotency i")
        stored += await rows(stage, "select p::text as whole from paper p")
        assert ANSWER["text"] not in str(stored)

    async def test_again_with_the_same_key_is_the_same_answer(self, stage) -> None:
        case_id = await asked(stage)
        again = {"key": "the-same-key-twice", "version": (await _version(stage, case_id))}

        answers = [await on_akt(stage, case_id, PATH, a_letter(), **again) for _ in range(2)]

        assert [one.status_code for one in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert len(await lines(stage, case_id)) == 1

    async def test_a_word_that_was_lost_is_asked_for_again_under_the_same_key(self, stage) -> None:
        """The sender's answer may have reached the akt meanwhile: it still gets its line."""
        case_id = await asked(stage)
        stage.referral.loses_answers = True
        lost = await on_akt(stage, case_id, PATH, a_letter())
        stage.referral.loses_answers = False
        before = await lines(stage, case_id)
        sent = Post(case_id)
        sent.number = 1
        content = {"fritext": {"svar": ANSWER["text"]}}
        section = {"category": "handlaggning", "source": SENDER, "content": content}
        await receive(stage, sent.document("komplettering", [section]))

        answer = await on_akt(stage, case_id, PATH, a_letter())

        assert (lost.status_code, lost.json()["code"]) == (503, "referral_unreachable")
        assert (before, answer.status_code) == ([], 200)
        assert len(stage.referral.answered) == 1
        assert len(await lines(stage, case_id)) == 1

    async def test_a_second_letter_to_the_same_request_is_refused(self, stage) -> None:
        case_id = await asked(stage)
        await on_akt(stage, case_id, PATH, a_letter())

        refused = await on_akt(stage, case_id, PATH, a_letter())

        assert (refused.status_code, refused.json()["code"]) == (409, "answer_registered")

    async def test_other_words_after_a_word_that_was_lost_are_refused(self, stage) -> None:
        case_id = await asked(stage)
        stage.referral.loses_answers = True
        await on_akt(stage, case_id, PATH, a_letter())
        stage.referral.loses_answers = False

        other = a_letter(answer=ANSWER | {"text": "Något annat."})
        refused = await on_akt(stage, case_id, PATH, other)

        assert (refused.status_code, refused.json()["code"]) == (409, "answer_registered")


class TestRefusing:
    async def test_says_what_the_answer_lacks_by_the_fields_of_the_form(self, stage) -> None:
        case_id = await asked(stage)
        fault = {"code": "category_not_covered", "message": "Töm fältet."}
        stage.referral.refuses = {
            "code": "category_not_covered",
            "fields": [fault | {"field": "answer"}, fault | {"field": "medicinskt_underlag"}],
        }

        refused = (await on_akt(stage, case_id, PATH, a_letter())).json()

        assert (refused["code"], refused["cause"]) == ("paper_answer_refused", "category_not_covered")
        assert [one["field"] for one in refused["fields"]] == ["answer", "changes.medicinskt_underlag"]
        assert await lines(stage, case_id) == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"received_on": (today() + timedelta(days=1)).isoformat()}, "date_in_future"),
            ({"received_on": (today() - timedelta(days=400)).isoformat()}, "received_too_long_ago"),
            ({"received_on": (today() - timedelta(days=20)).isoformat()}, "late_without_reason"),
        ],
    )
    async def test_is_registered_without_delay(self, stage, change, code) -> None:
        case_id = await asked(stage)

        refused = await on_akt(stage, case_id, PATH, a_letter(**change))

        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert stage.referral.answered == {}

    async def test_is_for_a_sender_that_answers_by_letter(self, stage) -> None:
        in_the_system, no_paper = await asked(stage, by_letter=False), await a_case(stage)

        refused = [await on_akt(stage, one, PATH, a_letter()) for one in (in_the_system, no_paper)]

        assert [(one.status_code, one.json()["code"]) for one in refused] == [
            (409, "answers_in_the_system"),
            (404, "no_paper"),
        ]

    async def test_needs_something_that_was_asked(self, stage) -> None:
        case_id = await going_on(stage)
        waiting = await registered(stage, by_letter=True)

        refused = [await on_akt(stage, one, PATH, a_letter()) for one in (case_id, waiting)]

        assert [one.json()["code"] for one in refused] == ["nothing_asked", "wrong_status"]

    async def test_of_a_protected_person_nothing_is_told_to_another_service(self, stage) -> None:
        case_id = await asked(stage)
        stage.consent.withheld.add(case_id)

        refused = (await on_akt(stage, case_id, PATH, a_letter())).json()

        assert (refused["code"], refused["cause"]) == ("paper_answer_refused", "by_hand")
        assert stage.referral.answered == {}

    @pytest.mark.parametrize("who", ["host-staff", "other-team", "soc", "individ"])
    async def test_is_the_koordinators_work(self, stage, who) -> None:
        case_id = await asked(stage)

        refused = await on_akt(stage, case_id, PATH, a_letter(), who=who)

        assert refused.status_code in {403, 404}


class TestScan:
    async def test_of_the_letter_is_kept_beside_the_paper(self, stage) -> None:
        case_id = await asked(stage)

        made = await scanned(stage, case_id)

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()
        assert made.status_code == 201
        assert len(akt["paper"]["scans"]) == 2

    async def test_of_a_sender_that_uses_the_system_is_none_any_more(self, stage) -> None:
        refused = await scanned(stage, await asked(stage, by_letter=False))

        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")


async def _version(stage, case_id: UUID) -> int:
    etag = (await get(stage, f"/v1/akter/{case_id}")).headers["etag"]
    return int(etag.strip('"'))
