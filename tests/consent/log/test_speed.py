"""The release path does not wait for the sequencer: medians with it and without it, taken in turns."""

import asyncio
from statistics import median
from time import perf_counter
from uuid import UUID

from services.consent.disclosure_log.sequencer import Sequencer
from services.consent.disclosure_log.signers import Signers
from tests.consent.builders import TEAM
from tests.consent.exit_world import World

ROUNDS, RELEASES = 5, 12
LOOSE = 3.0
"""A bound for a machine that is shared: what is measured is near 1."""


async def test_release_is_as_fast_with_the_sequencer_at_work(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)
    sequencer = Sequencer(world.core.sessions, Signers(world.core.keystore, "finsamteam.example/utlamnanden"))
    with_it, without = list[float](), list[float]()
    await timed(world, record.header.event_id)
    for _ in range(ROUNDS):
        without += await timed(world, record.header.event_id)
        stop = asyncio.Event()
        working = asyncio.create_task(sequencer.keep(stop))
        with_it += await timed(world, record.header.event_id)
        stop.set()
        await working

    ratio = median(with_it) / median(without)
    told = f"release {median(without) * 1000:.1f} ms alone, {ratio:.2f} times that beside the sequencer"
    assert ratio < LOOSE, told


async def timed(world: World, event_id: UUID) -> list[float]:
    """Seconds of each release."""
    took: list[float] = []
    for _ in range(RELEASES):
        began = perf_counter()
        assert (await world.release(TEAM, event_id)).status_code == 200
        took.append(perf_counter() - began)
    return took
