"""More than one process of a service: roles shared out, one more that joins, one that is killed, one that stands still."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from deploy.demo import team
from deploy.demo.stage import Stage
from deploy.infra.processes import Child
from deploy.infra.system import System
from tests.journey.conftest import TO_THE_TEAM, Parties, new_case
from tests.journey.correcting import correct, told_in_turn, words
from tests.journey.in_hand import handlers_held, joined, members
from tests.journey.reading import revoke

pytestmark = [pytest.mark.real, pytest.mark.journey]

FROZEN_SECONDS = 60.0
"""Longer than any session, lease or poll: whoever waits for the frozen one has given it up by then."""
BUSY = {"consent": "svc-consent.inbox", "coordinator": "party.team-stockholm.main"}
"""The services that work most, with the group in which each reads what comes in these stories."""


@asynccontextmanager
async def one_more_each(product: System, stage: Stage) -> AsyncGenerator[list[Child]]:
    """A second process of the services that work most: they join while there is work, and each has partitions."""
    before = {group: set(await asyncio.to_thread(members, product, group)) for group in BUSY.values()}
    working = asyncio.create_task(_let_correct(stage, 1, 6))
    second: list[Child] = []
    try:
        for service in BUSY:
            name = await asyncio.to_thread(product.start_beside, service)
            child = product.processes.child(name)
            assert child is not None
            second.append(child)
        for group in BUSY.values():
            await joined(product, group, before[group])
        await working
        yield second
    finally:
        for child in second:
            await asyncio.to_thread(product.stop_one, child.program.name)


@asynccontextmanager
async def in_the_middle(product: System, stage: Stage, child: Child) -> AsyncGenerator[None]:
    """This process has the event of the next correction in hand, and stands just before it is done with it."""
    async with handlers_held(product, "consent") as held:
        await correct(stage, words(7))
        await held.by(child.process.pid)
        yield


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
    async with (
        new_case(product, parties, *TO_THE_TEAM) as stage,
        one_more_each(product, stage) as second,
    ):
        async with in_the_middle(product, stage, second[0]):
            for child in second:
                await asyncio.to_thread(product.kill_one, child.program.name)
        await _let_correct(stage, 8, 12)
        await stage.rest()

        assert await told_in_turn(stage) == list(range(1, 13))


async def test_lose_and_double_nothing_when_one_stands_still_and_wakes_up(
    product: System, parties: Parties
) -> None:
    async with (
        new_case(product, parties, *TO_THE_TEAM) as stage,
        one_more_each(product, stage) as second,
    ):
        async with in_the_middle(product, stage, second[0]):
            for child in second:
                child.process.send_signal(signal.SIGSTOP)
        working = asyncio.create_task(_let_correct(stage, 8, 12))
        await asyncio.sleep(FROZEN_SECONDS)  # the fault itself
        for child in second:
            child.process.send_signal(signal.SIGCONT)
        await working
        await stage.rest()

        assert await told_in_turn(stage) == list(range(1, 13))
