"""A kallelse and a plan build on the akt that was read, and a case has one team meeting ahead of it."""

import asyncio

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with_plan, a_plan_form
from tests.coordinator.meetings.builders import a_call, in_days
from tests.coordinator.meetings.test_calls import refused
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real


async def test_two_koordinatorer_on_the_same_version_get_one_meeting(stage) -> None:
    case = await a_case_taken_up(stage)
    version = await case.version()

    answers = await asyncio.gather(
        *(case.post("meetings", a_call(starts_at=in_days(days)), version=version) for days in (20, 33))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 412]
    assert refused(next(one for one in answers if one.status_code == 412)) == (412, "stale_akt")
    assert await case.version() == version + 1


async def test_what_was_never_read_calls_nobody(stage) -> None:
    case = await a_case_taken_up(stage)

    assert (await post(stage, f"{case.path}/meetings", a_call(), version=None)).status_code == 428
    assert refused(await case.post("meetings", a_call(), version=99)) == (412, "stale_akt")


async def test_a_plan_is_made_of_the_akt_that_was_read(stage) -> None:
    case = await a_case_taken_up(stage)
    await case.call()
    await case.hold(outcome="gemensam_plan", present=["af", SENDER])
    body, version = a_plan_form(case.meeting_id), await case.version()

    assert refused(await case.post("plans", body, version=version + 1)) == (412, "stale_akt")
    answers = await asyncio.gather(*(case.post("plans", body, version=version) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 412]


async def test_a_second_team_meeting_is_refused_while_one_lies_ahead(stage) -> None:
    case = await a_case_taken_up(stage)
    first = await case.call()

    assert refused(await case.post("meetings", a_call(starts_at=in_days(33)))) == (
        409,
        "meeting_already_booked",
    )

    cancelled = await case.post(f"meetings/{first}/cancel", {"reason": "part_kan_inte"}, version=1)
    assert cancelled.status_code == 200, cancelled.text
    assert (await case.post("meetings", a_call(starts_at=in_days(33)))).status_code == 201


async def test_a_follow_up_may_stand_beside_it(stage) -> None:
    case = await a_case_with_plan(stage)
    plan = (await get(stage, f"{case.path}/plans")).json()["current"]
    await case.call(days=20)

    beside = await case.call(days=30, kind="uppfoljning", plan_id=plan["plan_id"])

    assert beside
