"""Plans on PostgreSQL: two at once, one clear winner, the other told."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from services.coordinator.domain import Ending, Row
from services.coordinator.domain.plan import Plan
from services.coordinator.errors import StalePlan, UnknownDelmal, UnknownPlan
from services.coordinator.repository import ConsentRows
from tests.coordinator.builders import TEAM
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.plans.drafts import a_plan as another_plan
from tests.coordinator.plans.staging import (
    a_case_that_met,
    a_meeting,
    a_plan,
    delmal,
    facts,
    lose,
    patch,
    plan_body,
    rewritten,
)
from tests.coordinator.test_arrivals import rows
from tests.coordinator.test_http import get, on_akt, post

pytestmark = pytest.mark.real


async def stored(stage, case_id) -> Plan:
    async with stage.team.sessions() as session:
        plan = await stage.team.plans(session).current(case_id)
    assert plan is not None
    return plan


async def revoke(stage, case_id) -> None:
    """Jobbtorg's rows end."""
    await lose(stage, case_id, JOBBTORG)


async def test_what_is_kept_is_what_was_made(stage) -> None:
    case_id, made = await a_plan(stage, delmal(), delmal(what="Ringa.", responsible={"kind": "individ"}))

    plan = await stored(stage, case_id)

    assert [str(one.id) for one in plan.delmal] == [one["id"] for one in made["delmal"]]
    assert plan.delmal[0].responsible.name == "Jobbtorg Testperson"
    assert plan.individens_ord == "Jag vill komma ut bland folk."
    assert (plan.driver and plan.driver.name, plan.deputy) == ("Anmälare Testperson", None)


async def test_two_changes_at_once_leave_one(stage) -> None:
    case_id, made = await a_plan(stage)
    mine = made["delmal"][0]["id"]

    answers = await asyncio.gather(
        patch(stage, case_id, made, rewritten(made, delmal(id=mine, what="Den ena ändringen görs."))),
        patch(stage, case_id, made, rewritten(made, delmal(id=mine, what="Den andra ändringen görs."))),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    (loser,) = [answer for answer in answers if answer.status_code == 412]
    assert loser.json()["code"] == "stale_plan"
    assert (await stored(stage, case_id)).version == 2
    assert (await facts(stage, case_id)).count("plan_changed") == 1


async def test_a_plan_that_changed_meanwhile_is_not_saved(stage) -> None:
    case_id, _ = await a_plan(stage)
    async with stage.team.sessions.begin() as session:
        plans = stage.team.plans(session)
        plan = await plans.current(case_id)
        assert plan is not None
        plan.version = 7
        plan.close(datetime.now(UTC))

        with pytest.raises(StalePlan):
            await plans.save(plan)


async def test_two_plans_of_one_meeting_at_once_leave_one(stage) -> None:
    case_id, meeting_id = await a_case_that_met(stage)

    answers = await asyncio.gather(
        *(on_akt(stage, case_id, "plans", plan_body(meeting_id)) for _ in range(2))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 412]
    assert (await facts(stage, case_id)).count("plan_made") == 1


async def test_the_database_keeps_one_plan_in_force(stage) -> None:
    case_id, _ = await a_plan(stage)
    second = another_plan()
    second.case_id, second.number = case_id, 2
    second.drop_party(JOBBTORG, datetime.now(UTC))

    async def add() -> None:
        async with stage.team.sessions.begin() as session:
            await stage.team.plans(session).add(second)

    with pytest.raises(IntegrityError):
        await add()


@pytest.mark.parametrize("turn", range(4))
async def test_accepting_while_the_samtycke_ends_has_one_winner(stage, turn) -> None:
    case_id, made = await a_plan(stage)
    mine = made["delmal"][0]["id"]
    accept = post(stage, f"/v1/delmal/{mine}/answers", {"answer": "accepterar"}, who="jobbtorg", version=None)
    both = (accept, revoke(stage, case_id)) if turn % 2 else (revoke(stage, case_id), accept)

    answer = next(one for one in await asyncio.gather(*both) if one is not None)

    plan = await stored(stage, case_id)
    assert plan.delmal[0].state == "utgatt"
    assert JOBBTORG not in plan.parties
    occasions = [
        row.occasion for row in await rows(stage, "select occasion from plan_version order by version")
    ]
    if answer.status_code == 200:
        assert occasions == ["gjord", "svar", "part_utgatt"]
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "no_longer_covered")
        assert occasions == ["gjord", "part_utgatt"]


async def test_whoever_comes_after_is_told(stage) -> None:
    case_id, made = await a_plan(stage, delmal(accepted_at_meeting=True))
    mine = made["delmal"][0]["id"]
    await revoke(stage, case_id)

    for path, body in (("answers", {"answer": "accepterar"}), ("reports", {"status": "klart"})):
        late = await post(stage, f"/v1/delmal/{mine}/{path}", body, who="jobbtorg", version=None)
        assert (late.status_code, late.json()["code"]) == (409, "no_longer_covered")
    read = (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]
    assert read["delmal"][0]["what"] == "Boka och genomföra två studiebesök."
    assert read["delmal"][0]["state"] == "utgatt"


async def test_a_plan_is_not_made_on_rows_that_ended_since_they_were_asked_about(stage) -> None:
    case_id, meeting_id = await a_case_that_met(stage)
    async with stage.team.sessions.begin() as session:
        known = await ConsentRows(session).of_case(case_id)
        ended: list[Row] = [row for row in known if JOBBTORG in (row.source, row.recipient)]
        await ConsentRows(session).end(case_id, ended, Ending.ATERKALLAT)

    answer = await on_akt(stage, case_id, "plans", plan_body(meeting_id))

    assert (answer.status_code, answer.json()["code"]) == (409, "responsible_not_covered")


async def test_nothing_is_kept_when_the_transaction_fails(stage) -> None:
    case_id, _ = await a_plan(stage)

    async def fails() -> None:
        async with stage.team.sessions.begin() as session:
            plans = stage.team.plans(session)
            plan = await plans.current(case_id)
            assert plan is not None
            plan.drop_party(JOBBTORG, datetime.now(UTC))
            await plans.save(plan)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()

    assert (await stored(stage, case_id)).version == 1
    assert "plan_changed" not in await facts(stage, case_id)


async def test_saving_what_was_not_touched_makes_no_version(stage) -> None:
    case_id, _ = await a_plan(stage)
    async with stage.team.sessions.begin() as session:
        plans = stage.team.plans(session)
        plan = await plans.current(case_id)
        assert plan is not None
        await plans.save(plan)

    assert (await stored(stage, case_id)).version == 1


async def test_another_cases_plan_and_delmal_are_unknown(stage) -> None:
    case_id, made = await a_plan(stage)
    other = another_plan()
    async with stage.team.sessions() as session:
        plans = stage.team.plans(session)
        with pytest.raises(UnknownPlan):
            await plans.get(other.case_id, other.plan_id)
        with pytest.raises(UnknownDelmal):
            await plans.of_delmal(other.case_id, made["delmal"][0]["id"])
        assert await plans.of_meeting(case_id, other.meeting_id) is None
        assert await plans.last_number(other.case_id) == 0


async def test_team_is_never_told_as_a_party(stage) -> None:
    case_id, _ = await a_plan(stage)
    await a_meeting(stage, case_id, hours=7)

    assert TEAM not in (await stored(stage, case_id)).parties
