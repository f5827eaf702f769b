"""Each test has its own topic, group and state file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.infrastructure import Infrastructure
from tests.party.world import World


@pytest.fixture
async def world(infra: Infrastructure, tmp_path: Path) -> AsyncIterator[World]:
    made = World(infra, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def ready(world: World) -> World:
    """A world whose group has its beginnings."""
    await world.client().setup()
    return world
