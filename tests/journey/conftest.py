"""The whole product, started once, and cases that are played to a given point through the public interfaces."""

import io
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from deploy.demo import before, team
from deploy.demo.play import set_the_stage
from deploy.demo.stage import Stage
from deploy.demo.telling import Telling
from deploy.infra.home import default_root
from deploy.infra.system import SERVICE_PARTS, System


@pytest.fixture(scope="session")
def product() -> Iterator[System]:
    """Every service on a PostgreSQL and a Kafka of its own, which these tests may kill."""
    base = default_root()
    root = base / "test" / f"journey {os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    product = System(root, store=base)
    try:
        product.start(SERVICE_PARTS)
        yield product
    finally:
        product.stop()
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
async def stage(product: System) -> AsyncIterator[Stage]:
    """A new case with nothing done yet; the parties' clients run."""
    async with AsyncExitStack() as stack:
        stage = await set_the_stage(product, Telling(io.StringIO(), quiet=True), stack)
        await stage.rest()
        for party in stage.parties.values():
            party.fresh()
        yield stage


@pytest.fixture
async def sent(stage: Stage) -> Stage:
    """The anmälan has reached the team."""
    for act in (before.draft, before.first_signature, before.second_signature, team.sent):
        await act(stage)
    return stage


@pytest.fixture
async def shared(sent: Stage) -> Stage:
    """The anmälan is taken up and opened by AF and FK; Region's client is down with an unread record."""
    await team.completed(sent)
    await team.taken_up(sent)
    return sent
