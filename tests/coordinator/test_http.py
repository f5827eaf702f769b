"""The koordinator's and the person's routes, on PostgreSQL, with a fake of the consent service."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import published, receive, rows, the_akt
from tests.standins import headers

pytestmark = pytest.mark.real

NEXT = {"next_step": "Du och parterna kallas till ett möte.", "earliest": None, "contact": "Koordinatorn"}
LATER = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()


async def get(stage, path: str, who: str = "koordinator"):
    return await stage.api.get(path, headers={"Authorization": f"Bearer {who}"})


async def post(
    stage, path: str, body: Any, *, who: str = "koordinator", version: int | None = 1, key: str = ""
):
    return await stage.api.post(path, json=body, headers=headers(who, version, key))


async def on_akt(stage, case_id: UUID, what: str, body: Any, **changes: Any):
    """Give a command on the akt as it stands."""
    akt = await the_akt(stage, case_id)
    assert akt is not None
    return await post(stage, f"/v1/akter/{case_id}/{what}", body, **{"version": akt.version} | changes)


async def a_case(stage, text: str = "Vem gör vad?") -> UUID:
    sent = Post()
    await receive(stage, sent.anmalan(text))
    stage.consent.mine.add(sent.case_id)
    return sent.case_id


class TestPages:
    async def test_go_through_every_akt_once(self, stage) -> None:
        """A list that is cut in silence would hide the latest cases from a team with many."""
        cases = {str(await a_case(stage)) for _ in range(3)}

        first = (await get(stage, "/v1/akter?limit=2")).json()
        last = (await get(stage, f"/v1/akter?limit=2&after={first['more']}")).json()

        assert [len(first["akter"]), len(last["akter"]), last["more"]] == [2, 1, None]
        assert {one["case_id"] for one in (*first["akter"], *last["akter"])} == cases


class TestRead:
    async def test_shows_the_akt_and_logs_who_read(self, stage) -> None:
        case_id = await a_case(stage)

        answer = await get(stage, f"/v1/akter/{case_id}")

        akt = answer.json()
        assert answer.status_code == 200
        assert answer.headers["etag"] == '"1"'
        assert akt["sender_name"] == "Södermalms stadsdelsnämnd, socialtjänsten"
        assert akt["status_text"] == "Inkommen, väntar på bedömning"
        assert {s["category"] for s in akt["sections"]} == {"identitet", "handlaggning", "sociala"}
        assert all(section["source"] == SENDER for section in akt["sections"])
        reads = (await get(stage, f"/v1/cases/{case_id}/reads", "individ")).json()["reads"]
        assert [(r["unit"], r["function"], r["purpose"]) for r in reads] == [
            (TEAM, "koordinator", "handlaggning")
        ]

    async def test_keeps_the_corrected_text_and_the_old_one_as_history(self, stage) -> None:
        sent = Post()
        new = {"fritext": {"fragestallning": "Rättad."}}
        await receive(stage, sent.anmalan("Gammal."))
        await receive(
            stage, sent.document("rattelse", [{"category": "sociala", "source": SENDER, "content": new}])
        )

        akt = (await get(stage, f"/v1/akter/{sent.case_id}")).json()

        (current,) = [s["content"] for s in akt["sections"] if s["category"] == "sociala"]
        (old,) = [s["content"] for s in akt["history"] if s["category"] == "sociala"]
        assert current == new
        assert old == {"fritext": {"fragestallning": "Gammal."}}

    async def test_adds_up_what_was_said_in_the_category_handlaggning(self, stage) -> None:
        sent = Post()
        answer = {"svar": "Se bilagan."}
        await receive(stage, sent.anmalan())
        await receive(
            stage,
            sent.document(
                "komplettering", [{"category": "handlaggning", "source": SENDER, "content": answer}]
            ),
        )

        akt = (await get(stage, f"/v1/akter/{sent.case_id}")).json()

        (current,) = [s["content"] for s in akt["sections"] if s["category"] == "handlaggning"]
        assert current["svar"] == "Se bilagan."
        assert current["dnr"] == "SOC-2026-1"

    async def test_finds_another_open_akt_of_the_same_person(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)

        akt = (await get(stage, f"/v1/akter/{second}")).json()

        assert [other["case_id"] for other in akt["same_person"]] == [str(first)]

    async def test_finds_no_decided_akt_of_the_same_person(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)
        await post(stage, f"/v1/akter/{first}/decline", {"reason_code": "N05"})

        assert (await get(stage, f"/v1/akter/{second}")).json()["same_person"] == []

    async def test_lists_without_anything_about_the_person(self, stage) -> None:
        case_id = await a_case(stage, "KANARIE")

        answer = await get(stage, "/v1/akter")

        (listed,) = answer.json()["akter"]
        assert listed["case_id"] == str(case_id)
        assert "KANARIE" not in answer.text
        assert "Testperson" not in answer.text

    async def test_names_the_next_page_only_when_there_is_one(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)

        page = (await get(stage, "/v1/akter?limit=1")).json()
        rest = (await get(stage, f"/v1/akter?limit=1&after={page['more']}")).json()

        assert [one["case_id"] for one in page["akter"] + rest["akter"]] == sorted([str(first), str(second)])
        assert page["more"] == page["akter"][0]["case_id"]
        assert rest["more"] is None
        assert (await get(stage, "/v1/akter?limit=2")).json()["more"] is None

    async def test_refuses_to_go_on_after_an_akt_that_it_does_not_know(self, stage) -> None:
        case_id = await a_case(stage)

        for after, who in ((uuid4(), "koordinator"), (case_id, "other-team")):
            answer = await get(stage, f"/v1/akter?after={after}", who)
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_akt")

    async def test_fails_closed_when_consent_does_not_answer(self, stage) -> None:
        case_id = await a_case(stage)
        stage.consent.down = True

        for path, who in (
            ("/v1/akter", "koordinator"),
            (f"/v1/akter/{case_id}", "koordinator"),
            ("/v1/my/decisions", "individ"),
        ):
            answer = await get(stage, path, who)
            assert (answer.status_code, answer.json()["code"]) == (503, "consent_unreachable")
        assert await rows(stage, "select 1 from read_log") == []


class TestHiddenCase:
    async def test_leaves_lists_and_opens_by_hand_without_addresses(self, stage) -> None:
        case_id = await a_case(stage)
        stage.consent.hidden.add(case_id)

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        refused = await get(stage, f"/v1/akter/{case_id}")
        assert (refused.status_code, refused.json()["code"]) == (409, "opening_needs_purpose")
        opened = await post(
            stage, f"/v1/akter/{case_id}/openings", {"purpose": "handlaggning_for_hand"}, version=None
        )
        assert opened.status_code == 200
        assert opened.json()["hidden"] is True
        assert opened.json()["next"]["step"] == "for_hand"
        assert "Provgatan" not in opened.text
        (identitet,) = [s for s in opened.json()["sections"] if s["category"] == "identitet"]
        assert set(identitet["content"]) == {"part", "enhet", "individ"}
        assert "Individ Testperson" in opened.text

    async def test_is_not_shown_as_the_same_persons(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)
        stage.consent.hidden.add(first)

        assert (await get(stage, f"/v1/akter/{second}")).json()["same_person"] == []


class TestForeign:
    @pytest.mark.parametrize("who", ["other-team", "host-staff", "jobbtorg", "individ", "granskare"])
    async def test_viewer_is_told_that_there_is_nothing(self, stage, who) -> None:
        case_id = await a_case(stage)
        unknown = uuid4()

        for path, body in (
            ("supplement-requests", {"text": "Mer?"}),
            ("take-up", NEXT),
            ("decline", {"reason_code": "N05"}),
            ("openings", {"purpose": "tillsyn"}),
        ):
            mine = await post(stage, f"/v1/akter/{case_id}/{path}", body, who=who)
            none = await post(stage, f"/v1/akter/{unknown}/{path}", body, who=who)
            assert mine.status_code == none.status_code == 404
            assert _same(mine.json()) == _same(none.json())
        assert (await get(stage, f"/v1/akter/{case_id}", who)).status_code == 404
        akt = await the_akt(stage, case_id)
        assert akt is not None
        assert akt.status == "inkommen"

    @pytest.mark.parametrize("who", ["host-staff", "jobbtorg", "individ", "granskare"])
    async def test_role_sees_no_list(self, stage, who) -> None:
        assert (await get(stage, "/v1/akter", who)).status_code == 403

    async def test_team_has_its_own_list(self, stage) -> None:
        await a_case(stage)

        assert (await get(stage, "/v1/akter", "other-team")).json() == {"akter": [], "more": None}

    async def test_stranger_is_asked_to_log_in(self, stage) -> None:
        assert (await get(stage, "/v1/akter", "nobody")).status_code == 401

    @pytest.mark.parametrize("who", ["other-granskare", "koordinator", "jobbtorg"])
    async def test_reads_are_for_the_person_and_the_units_reviewer(self, stage, who) -> None:
        case_id = await a_case(stage)

        assert (await get(stage, f"/v1/cases/{case_id}/reads", who)).status_code == 404
        assert (await get(stage, f"/v1/cases/{case_id}/reads", "granskare")).status_code == 200

    async def test_person_sees_only_her_own(self, stage) -> None:
        case_id = await a_case(stage)
        stage.consent.mine.clear()
        await post(stage, f"/v1/akter/{case_id}/decline", {"reason_code": "N05"})

        assert (await get(stage, f"/v1/cases/{case_id}/reads", "individ")).status_code == 404
        assert (await get(stage, "/v1/my/decisions", "individ")).json() == {"decisions": []}


class TestTakeUp:
    async def test_asks_whether_sender_and_team_are_covered(self, stage) -> None:
        case_id = await a_case(stage)

        answer = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)

        assert (answer.status_code, answer.json()["status"]) == (200, "tas_upp")
        assert answer.headers["etag"] == '"2"'
        (asked,) = stage.consent.asked
        assert (asked["case_id"], asked["sender"], asked["team"]) == (str(case_id), SENDER, TEAM)
        types = [event["type"] for event in await published(stage, case_id)]
        assert types[-1] == "se.finsam.coordinator.referral_taken_up.v1"

    async def test_is_refused_without_cover_and_closed_when_nobody_answers(self, stage) -> None:
        case_id = await a_case(stage)
        stage.consent.covered = False
        refused = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)
        stage.consent.down = True
        closed = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)

        assert (refused.status_code, refused.json()["code"]) == (409, "consent_missing")
        assert (closed.status_code, closed.json()["code"]) == (503, "consent_unreachable")
        assert len(await published(stage, case_id)) == 1

    async def test_sent_twice_acts_once(self, stage) -> None:
        case_id, key = await a_case(stage), str(uuid4())

        first = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT, key=key)
        again = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT, key=key)
        other = await post(stage, f"/v1/akter/{case_id}/decline", {"reason_code": "N05"}, key=key)

        assert first.json() == again.json()
        assert other.status_code == 422
        assert len(await published(stage, case_id)) == 2

    async def test_needs_the_version_that_was_read(self, stage) -> None:
        case_id = await a_case(stage)

        missing = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT, version=None)
        stale = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT, version=7)

        assert (missing.status_code, stale.status_code) == (428, 412)
        assert stale.json()["code"] == "stale_akt"

    async def test_a_stale_client_is_told_so_also_when_the_akt_is_decided(self, stage) -> None:
        case_id = await a_case(stage)
        await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)

        for path, body in (
            ("supplement-requests", {"text": "Mer?"}),
            ("take-up", NEXT),
            ("decline", {"reason_code": "N05"}),
        ):
            assert (await post(stage, f"/v1/akter/{case_id}/{path}", body)).status_code == 412

    async def test_a_second_time_says_that_it_is_done_already(self, stage) -> None:
        case_id = await a_case(stage)
        await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)

        again = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT, version=2)

        assert (again.status_code, again.json()["code"]) == (409, "wrong_status")
        assert again.json()["title"] == "Anmälan är redan upptagen"

    @pytest.mark.parametrize(
        ("path", "body", "day"),
        [
            ("take-up", NEXT, "earliest"),
            ("decline", {"reason_code": "N05"}, "on"),
            ("supplement-requests", {"text": "Mer?"}, "respond_by"),
        ],
    )
    async def test_a_day_is_neither_behind_us_nor_far_ahead(self, stage, path, body, day) -> None:
        case_id = await a_case(stage)

        for named, code in (("9999-12-31", "too_far_ahead"), ("2020-01-01", "date_in_past")):
            answer = await post(stage, f"/v1/akter/{case_id}/{path}", {**body, day: named})
            assert (answer.status_code, answer.json()["code"]) == (422, code)
            assert [one["field"] for one in answer.json()["fields"]] == [day]


class TestSupplementAndDecline:
    async def test_default_answer_day_lies_ten_working_days_ahead(self, stage) -> None:
        case_id = await a_case(stage)
        body = {"text": "Vilken period?", "fields": ["medicinskt_underlag"]}

        answer = await post(stage, f"/v1/akter/{case_id}/supplement-requests", body)

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()
        (request,) = akt["supplement_requests"]
        assert answer.json()["status"] == "komplettering_begard"
        assert request["text"] == "Vilken period?"
        assert request["respond_by"] > datetime.now(UTC).date().isoformat()

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"reason_code": "N99"}, 422, "unknown_reason"),
            ({"reason_code": "N03"}, 409, "use_supplement"),
            ({"reason_code": "N14"}, 422, "date_missing"),
            ({"reason_code": "N14", "on": "2020-01-01"}, 422, "date_in_past"),
            ({"reason_code": "N05", "surprise": 1}, 422, "invalid_input"),
        ],
    )
    async def test_decline_is_refused(self, stage, body, status, code) -> None:
        case_id = await a_case(stage)

        answer = await post(stage, f"/v1/akter/{case_id}/decline", body)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_reason_stands_nowhere_open(self, stage) -> None:
        case_id = await a_case(stage)

        await post(stage, f"/v1/akter/{case_id}/decline", {"reason_code": "N14", "on": LATER})

        *_, event = await published(stage, case_id)
        assert set(event["data"]) == {"sender", "team", "sections"}
        (akt,) = await rows(stage, "select row_to_json(akt)::text as whole from akt")
        (history,) = await rows(
            stage, "select envelope from event_history where case_id = :c and number = 2", c=case_id
        )
        assert "N14" not in json.dumps(event) + akt.whole + bytes(history.envelope).decode()

    async def test_standard_words_can_be_fetched(self, stage) -> None:
        reasons = (await get(stage, "/v1/decline-reasons")).json()["reasons"]

        assert [r["code"] for r in reasons] == [f"N{n:02}" for n in range(1, 16)]


class TestMyDecisions:
    async def test_are_read_in_plain_words(self, stage) -> None:
        case_id = await a_case(stage)
        await post(
            stage,
            f"/v1/akter/{case_id}/decline",
            {"reason_code": "N06", "advice": "Vi kallar dig till en SIP."},
        )

        (said,) = (await get(stage, "/v1/my/decisions", "individ")).json()["decisions"]

        assert said["case_id"] == str(case_id)
        assert said["decision"] == "tas_inte_upp"
        assert said["text"].startswith("Anmälan tas inte upp i Finsamteamet.")
        assert "Vi kallar dig till en SIP." in said["nasta_steg"]
        assert "inget beslut om ersättning" in said["inget_beslut"]

    async def test_are_for_the_person_only(self, stage) -> None:
        assert (await get(stage, "/v1/my/decisions")).status_code == 403


def _same(problem: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in problem.items() if name != "instance"}
