"""More than one process of a service: roles shared out, one more that joins, one that is killed, one that stands still."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from deploy.demo import team
from deploy.demo.stage import Stage
from deploy.infra.system import System
from tests.journey.conftest import TO_THE_TEAM, Parties, new_case
from tests.journey.correcting import correct, told_in_turn, words
from tests.journey.reading import revoke

pytestmark = [pytest.mark.real, pytest.mark.journey]

FROZEN_SECONDS = 60.0
"""Longer than any session, lease or poll: whoever waits for the frozen one has given it up by then."""
BUSY = ("consent", "coordinator")


@pytest.fixture
async def one_more(product: System) -> AsyncIterator[tuple[str, ...]]:
    """A second process of the services that work most, beside the first."""
    names = [await asyncio.to_thread(product.start_beside, service) for service in BUSY]
    yield tuple(names)
    for name in names:
        if product.processes.child(name) is not None:
            await asyncio.to_thread(product.stop_one, name)


async def _let_correct(stage: Stage, first: int, last: int) -> None:
    for hours in range(first, last + 1):
        await correct(stage, words(hours))


async def test_share_the_roles_of_a_service_out(product: System, parties: Parties) -> None:
    try:
        beside: list[str] = []
        for service in BUSY:
            await asyncio.to_thread(product.stop_one, service)
            await asyncio.to_thread(product.start_one, service, "http")
            for number, roles in enumerate(("relay tasks", "reader", "worker"), 2):
                beside.append(await asyncio.to_thread(product.start_beside, service, roles, number))
        async with new_case(product, parties, *TO_THE_TEAM, team.completed, team.taken_up) as stage:
            await revoke(stage, {"kind": "all"})
            await stage.rest()
            assert [item.type for item in stage.parties["fk"].items][-1] == "stop"
    finally:
        for name in beside:
            await asyncio.to_thread(product.stop_one, name)
        for service in BUSY:
            await asyncio.to_thread(product.stop_one, service)
            await asyncio.to_thread(product.start_one, service)


async def test_lose_and_double_nothing_when_one_joins_in_the_middle_and_is_killed(
    product: System, parties: Parties
) -> None:
    async with new_case(product, parties, *TO_THE_TEAM) as stage:
        working = asyncio.create_task(_let_correct(stage, 1, 12))
        for service in BUSY:
            name = await asyncio.to_thread(product.start_beside, service)
            await asyncio.to_thread(product.kill_one, name)
        await working
        await stage.rest()

        assert await told_in_turn(stage) == list(range(1, 13))


async def test_lose_and_double_nothing_when_one_stands_still_and_wakes_up(
    product: System, parties: Parties, one_more: tuple[str, ...]
) -> None:
    async with new_case(product, parties, *TO_THE_TEAM) as stage:
        working = asyncio.create_task(_let_correct(stage, 1, 12))
        frozen = [product.processes.child(name) for name in one_more]
        for child in frozen:
            assert child is not None
            child.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(FROZEN_SECONDS)  # the fault itself
        for child in frozen:
            assert child is not None
            child.process.send_signal(signal.SIGCONT)
        await working
        await stage.rest()

        assert await told_in_turn(stage) == list(range(1, 13))
