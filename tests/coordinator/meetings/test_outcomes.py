"""What the koordinator notes of a meeting, and the team's calendar, over HTTP."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.meetings.builders import (
    a_called_meeting,
    a_held_meeting,
    a_holding,
    in_days,
    meetings_of,
    wait,
)
from tests.coordinator.meetings.test_calls import change, refused, sections_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real


async def let_fall(stage, case_id: UUID, unit: str) -> None:
    """Let the invitation of a unit fall, as when its rows end."""
    async with stage.team.sessions.begin() as session:
        meetings = stage.team.meetings(session)
        (meeting,) = await meetings.of_case(case_id)
        meeting.drop_party(unit, meeting.called_at)
        await meetings.save(meeting)


async def a_begun_meeting(stage) -> tuple[UUID, str]:
    case_id, meeting_id = await a_called_meeting(stage)
    wait(stage)
    return case_id, meeting_id


class TestHold:
    async def test_is_told_to_those_present_only(self, stage) -> None:
        case_id, _ = await a_held_meeting(stage)

        *_, event, asked = await published(stage, case_id)
        assert asked["type"] == "se.finsam.coordinator.need_asked.v1"
        assert event["type"] == "se.finsam.coordinator.meeting_held.v1"
        assert event["data"]["parties"] == ["af", SENDER]
        ((category, source, content),) = sections_of(stage, case_id, event)
        assert (category, source) == ("mote", TEAM)
        assert content["deltagare"] == [
            {
                "enhet": "Södermalms stadsdelsnämnd, socialtjänsten",
                "namn": "Anmälare Testperson",
                "funktion": "socialsekreterare",
            }
        ]
        (meeting,) = await meetings_of(stage, case_id)
        assert meeting["held"]["outcome"] == "vagledning"
        assert meeting["held"]["persons"][0]["unit"] == SENDER

    async def test_names_the_unit_that_must_leave_the_room(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await let_fall(stage, case_id, "af")
        wait(stage)

        answer = await change(stage, case_id, meeting_id, "hold", a_holding(), version=2)

        assert refused(answer) == (409, "party_not_covered")
        assert answer.json()["parties"] == ["af"]
        assert "lämna rummet" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"person_present": False}, (409, "person_absent")),
            ({"present": ["jobbtorg-stockholm"]}, (422, "not_invited")),
            ({"present": []}, (422, "not_invited")),  # somebody came from a unit that is not noted as present
            ({"outcome": "hanvisning"}, (422, "hanvisning_unclear")),
            ({"hanvisning": {"to": "sip"}}, (422, "hanvisning_unclear")),
            ({"outcome": "uppfoljning"}, (422, "outcome_of_other_kind")),
            ({"outcome": "ajournerat"}, (422, "invalid_input")),
            ({"note": " "}, (422, "invalid_input")),
        ],
    )
    async def test_is_refused(self, stage, changes, expected) -> None:
        case_id, meeting_id = await a_begun_meeting(stage)

        assert refused(await change(stage, case_id, meeting_id, "hold", a_holding(**changes))) == expected

    async def test_before_its_time_twice_or_by_hand_is_refused(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        early = await change(stage, case_id, meeting_id, "hold", a_holding())
        wait(stage)
        stage.consent.withheld.add(case_id)
        by_hand = await change(stage, case_id, meeting_id, "hold", a_holding())
        stage.consent.withheld.clear()
        await change(stage, case_id, meeting_id, "hold", a_holding())
        twice = await change(stage, case_id, meeting_id, "hold", a_holding(), version=2)

        assert refused(early) == (409, "meeting_not_begun")
        assert refused(by_hand) == (409, "handled_by_hand")
        assert refused(twice) == (409, "meeting_closed")


class TestAdjourn:
    @pytest.mark.parametrize("reason", ["ajournerat", "individen_uteblev"])
    async def test_says_openly_only_that_a_new_time_comes(self, stage, reason) -> None:
        case_id, meeting_id = await a_begun_meeting(stage)
        stage.consent.uncovered = {"fk"}

        answer = await change(stage, case_id, meeting_id, "adjourn", {"reason": reason, "text": "KANARIE"})

        assert answer.json()["state"] == "ajournerat"
        *_, event = await published(stage, case_id)
        assert set(event["data"]) == {
            *("sender", "team", "parties", "meeting_id", "kind", "plan_id", "sections")
        }
        assert event["data"]["parties"] == ["af", SENDER]
        ((category, _, content),) = sections_of(stage, case_id, event)
        assert (category, content["orsak"]) == ("handlaggning", reason)
        assert "ny tid" in content["text"]
        assert "KANARIE" not in str(content)
        assert len(await rows(stage, "select 1 from letter where kind = 'mote_ajournerat'")) == 1
        (meeting,) = await meetings_of(stage, case_id)
        assert meeting["adjourned"] == {"reason": reason, "text": "KANARIE", "to_person": None}


class TestReads:
    async def test_of_a_case_are_logged(self, stage) -> None:
        case_id, _ = await a_called_meeting(stage)

        await meetings_of(stage, case_id)

        logged = await rows(stage, "select case_id, unit, purpose from read_log")
        assert [tuple(row) for row in logged] == [(case_id, TEAM, "handlaggning")]

    async def test_of_a_hidden_case_are_not_given(self, stage) -> None:
        case_id, _ = await a_called_meeting(stage)
        stage.consent.hidden.add(case_id)

        assert refused(await get(stage, f"/v1/akter/{case_id}/meetings")) == (409, "opening_needs_purpose")
        assert await rows(stage, "select 1 from read_log") == []

    async def test_of_a_hidden_akt_opened_by_hand_name_no_place(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        stage.consent.hidden.add(case_id)
        path, purpose = f"/v1/akter/{case_id}/openings", {"purpose": "handlaggning_for_hand"}

        opened = await post(stage, path, purpose, version=None)

        (meeting,) = opened.json()["meetings"]
        assert (meeting["meeting_id"], meeting["place"]) == (meeting_id, None)
        assert "Provgatan" not in opened.text

    async def test_fail_closed(self, stage) -> None:
        case_id, _ = await a_called_meeting(stage)
        stage.consent.down = True

        for path, who in (
            (f"/v1/akter/{case_id}/meetings", "koordinator"),
            ("/v1/meetings", "koordinator"),
            ("/v1/my/meetings", "individ"),
        ):
            assert refused(await get(stage, path, who)) == (503, "consent_unreachable")


class TestCalendar:
    async def test_shows_times_and_numbers_and_nothing_of_the_person(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage, agenda="KANARIE")
        hidden, _ = await a_called_meeting(stage, starts_at=in_days(21))
        gone, cancelled = await a_called_meeting(stage, starts_at=in_days(22))
        await change(stage, gone, cancelled, "cancel", {"reason": "part_kan_inte"})
        stage.consent.hidden.add(hidden)

        answer = await get(stage, "/v1/meetings")

        (shown,) = answer.json()["meetings"]
        assert (shown["meeting_id"], shown["case_id"]) == (meeting_id, str(case_id))
        assert shown["number"].startswith("FT-")
        assert "KANARIE" not in answer.text
        assert "Testperson" not in answer.text
        assert "Provgatan" not in answer.text

    async def test_reaches_from_a_day_to_a_day(self, stage) -> None:
        await a_called_meeting(stage)
        day = datetime.fromisoformat(in_days()).date()

        for start, end, expected in ((0, 0, 1), (-3, -1, 0), (1, 9, 0)):
            span = f"from={day + timedelta(days=start)}&to={day + timedelta(days=end)}"
            assert len((await get(stage, f"/v1/meetings?{span}")).json()["meetings"]) == expected

    @pytest.mark.parametrize("who", ["host-staff", "jobbtorg", "individ", "granskare", "af-system"])
    async def test_is_the_koordinators(self, stage, who) -> None:
        assert (await get(stage, "/v1/meetings", who)).status_code == 403

    async def test_is_the_own_teams(self, stage) -> None:
        await a_called_meeting(stage)

        assert (await get(stage, "/v1/meetings", "other-team")).json() == {"meetings": []}

    async def test_leaves_out_a_case_that_has_ended(self, stage) -> None:
        case_id, _ = await a_called_meeting(stage)
        ended = text("update akt set status = 'avslutad' where case_id = :case_id")
        async with stage.team.sessions.begin() as session:
            await (await session.connection()).execute(ended, {"case_id": case_id})

        assert (await get(stage, "/v1/meetings")).json() == {"meetings": []}

    async def test_ends_on_the_day_it_begins_or_later(self, stage) -> None:
        answer = await get(stage, "/v1/meetings?from=2028-01-01&to=2027-01-01")

        assert refused(answer) == (422, "period_backwards")
        assert [fault["field"] for fault in answer.json()["fields"]] == ["to"]

    @pytest.mark.parametrize(
        "span",
        [
            "from=0001-01-01",
            "from=0001-01-01&to=0001-01-01",
            "from=0001-01-01&to=9999-12-31",
            "from=9999-12-31",
            "from=9999-12-31&to=9999-12-31",
            "to=9999-12-31",
        ],
    )
    async def test_knows_no_day_that_is_too_far_away(self, stage, span) -> None:
        answer = await get(stage, f"/v1/meetings?{span}")

        assert (answer.status_code, answer.json()) == (200, {"meetings": []})
