"""What was lawful at the meeting can be written down afterwards, also when the samtycke or the case has ended since."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.coordinator.domain import Row
from services.coordinator.errors import PartyNotCovered
from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.ends.cases import Followed, a_case_taken_up, a_case_with, a_case_with_plan
from tests.coordinator.meetings.builders import (
    LATER,
    a_holding,
    a_meeting,
    call,
    cover_of,
    hold,
    in_days,
    some_id,
    wait,
)
from tests.coordinator.meetings.test_calls import change, refused
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get


async def note(case: Followed, what: str = "hold", version: int = 1, **changes: Any):
    body = a_holding(**changes) if what == "hold" else {"reason": "ajournerat", **changes}
    return await change(case.stage, case.case_id, case.meeting_id, what, body, version=version)


async def states(stage) -> list[str]:
    return [row.state for row in await rows(stage, "select state from meeting order by during")]


async def in_list(stage) -> list[dict[str, Any]]:
    answer = await get(stage, "/v1/akter")
    assert answer.status_code == 200, answer.text
    return answer.json()["akter"]


async def letters(stage) -> list[str]:
    return [row.kind for row in await rows(stage, "select kind from letter order by id")]


class TestPresence:
    def test_of_a_unit_that_fell_after_the_start_is_noted(self) -> None:
        meeting = a_meeting()
        meeting.drop_party("af", LATER + timedelta(minutes=1))

        hold(meeting, cover=cover_of(SENDER))

        assert meeting.take_publications()[0].fact.open_fields()["parties"] == ["af", SENDER]

    @pytest.mark.parametrize("minutes", [0, -1])
    def test_of_a_unit_that_fell_before_it_is_not(self, minutes) -> None:
        meeting = a_meeting()
        meeting.drop_party("af", LATER + timedelta(minutes=minutes))

        with pytest.raises(PartyNotCovered) as refused_:
            hold(meeting)
        assert refused_.value.extra == {"parties": ["af"]}


@pytest.mark.real
class TestRowsThatEndBeforeTheNote:
    async def test_leave_the_presence_to_be_noted(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        wait(stage)
        await case.lose("af")
        stage.consent.uncovered = {"af"}

        answer = await note(case, version=2)

        assert answer.status_code == 200, answer.text
        held = next(e for e in await published(stage, case.case_id) if "meeting_held" in e["type"])
        assert held["data"]["parties"] == ["af", SENDER]

    async def test_in_what_is_said_at_meetings_let_the_invitation_fall(self, stage) -> None:
        case = await a_case_taken_up(stage)
        heard = Row(uuid4(), TEAM, "af", "mote")
        await case.events.given([heard])
        await case.call()

        await case.events.ended([heard])

        (meeting,) = (await case.read())["meetings"]
        assert [i["invited"] for i in meeting["invited"] if i["fallen_at"]] == ["af"]


@pytest.mark.real
class TestEndOfTheCase:
    @pytest.mark.parametrize("how", ["withdrawn", "ended"])
    async def test_calls_off_what_lies_ahead_only(self, stage, how) -> None:
        case = await a_case_taken_up(stage)
        await case.call(days=20)
        wait(stage)
        await case.call(days=20)

        if how == "withdrawn":
            await case.lose(SENDER, "af", "fk", whole=True)
        else:
            await case.end(outcome="U72")

        assert await states(stage) == ["bokat", "installt"]
        assert "kallelse_installd" not in await letters(stage), "she reads it in the letter about the end"

    async def test_leaves_the_outcome_to_be_written_down(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        wait(stage)
        first = case.meeting_id
        await case.end(outcome="U72")

        coming = (await case.reopened())["next"]
        before = len(await published(stage, case.case_id)), await letters(stage)
        answer = await note(case)

        assert (coming["step"], coming["who"]) == ("skriva_utfall", "koordinatorn")
        assert answer.status_code == 200, answer.text
        *_, event = (await published(stage, case.case_id))[before[0] :]
        assert event["type"] == "se.finsam.coordinator.meeting_held.v1"
        assert event["data"]["parties"] == ["af", SENDER]
        assert event["data"]["sections"] == []
        assert len(await published(stage, case.case_id)) == before[0] + 1
        assert await letters(stage) == before[1]
        akt = await case.reopened()
        assert akt["next"]["who"] == "ingen"
        assert akt["meetings"][0]["meeting_id"] == first
        assert akt["meetings"][0]["held"]["note"]

    @pytest.mark.parametrize("how", ["withdrawn", "ended"])
    async def test_leaves_the_akt_in_the_list_until_it_is_written_down(self, stage, how) -> None:
        before = await a_case_taken_up(stage)
        case = await a_case_taken_up(stage)
        await case.call()
        wait(stage)
        if how == "withdrawn":
            await case.lose(SENDER, "af", "fk", whole=True)
        else:
            await case.end(outcome="U72")
        await before.end(outcome="U72")

        listed = await in_list(stage)
        told = (await get(stage, "/v1/my/cases", "individ")).json()["cases"][0]["next"]
        await note(case)

        assert told["what"] == "Koordinatorn skriver in vad ni kom fram till på mötet."
        assert [one["case_id"] for one in listed] == [str(case.case_id)]
        assert (listed[0]["next"]["step"], listed[0]["next"]["who"]) == ("skriva_utfall", "koordinatorn")
        assert await in_list(stage) == []

    async def test_by_hand_leaves_it_in_no_list(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        wait(stage)
        await case.end(outcome="U72")
        stage.consent.withheld.add(case.case_id)

        assert await in_list(stage) == []
        assert (await case.reopened())["next"]["step"] == "for_hand"

    async def test_before_a_decision_is_listed_only_when_it_is_handled_outside(self, stage) -> None:
        cases = [await a_case_with(stage, "af") for _ in range(2)]
        for case, reason in zip(cases, ("N01", "N13"), strict=True):
            assert (await case.post("decline", {"reason_code": reason})).status_code == 200
            await case.lose(SENDER, "af", whole=True)

        (listed,) = await in_list(stage)

        assert (listed["case_id"], listed["next"]["step"]) == (str(cases[1].case_id), "for_hand")

    async def test_promises_no_new_time_when_nothing_was_dealt_with(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        wait(stage)
        await case.lose(SENDER, "af", "fk", whole=True)
        before = await letters(stage)

        answer = await note(case, "adjourn")

        assert answer.json()["state"] == "ajournerat"
        *_, event = await published(stage, case.case_id)
        assert (event["data"]["parties"], event["data"]["sections"]) == ([], [])
        assert await letters(stage) == before
        assert (await case.reopened())["next"]["step"] == "avslutat"

    async def test_leads_to_no_plan(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        wait(stage)
        await case.end(outcome="U72")
        await note(case, outcome="gemensam_plan")

        body = {"meeting_id": case.meeting_id, "goals": []}
        assert refused(await case.post("plans", body, version=1))[0] in {409, 422}
        assert await rows(stage, "select 1 from plan") == []


@pytest.mark.real
class TestDayOfTheChange:
    async def test_of_a_meeting_cancelled_long_ahead_hides_no_plan_to_write(self, stage) -> None:
        case = await a_case_taken_up(stage)
        far = await case.call(days=90)
        await change(stage, case.case_id, far, "cancel", {"reason": "part_kan_inte"})
        await case.call(days=20)

        await case.hold(outcome="gemensam_plan")

        assert (await case.read())["next"]["step"] == "skriva_plan"
        closed = await rows(
            stage, "select closed_on, upper(during)::date as day from meeting order by during"
        )
        assert all(isinstance(row.closed_on, date) for row in closed)
        assert closed[1].closed_on < closed[1].day


@pytest.mark.real
class TestPlanOfTheMeeting:
    async def test_is_the_cases_own_in_force(self, stage) -> None:
        case = await a_case_with_plan(stage)
        (plan,) = await rows(stage, "select id from plan")

        async def called(kind: str, plan_id: object = None):
            return await call(stage, case.case_id, kind=kind, plan_id=plan_id, starts_at=in_days(60))

        assert refused(await called("uppfoljning")) == (422, "plan_needed")
        assert refused(await called("uppfoljning", some_id())) == (409, "wrong_plan")
        assert refused(await called("team", str(plan.id))) == (422, "team_meeting_has_no_plan")
        assert (await called("uppfoljning", str(plan.id))).status_code == 201
