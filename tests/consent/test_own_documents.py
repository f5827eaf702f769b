"""A source reads what became of its own documents: opened when and by which function, or never."""

from uuid import UUID

import pytest

from tests.consent.builders import REGION, SENDER, TEAM
from tests.consent.exit_world import HALSA, World, whole_case

pytestmark = pytest.mark.real


async def read(world: World, case_id: UUID, token: str = f"handlaggare.{SENDER}", proof: str | None = None):
    sent = {"Authorization": f"Bearer {token}"}
    sent |= {"X-Service-Authorization": f"Bearer {proof}"} if proof else {}
    return await world.client.get(f"/v1/cases/{case_id}/own-documents", headers=sent)


async def a_shared(world: World) -> tuple[UUID, UUID, UUID]:
    case_id = await world.a_case(*whole_case())
    first = await world.submitted(case_id)
    shared = await world.event("referral_shared", case_id, [(HALSA, {"n": 1})], parties=[REGION])
    await world.react(shared)
    return case_id, first.id, shared.id


async def test_says_of_each_recipient_whether_it_was_opened(world: World) -> None:
    case_id, first, shared = await a_shared(world)
    (record,) = await world.records(case_id, TEAM)
    await world.opened(TEAM, record)
    await world.opened(TEAM, record)

    team, region = (await read(world, case_id)).json()["documents"]

    assert (team["recipient"], team["type"], team["source_event_id"]) == (TEAM, "anmalan", str(first))
    assert [(one["unit"], one["function"]) for one in team["openings"]] == [(TEAM, "socialsekreterare")]
    assert (region["recipient"], region["source_event_id"]) == (REGION, str(shared))
    assert (region["openings"], region["key_destroyed"]) == ([], False)


async def test_a_document_that_was_taken_back_unopened_says_so(world: World) -> None:
    case_id, first, _ = await a_shared(world)

    await world.react(await world.event("referral_retracted", case_id, retracts=str(first)))

    team, _ = (await read(world, case_id)).json()["documents"]
    assert (team["openings"], team["key_destroyed"]) == ([], True)


async def test_says_how_far_the_owners_facts_have_been_handled(world: World) -> None:
    case_id, *_ = await a_shared(world)
    assert (await read(world, case_id)).json()["handled"] == 0
    await world.fetch_commit(
        "insert into inbox_progress (topic, key, number)"
        " values ('finsam.referral.v1', :case, 3), ('finsam.coordinator.v1', :case, 9)",
        case=str(case_id),
    )

    assert (await read(world, case_id)).json()["handled"] == 3


async def test_shows_no_document_of_anybody_elses_and_none_to_others(world: World) -> None:
    case_id, *_ = await a_shared(world)
    await world.react(
        await world.event("referral_received", case_id, [("handlaggning", {})], service="coordinator")
    )

    assert len((await read(world, case_id)).json()["documents"]) == 2
    for token in (f"handlaggare.{REGION}", f"koordinator.{TEAM}", f"logggranskare.{SENDER}"):
        assert (await read(world, case_id, token)).status_code == 404


async def test_is_read_by_the_sender_too_when_the_team_registered_the_case_from_paper(world: World) -> None:
    case_id, *_ = await a_shared(world)
    await world.fetch_commit(
        "update case_file set registering_unit = :team where case_id = :case", team=TEAM, case=case_id
    )

    assert len((await read(world, case_id)).json()["documents"]) == 2
    assert (await read(world, case_id, f"handlaggare.{REGION}")).status_code == 404


async def test_is_read_by_the_koordinator_who_registered_it_when_the_referral_service_vouches_for_her(
    world: World,
) -> None:
    case_id, *_ = await a_shared(world)
    koordinator, proof = f"koordinator.{TEAM}", "service.svc-referral.coverage"
    in_the_system = await read(world, case_id, koordinator, proof)
    await world.fetch_commit(
        "update case_file set registering_unit = :team where case_id = :case", team=TEAM, case=case_id
    )

    assert len((await read(world, case_id, koordinator, proof)).json()["documents"]) == 2
    assert in_the_system.status_code == 404
    assert (await read(world, case_id, koordinator)).status_code == 404
    assert (await read(world, case_id, f"handlaggare.{TEAM}", proof)).json()["documents"] == []
    assert (await read(world, case_id, "koordinator.team-annan", proof)).status_code == 404
    assert (await read(world, case_id, koordinator, "service.svc-coordinator.coverage")).status_code == 403
