"""When the collaboration is over the rows get a last day; they never get a later one."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.inbox import Permanent
from tests.consent.api import a_draft, register, registered
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.conftest import LawClock
from tests.consent.exit_world import CORE, World, whole_case

pytestmark = pytest.mark.real

LAST_DAY = "2026-03-20"
MIDNIGHT = datetime(2026, 3, 20, 23, tzinfo=UTC)  # after the last day, winter time in Stockholm
ENDS = [("coordinator", "akt_ended"), ("followup", "case_concluded")]


async def a_whole_case(world: World) -> UUID:
    case_id = await world.a_case(*whole_case(), categories=("uppfoljning",))
    await world.submitted(case_id, *CORE)
    called = {"meeting_id": str(uuid4()), "parties": [REGION]}
    await world.react(
        await world.event("meeting_called", case_id, [("handlaggning", {})], service="coordinator", **called)
    )
    return case_id


async def over(world: World, case_id: UUID, fact: str = "akt_ended", **data: Any) -> None:
    service = "followup" if fact == "case_concluded" else "coordinator"
    told = {"parties": [REGION, SENDER], "last_day": LAST_DAY, **data}
    await world.react(await world.event(fact, case_id, [("handlaggning", {})], service=service, **told))


async def ends(world: World, case_id: UUID) -> set[datetime]:
    rows = await world.fetch("select valid_to from consent_row where case_id = :case", case=case_id)
    return {row.valid_to.astimezone(UTC) for row in rows}


async def sweep(world: World) -> None:
    expiring: Any = getattr(world.exit.tasks["expiry"], "__self__", None)
    while await expiring.sweep():
        pass


async def states(world: World, case_id: UUID) -> set[str]:
    rows = await world.fetch("select distinct state from consent_row where case_id = :case", case=case_id)
    return {row.state for row in rows}


@pytest.mark.parametrize(("service", "fact"), ENDS)
async def test_every_row_gets_the_last_day(world: World, service: str, fact: str) -> None:
    case_id = await a_whole_case(world)

    await over(world, case_id, fact)

    assert await ends(world, case_id) == {MIDNIGHT}, service
    _, record = await world.records(case_id, REGION)
    (header, _) = await world.opened(REGION, record)
    assert header is not None
    assert header.content["type"] == "avslut"


async def test_a_declined_anmalan_lasts_thirty_days_more(world: World) -> None:
    case_id = uuid4()
    await world.grant(case_id, (SENDER, TEAM), (TEAM, SENDER), end=NOON + timedelta(days=200))
    await world.submitted(case_id, *CORE)

    declined = await world.event(
        "referral_declined", case_id, [("handlaggning", {"kod": "N01"})], service="coordinator"
    )
    await world.react(declined)

    # 2 March and 30 days is 1 April, which is summer time.
    assert await ends(world, case_id) == {datetime(2026, 4, 1, 22, tzinfo=UTC)}
    assert len(await world.records(case_id, SENDER)) == 1


async def test_an_anmalan_that_is_moved_to_be_handled_by_hand_keeps_its_samtycke(world: World) -> None:
    case_id = uuid4()
    end = NOON + timedelta(days=200)
    await world.grant(case_id, (SENDER, TEAM), (TEAM, SENDER), end=end)
    await world.submitted(case_id, *CORE)
    await world.withhold(case_id)

    declined = await world.event(
        "referral_declined", case_id, [("handlaggning", {"kod": "N13"})], service="coordinator"
    )
    await world.react(declined)

    assert await ends(world, case_id) == {end}
    assert await world.records(case_id, SENDER) == []


async def test_rows_never_get_longer(world: World) -> None:
    case_id = uuid4()
    early = NOON + timedelta(days=3)
    await world.grant(case_id, (SENDER, TEAM), (TEAM, SENDER), categories=CORE, end=early)
    await world.submitted(case_id, *CORE)

    await over(world, case_id)

    assert await ends(world, case_id) == {early}


async def test_the_earliest_of_two_last_days_holds(world: World) -> None:
    case_id = await a_whole_case(world)

    await over(world, case_id, "case_concluded")
    await over(world, case_id, parties=[], last_day="2026-03-25")
    assert await ends(world, case_id) == {MIDNIGHT}
    await over(world, case_id, parties=[], last_day="2026-03-10")

    assert await ends(world, case_id) == {MIDNIGHT - timedelta(days=10)}


async def test_they_end_by_time_at_midnight_and_the_unopened_stays_closed(
    world: World, clock: LawClock
) -> None:
    case_id = await a_whole_case(world)
    await over(world, case_id)
    _, record = await world.records(case_id, REGION)

    clock.at = MIDNIGHT - timedelta(seconds=1)
    await sweep(world)
    assert await states(world, case_id) == {"aktiv"}
    clock.at = MIDNIGHT
    assert set(await world.opened(REGION, record)) == {None}, "out of force before anyone has written it"
    await sweep(world)

    assert await states(world, case_id) == {"utganget"}
    facts = await world.fetch(
        "select body from outbox where topic = 'finsam.consent.v1' and key = :key order by id",
        key=str(case_id).encode(),
    )
    assert b'"whole":true' in bytes(facts[-1].body)
    assert b"utganget" in bytes(facts[-1].body)


async def test_a_day_that_is_over_ends_them_at_once(world: World) -> None:
    case_id = await a_whole_case(world)

    await over(world, case_id, last_day="2026-03-01")
    await sweep(world)

    assert await states(world, case_id) == {"utganget"}


async def test_an_end_with_no_day_left_ends_them_with_itself(world: World) -> None:
    case_id = await a_whole_case(world)

    await over(world, case_id, last_day=NOON.date().isoformat())
    await sweep(world)

    assert await ends(world, case_id) == {NOON}, "what was told earlier that day was told while they held"
    assert await states(world, case_id) == {"utganget"}


async def test_a_row_that_would_begin_later_never_does(world: World, clock: LawClock) -> None:
    case_id = await a_whole_case(world)
    await world.grant(
        case_id, (TEAM, "fk"), start=NOON + timedelta(days=60), end=NOON + timedelta(days=90), categories=CORE
    )

    await over(world, case_id)

    assert await ends(world, case_id) == {MIDNIGHT}
    clock.at = MIDNIGHT
    await sweep(world)
    assert await states(world, case_id) == {"utganget"}


async def test_what_the_person_has_withdrawn_stays_withdrawn(world: World) -> None:
    case_id = await a_whole_case(world)
    await world.revoke(case_id, kind="party", party=REGION)

    await over(world, case_id)

    assert await states(world, case_id) == {"aktiv", "aterkallat"}
    assert await ends(world, case_id) == {MIDNIGHT, NOON + timedelta(days=30)}


async def test_a_protected_persons_rows_get_the_day_too(world: World) -> None:
    case_id = await a_whole_case(world)
    before = await world.records(case_id, REGION)
    await world.withhold(case_id)

    await over(world, case_id)

    assert await ends(world, case_id) == {MIDNIGHT}
    assert await world.records(case_id, REGION) == before


async def test_another_case_of_the_person_is_not_touched(world: World) -> None:
    ended, other = await a_whole_case(world), await a_whole_case(world)

    await over(world, ended)

    assert await ends(world, other) == {NOON + timedelta(days=30)}


@pytest.mark.parametrize(
    "data",
    [{"team": "team-annan"}, {"sender": "fk"}, {"last_day": "snart"}],
    ids=["another team", "another sender", "no day"],
)
async def test_an_event_that_may_not_say_so_changes_nothing(world: World, data: dict[str, str]) -> None:
    case_id = await a_whole_case(world)

    with pytest.raises((Permanent, ValueError)):
        await over(world, case_id, **data)

    assert await ends(world, case_id) == {NOON + timedelta(days=30)}


async def test_a_new_samtycke_is_not_taken_in_for_a_case_that_is_over(world: World, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(world.client, case_id)
    await world.submitted(case_id, *CORE)
    await over(world, case_id)

    refused = await register(world.client, case_id)

    assert (refused.status_code, refused.json()["code"]) == (409, "collaboration_ended")
    assert "ny anmälan" in refused.json()["detail"]
    await registered(world.client, a_draft(drafts))  # the same person's next case
