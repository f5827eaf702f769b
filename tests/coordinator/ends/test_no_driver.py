"""Nobody drives: words do not settle it. A handläggare of a unit that is covered does, or the end of the case."""

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with_plan
from tests.coordinator.ends.test_category_ends import narrowed
from tests.coordinator.ends.test_consent_ends import open_questions
from tests.coordinator.meetings.test_calls import refused
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real

ANOTHER = {"unit": "fk", "name": "Kassa Testperson", "function": "handläggare"}


async def decide(case, **more):
    asked = next(one for one in (await case.read())["questions"] if one["kind"] == "drivande_saknas")
    return await case.post(f"questions/{asked['id']}/answers", {"decision": "Vi ser hur det går."} | more)


async def test_words_alone_leave_it_open(stage) -> None:
    case = await a_case_with_plan(stage)
    await case.lose(SENDER)

    for answer in (await decide(case), await decide(case, driver=ANOTHER)):
        assert refused(answer) == (409, "driver_needed")
        assert "plans/{plan_id}/driver" in answer.json()["detail"]

    assert await open_questions(case) == [("drivande_saknas", SENDER)]


async def test_a_category_that_the_driver_lost_leaves_it_open_until_somebody_is_named(stage) -> None:
    case = await a_case_with_plan(stage)
    await narrowed(case, SENDER, "plan")

    assert refused(await decide(case)) == (409, "driver_needed")
    plan = (await get(stage, f"{case.path}/plans")).json()["current"]
    named = await post(
        stage, f"{case.path}/plans/{plan['plan_id']}/driver",
        {"driver": ANOTHER, "driver_reason": "Hon träffar personen ofta."}, version=plan["version"],
    )  # fmt: skip

    assert named.status_code == 200, named.text
    assert "drivande_saknas" not in dict(await open_questions(case))


class TestWithoutPlan:
    async def test_whoever_is_covered_can_be_named_in_the_answer(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.lose(SENDER)

        assert refused(await decide(case)) == (409, "driver_needed")
        named = await decide(case, driver=ANOTHER)

        assert named.status_code == 200, named.text
        assert await open_questions(case) == []
        (asked,) = (await case.read())["questions"]
        assert asked["decision"].startswith(
            "Kassa Testperson, handläggare, Försäkringskassan driver ärendet."
        )

    async def test_whoever_is_not_covered_can_not(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.lose(SENDER)

        answer = await decide(case, driver=ANOTHER | {"unit": SENDER})

        assert refused(answer) == (409, "responsible_not_covered")
        assert answer.json()["fields"][0]["field"] == "driver.unit"
        assert refused(await decide(case, driver=ANOTHER | {"name": ""})) == (422, "plan_incomplete")
        assert await open_questions(case) == [("drivande_saknas", SENDER)]

    async def test_the_end_of_the_case_closes_it(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.lose(SENDER)

        assert (await case.end(outcome="U71")).status_code == 200
