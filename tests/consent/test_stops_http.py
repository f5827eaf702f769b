"""What the koordinator sees of those that the samtycke no longer covers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.exit_world import CORE, World, whole_case

pytestmark = pytest.mark.real

KOORDINATOR = f"koordinator.{TEAM}"


async def a_plan(world: World, *units: str) -> UUID:
    case_id = await world.a_case(*(units or whole_case()), categories=("plan",))
    await world.submitted(case_id, *CORE)
    for fact in ("plan_made", "plan_changed"):
        parties = [REGION, SENDER]
        event = await world.event(fact, case_id, [("plan", {})], service="coordinator", parties=parties)
        await world.react(event)
    return case_id


async def ask(world: World, case_id: UUID, token: str = KOORDINATOR) -> httpx2.Response:
    return await world.client.get(f"/v1/cases/{case_id}/stops", headers={"Authorization": f"Bearer {token}"})


async def stops(world: World, case_id: UUID) -> list[dict[str, Any]]:
    answer = await ask(world, case_id)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_party_that_never_opened_anything_is_counted(world: World) -> None:
    case_id = await a_plan(world)
    assert await stops(world, case_id) == []
    await world.revoke(case_id, kind="party", party=REGION)

    (stop,) = [each for each in await stops(world, case_id) if each["recipient"] == REGION]

    assert (stop["notice_opened_at"], stop["never_opened"]) == (None, 2)
    assert stop["recipient_name"].startswith("Region Stockholm")
    assert datetime.fromisoformat(stop["stopped_at"]) == NOON
    assert "reason" not in stop


async def test_an_opened_notice_shows_when_and_an_opened_document_is_not_counted(world: World) -> None:
    case_id = await a_plan(world)
    await world.opened(REGION, (await world.records(case_id, REGION))[0])
    await world.revoke(case_id, kind="party", party=REGION)
    await world.opened(REGION, (await world.records(case_id, REGION))[-1])

    (stop,) = await stops(world, case_id)

    assert stop["notice_opened_at"] is not None
    assert stop["never_opened"] == 1


async def test_a_later_stop_has_a_notice_of_its_own(world: World) -> None:
    case_id = await a_plan(world)
    await world.revoke(case_id, kind="category", party=REGION, category="plan")
    await world.opened(REGION, (await world.records(case_id, REGION))[-1])
    await world.revoke(case_id, kind="party", party=REGION)

    (stop,) = await stops(world, case_id)

    assert stop["notice_opened_at"] is None


async def test_a_document_that_still_opens_is_not_counted(world: World) -> None:
    case_id = await a_plan(world)
    await world.revoke(case_id, kind="category", party=REGION, category="plan")

    (stop,) = await stops(world, case_id)

    assert stop["never_opened"] == 0, "its header opens still"


async def test_rows_between_others_are_not_the_koordinators(world: World) -> None:
    case_id = await world.a_case(SENDER, TEAM)
    await world.grant(case_id, (SENDER, "fk"), ("fk", SENDER), categories=CORE)
    await world.submitted(case_id, *CORE)
    await world.revoke(case_id, kind="party", party="fk")

    assert await stops(world, case_id) == []


@pytest.mark.parametrize(
    "token",
    ["koordinator.team-annan", f"handlaggare.{TEAM}", f"handlaggare.{SENDER}", f"logggranskare.{TEAM}"],
)
async def test_others_do_not_find_the_case(world: World, token: str) -> None:
    case_id = await a_plan(world)

    assert (await ask(world, case_id, token)).status_code == 404


async def test_a_protected_case_and_an_unknown_one_look_alike(world: World) -> None:
    case_id = await a_plan(world)
    await world.withhold(case_id)

    hidden, unknown = await ask(world, case_id), await ask(world, UUID(int=7))

    assert hidden.status_code == unknown.status_code == 404
    assert {**hidden.json(), "instance": ""} == {**unknown.json(), "instance": ""}


async def test_the_reading_is_logged(world: World) -> None:
    case_id = await a_plan(world)
    await stops(world, case_id)

    reads = await world.fetch("select purpose, unit from read_log where case_id = :case", case=case_id)
    assert [(read.purpose, read.unit) for read in reads] == [("stoppmeddelanden", TEAM)]


async def test_a_row_ended_by_time_is_a_stop_like_any_other(world: World) -> None:
    case_id = await a_plan(world)
    await world.fetch_commit(
        "update consent_row set state = 'utganget', ended_at = :at where case_id = :case and recipient = :unit",
        case=case_id,
        unit=REGION,
        at=NOON + timedelta(days=1),
    )

    assert [stop["recipient"] for stop in await stops(world, case_id)] == [REGION]
