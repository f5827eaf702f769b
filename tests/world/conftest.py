"""One house for a test."""

from collections.abc import AsyncIterator

import pytest

from tests.world.house import House, a_house, known_people


@pytest.fixture
async def house(infra, tmp_path) -> AsyncIterator[House]:
    async with a_house(infra, tmp_path, known_people()) as made:
        yield made
