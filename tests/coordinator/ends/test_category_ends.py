"""What a party's lost category does: it is still in the team, but not in all of it."""

from uuid import uuid4

import pytest

from services.coordinator.domain import Row
from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with_plan
from tests.coordinator.ends.test_consent_ends import open_questions
from tests.coordinator.fakes import MEETING_CATEGORIES
from tests.coordinator.meetings.builders import meetings_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get

pytestmark = pytest.mark.real


async def narrowed(case, unit: str, *categories: str, back: bool = False) -> None:
    """Give a unit rows in some categories, and take them back."""
    ends = (unit, TEAM) if back else (TEAM, unit)
    granted = [Row(uuid4(), *ends, category) for category in categories]
    await case.events.given(granted)
    await case.events.ended(granted)


async def letters(stage, case) -> int:
    return len((await get(stage, f"{case.path}/letters")).json()["letters"])


async def of_party(stage, what: str = "state") -> list[tuple[str, str]]:
    found = await rows(stage, f"select responsible, {what} as told from delmal order by responsible")
    return [(d.responsible, d.told) for d in found]


class TestQuestion:
    @pytest.mark.parametrize("unit", ["fk", SENDER])
    @pytest.mark.parametrize("back", [False, True])
    async def test_is_its_own_and_the_sender_raises_it_too(self, stage, unit, back) -> None:
        case = await a_case_taken_up(stage)

        await narrowed(case, unit, "halsa", back=back)

        assert await open_questions(case) == [("part_utan_kategori", unit)]
        (asked,) = (await case.read())["questions"]
        name = "Försäkringskassan" if unit == "fk" else "Södermalms stadsdelsnämnd, socialtjänsten"
        assert asked["text"] == (
            f"Samtycket omfattar inte längre alla uppgifter för {name}. Det som har upphört: Hälsa. "
            "Vad ändras i planen och på mötena?"
        )

    async def test_is_not_asked_while_another_row_covers_it(self, stage) -> None:
        case = await a_case_taken_up(stage)
        old, new = (Row(uuid4(), TEAM, "fk", "halsa") for _ in range(2))
        await case.events.given([old, new])

        await case.events.ended([old])

        assert await open_questions(case) == []

    async def test_is_not_asked_of_a_party_that_is_gone_altogether(self, stage) -> None:
        case = await a_case_taken_up(stage)
        narrow = [Row(uuid4(), TEAM, "fk", "halsa")]
        await case.events.given(narrow)

        await case.events.ended([*case.rows["fk"], *narrow])

        assert await open_questions(case) == [("part_utan_samtycke", "fk")]


class TestMeeting:
    async def test_lets_its_invitations_fall_when_it_may_not_hear_what_is_said(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()

        await narrowed(case, "af", "mote")

        fallen = await rows(stage, "select invited from invitation where fallen_at is not null")
        assert [row.invited for row in fallen] == ["af"]
        (meeting,) = await meetings_of(stage, case.case_id)
        assert meeting["state"] == "bokat"
        assert await open_questions(case) == [("part_utan_kategori", "af")]

    async def test_stands_when_it_is_another_category(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()

        await narrowed(case, "af", "halsa")
        await narrowed(case, "af", "mote", back=True)

        assert await rows(stage, "select 1 from invitation where fallen_at is not null") == []


class TestDelmal:
    async def test_of_that_category_leaves_the_partys_hands(self, stage) -> None:
        case = await a_case_with_plan(stage, units=("af", "fk"))

        await narrowed(case, "af", "plan")

        assert await of_party(stage) == [("af", "utgatt"), ("fk", "foreslaget")]
        assert sorted(await open_questions(case)) == [
            ("delmal_utan_part", "af"),
            ("part_utan_kategori", "af"),
        ]
        changed = (await published(stage, case.case_id))[-1]
        assert changed["type"] == "se.finsam.coordinator.plan_changed.v1"
        assert [d["responsible"] for d in changed["data"]["delmal"]] == ["fk"]

    async def test_of_another_category_stays(self, stage) -> None:
        case = await a_case_with_plan(stage)

        await narrowed(case, "af", "halsa")
        await narrowed(case, "af", "plan", back=True)

        assert await of_party(stage) == [("af", "foreslaget")]

    async def test_of_health_goes_alone(self, stage) -> None:
        stage.consent.narrow["af"] = MEETING_CATEGORIES | {"halsa"}
        case = await a_case_with_plan(stage, units=("af", "af"), categories=("plan", "halsa"))

        await narrowed(case, "af", "halsa")

        states = await rows(stage, "select category, state from delmal order by category")
        assert [(d.category, d.state) for d in states] == [("halsa", "utgatt"), ("plan", "foreslaget")]

    async def test_whoever_may_not_read_the_plan_drives_it_no_more(self, stage) -> None:
        case = await a_case_with_plan(stage)

        await narrowed(case, SENDER, "plan")

        assert sorted(await open_questions(case)) == [
            ("drivande_saknas", SENDER),
            ("part_utan_kategori", SENDER),
        ]
        assert (await published(stage, case.case_id))[-1]["data"]["driver"] is None


class TestLetter:
    async def test_tells_her_that_a_party_has_left_the_plan(self, stage) -> None:
        case = await a_case_with_plan(stage, units=("af", "fk"))
        before = await letters(stage, case)

        await case.lose("af")

        assert await letters(stage, case) == before + 1
        newest = (await get(stage, f"{case.path}/letters")).json()["letters"][0]
        assert newest["kind"] == "gemensam_plan"

    async def test_tells_her_that_a_category_has(self, stage) -> None:
        case = await a_case_with_plan(stage)
        before = await letters(stage, case)

        await narrowed(case, "af", "plan")

        assert await letters(stage, case) == before + 1

    async def test_is_not_written_when_nothing_that_she_reads_has_changed(self, stage) -> None:
        case = await a_case_with_plan(stage)
        before = await letters(stage, case)

        await case.lose("fk")
        await narrowed(case, "af", "halsa")

        assert await letters(stage, case) == before

    async def test_of_a_protected_person_has_no_address(self, stage) -> None:
        case = await a_case_with_plan(stage, units=("af", "fk"))
        before = await letters(stage, case)
        stage.consent.withheld.add(case.case_id)

        await case.lose("af")

        (kept,) = await rows(stage, "select count(*) as n from letter")
        assert kept.n >= before + 1


class TestWords:
    async def test_name_the_party_and_all_that_has_ended(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await narrowed(case, "fk", "halsa")

        await narrowed(case, "fk", "sociala", back=True)

        (asked,) = (await case.read())["questions"]
        assert asked["text"] == (
            "Samtycket omfattar inte längre alla uppgifter för Försäkringskassan. Det som har upphört: Hälsa och "
            "Sociala förhållanden. Vad ändras i planen och på mötena?"
        )

    async def test_ask_whether_the_follow_up_can_be_held_when_nobody_may_read_it(self, stage) -> None:
        case = await a_case_taken_up(stage)
        granted = [Row(uuid4(), TEAM, unit, "uppfoljning") for unit in ("af", "fk")]
        await case.events.given(granted)

        await case.events.ended(granted[:1])
        assert "uppfoljning_utan_samtycke" not in dict(await open_questions(case))
        await case.events.ended(granted[1:])

        assert ("uppfoljning_utan_samtycke", None) in await open_questions(case)
