"""The koordinator calls, moves and cancels, over HTTP."""

import json
from uuid import UUID, uuid4

import pytest

from shared.sections import SealedSection, open_section
from tests.coordinator.builders import SENDER, TEAM, cover, today
from tests.coordinator.meetings.builders import (
    UNITS,
    a_call,
    a_called_meeting,
    a_holding,
    a_taken_up_case,
    call,
    in_days,
    meetings_of,
    wait,
)
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import a_case, get, on_akt, post
from tests.coordinator.test_reactions import ConsentEvents

pytestmark = pytest.mark.real

FOREIGN = ("other-team", "host-staff", "jobbtorg", "soc", "individ", "granskare", "af-system")


async def change(stage, case_id: UUID, meeting_id: str, what: str, body: dict, **said):
    return await post(stage, f"/v1/akter/{case_id}/meetings/{meeting_id}/{what}", body, **said)


def a_move(**changes) -> dict:
    body = a_call(starts_at=in_days(25), reason="lokal_eller_teknik", **changes)
    return {name: body[name] for name in body if name not in {"kind", "invited"}}


def refused(answer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def sections_of(stage, case_id: UUID, event: dict) -> list[tuple[str, str, dict]]:
    sealed = [SealedSection.model_validate(section) for section in event["data"]["sections"]]
    return [
        (
            s.category,
            s.source,
            json.loads(open_section(stage.consent.pair, s, event_id=UUID(event["id"]), case_id=case_id)),
        )
        for s in sealed
    ]


class TestCall:
    async def test_calls_units_as_documents_and_the_person_by_letter(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        *_, event = await published(stage, case_id)
        assert event["type"] == "se.finsam.coordinator.meeting_called.v1"
        assert event["data"]["parties"] == sorted(UNITS)
        ((category, source, content),) = sections_of(stage, case_id, event)
        assert (category, source, content["mote"]) == ("handlaggning", TEAM, meeting_id)
        assert content["kallade"] == [
            "Arbetsförmedlingen",
            "Försäkringskassan",
            "Södermalms stadsdelsnämnd, socialtjänsten",
        ]
        assert len(await rows(stage, "select 1 from letter where kind = 'kallelse'")) == 1
        (meeting,) = await meetings_of(stage, case_id)
        assert (meeting["state"], meeting["version"], meeting["place"]) == (
            "bokat",
            1,
            "Jobbtorg, Provgatan 1",
        )
        assert [i["invited"] for i in meeting["invited"]] == [*sorted(UNITS), "individ"]

    async def test_names_every_unit_that_is_not_covered(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        stage.consent.uncovered = {"fk", "vard-sodermalm"}

        answer = await call(stage, case_id, invited=["af", "fk", "vard-sodermalm"])

        assert refused(answer) == (409, "party_not_covered")
        assert answer.json()["parties"] == ["fk", "vard-sodermalm"]
        assert await meetings_of(stage, case_id) == []

    async def test_names_every_unit_that_may_not_hear_what_is_said(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        stage.consent.narrow = {"fk": {"identitet", "handlaggning", "plan"}}

        answer = await call(stage, case_id, invited=["af", "fk"])

        assert (*refused(answer), answer.json()["parties"]) == (409, "party_not_covered", ["fk"])

    async def test_sees_rows_that_ended_after_consent_was_asked(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        events, region = ConsentEvents(stage, case_id), cover("vard-sodermalm")
        await events.given([*cover(), *region])
        await events.ended(region[:1])

        answer = await call(stage, case_id, invited=["af", "vard-sodermalm"])

        assert (*refused(answer), answer.json()["parties"]) == (
            409,
            "party_not_covered",
            ["vard-sodermalm"],
        )

    async def test_of_a_case_that_is_withheld_is_done_by_hand(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        stage.consent.withheld.add(case_id)

        assert refused(await call(stage, case_id)) == (409, "handled_by_hand")

    async def test_is_closed_when_consent_does_not_answer(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        stage.consent.down = True

        assert refused(await call(stage, case_id)) == (503, "consent_unreachable")

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"starts_at": in_days(10)}, (409, "notice_too_short")),
            (
                {"starts_at": in_days(10), "shorter_notice": {"agreed_on": "2099-01-01", "how": "telefon"}},
                (422, "agreement_ahead"),
            ),
            (
                {
                    "starts_at": in_days(-2),
                    "shorter_notice": {"agreed_on": today().isoformat(), "how": "telefon"},
                },
                (422, "time_passed"),
            ),
            (
                {"starts_at": in_days(10), "shorter_notice": {"agreed_on": "1900-01-01", "how": "telefon"}},
                (422, "agreement_too_early"),
            ),
            ({"starts_at": f"{in_days(30)[:10]}T23:00:00Z"}, (422, "outside_office_hours")),
            ({"starts_at": 1797757200}, (422, "invalid_input")),
            ({"starts_at": "1797757200"}, (422, "invalid_input")),
            ({"place": "Rum \x00\x07 1"}, (422, "invalid_input")),
            ({"kind": "uppfoljning"}, (422, "plan_needed")),
            ({"minutes": 4}, (422, "invalid_input")),
            ({"minutes": 481}, (422, "invalid_input")),
            ({"minutes": "60"}, (422, "invalid_input")),
            ({"place": "Rum 1\nPlan 2"}, (422, "invalid_input")),
            ({"place": "\u200b"}, (422, "invalid_input")),
            ({"invited": []}, (422, "invalid_input")),
            ({"starts_at": "2030-01-01T10:00:00"}, (422, "invalid_input")),
            ({"place": "  "}, (422, "invalid_input")),
            ({"surprise": 1}, (422, "invalid_input")),
        ],
    )
    async def test_is_refused(self, stage, changes, expected) -> None:
        case_id = await a_taken_up_case(stage)

        assert refused(await call(stage, case_id, **changes)) == expected

    async def test_sooner_needs_her_word(self, stage) -> None:
        said = {"agreed_on": today().isoformat(), "how": "Hon sade det i telefon"}

        case_id, _ = await a_called_meeting(stage, starts_at=in_days(10), shorter_notice=said)

        (meeting,) = await meetings_of(stage, case_id)
        assert meeting["shorter_notice"] == said

    async def test_is_for_an_akt_that_is_taken_up(self, stage) -> None:
        assert refused(await call(stage, await a_case(stage))) == (409, "wrong_status")

    async def test_to_a_time_that_is_taken_says_choose_another(self, stage) -> None:
        await a_called_meeting(stage)
        case_id = await a_taken_up_case(stage)

        answer = await call(stage, case_id, starts_at=in_days().replace(":00:00", ":30:00"))

        assert refused(answer) == (409, "slot_taken")
        assert "annan tid" in answer.json()["detail"]

    async def test_sent_twice_acts_once(self, stage) -> None:
        case_id, key = await a_taken_up_case(stage), str(uuid4())
        path = f"/v1/akter/{case_id}/meetings"

        first = await post(stage, path, a_call(), version=2, key=key)
        again = await post(stage, path, a_call(), version=2, key=key)

        assert first.json() == again.json()
        assert len(await meetings_of(stage, case_id)) == 1


class TestMove:
    async def test_asks_everybody_anew(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await post(stage, f"/v1/meetings/{meeting_id}/answers", {"answer": "kommer"}, who="soc", version=None)

        answer = await change(stage, case_id, meeting_id, "move", a_move())

        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        (meeting,) = await meetings_of(stage, case_id)
        assert all(i["answer"] is None for i in meeting["invited"])
        assert meeting["reason"]["code"] == "lokal_eller_teknik"
        *_, event = await published(stage, case_id)
        assert event["type"] == "se.finsam.coordinator.meeting_moved.v1"
        assert len(await rows(stage, "select 1 from letter where kind = 'kallelse_andrad'")) == 1

    @pytest.mark.parametrize(
        ("starts_at", "expected"),
        [
            ("9999-12-31T23:59:00-12:00", "too_far_ahead"),
            ("9999-12-31T23:59:00Z", "too_far_ahead"),
            ("0001-01-01T00:00:00Z", "time_passed"),
            ("0001-01-01T00:00:00+14:00", "time_passed"),
        ],
    )
    async def test_and_call_keep_within_two_years(self, stage, starts_at, expected) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        called = await call(stage, case_id, starts_at=starts_at)
        moved = await change(stage, case_id, meeting_id, "move", a_move() | {"starts_at": starts_at})

        assert (refused(called), refused(moved)) == ((422, expected), (422, expected))

    async def test_needs_a_word_that_she_gave_since_the_case_came(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        old = a_move() | {"shorter_notice": {"agreed_on": "1900-01-01", "how": "telefon"}}

        assert refused(await change(stage, case_id, meeting_id, "move", old)) == (422, "agreement_too_early")

    async def test_leaves_out_a_unit_that_is_covered_no_more(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        stage.consent.uncovered = {"fk"}

        await change(stage, case_id, meeting_id, "move", a_move())

        *_, event = await published(stage, case_id)
        assert event["data"]["parties"] == ["af", SENDER]
        ((_, _, content),) = sections_of(stage, case_id, event)
        assert "Försäkringskassan" not in json.dumps(content, ensure_ascii=False)
        (meeting,) = await meetings_of(stage, case_id)
        assert [i["invited"] for i in meeting["invited"] if i["fallen_at"]] == ["fk"]

    async def test_needs_the_version_that_was_read(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        for what, body in (
            ("move", a_move()),
            ("cancel", {"reason": "part_kan_inte"}),
            ("hold", a_holding()),
        ):
            missing = await change(stage, case_id, meeting_id, what, body, version=None)
            stale = await change(stage, case_id, meeting_id, what, body, version=7)
            assert missing.status_code == 428
            assert refused(stale) == (412, "stale_meeting")

    async def test_keeps_the_notice_and_the_slot(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await call(stage, await a_taken_up_case(stage), starts_at=in_days(25))

        near = await change(stage, case_id, meeting_id, "move", a_move() | {"starts_at": in_days(5)})
        taken = await change(stage, case_id, meeting_id, "move", a_move())

        assert refused(near) == (409, "notice_too_short")
        assert refused(taken) == (409, "slot_taken")

    async def test_of_a_withheld_case_is_done_by_hand(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        stage.consent.withheld.add(case_id)

        assert refused(await change(stage, case_id, meeting_id, "move", a_move())) == (
            409,
            "handled_by_hand",
        )


class TestCancel:
    async def test_tells_units_and_the_person_why(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await get(stage, "/v1/my/meetings", "individ")

        answer = await change(stage, case_id, meeting_id, "cancel", {"reason": "part_kan_inte"})

        assert answer.json()["state"] == "installt"
        *_, event = await published(stage, case_id)
        ((_, _, content),) = sections_of(stage, case_id, event)
        assert content["skal"] == {"kod": "part_kan_inte", "text": "En part kan inte komma."}
        assert len(await rows(stage, "select 1 from letter where kind = 'kallelse_installd'")) == 1

    async def test_once_only_and_not_when_it_has_begun(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        _, other = await a_called_meeting(stage, starts_at=in_days(22))
        await change(stage, case_id, meeting_id, "cancel", {"reason": "part_kan_inte"})

        again = await change(stage, case_id, meeting_id, "cancel", {"reason": "part_kan_inte"}, version=2)
        wait(stage, 23)
        (case_of_other,) = await rows(stage, "select case_id from meeting where id = :id", id=other)
        late = await change(stage, case_of_other.case_id, other, "cancel", {"reason": "part_kan_inte"})

        assert refused(again) == (409, "meeting_closed")
        assert refused(late) == (409, "meeting_begun")

    async def test_of_a_withheld_case_gives_the_time_back_and_tells_nobody(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        before = len(await published(stage, case_id)), len(await rows(stage, "select 1 from letter"))
        stage.consent.withheld.add(case_id)

        answer = await change(stage, case_id, meeting_id, "cancel", {"reason": "individens_onskemal"})

        assert answer.json()["state"] == "installt"
        after = len(await published(stage, case_id)), len(await rows(stage, "select 1 from letter"))
        assert before == after


class TestForeign:
    @pytest.mark.parametrize("who", FOREIGN)
    async def test_viewer_finds_no_meeting(self, stage, who) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        bodies = {
            "move": a_move(),
            "cancel": {"reason": "part_kan_inte"},
            "hold": a_holding(),
            "adjourn": {"reason": "ajournerat", "text": "Skäl"},
            "person-answers": {"answer": "kommer", "how": "telefon"},
        }

        for what, body in bodies.items():
            for case, meeting in ((case_id, meeting_id), (case_id, uuid4()), (uuid4(), meeting_id)):
                answer = await change(stage, case, str(meeting), what, body, who=who)
                assert refused(answer) == (404, "unknown_meeting")
        assert (await on_akt(stage, case_id, "meetings", a_call(), who=who)).status_code == 404
        assert (await get(stage, f"/v1/akter/{case_id}/meetings", who)).status_code == 404
        assert len(await rows(stage, "select 1 from meeting")) == 1
