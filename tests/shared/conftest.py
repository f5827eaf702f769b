from collections.abc import AsyncIterator

import pytest

from tests.infrastructure import Infrastructure
from tests.shared.bench import Database, a_database


@pytest.fixture(scope="session")
def toy_url(infra: Infrastructure) -> str:
    return infra.create_database("mech")


@pytest.fixture
async def database(toy_url: str) -> AsyncIterator[Database]:
    """The tables of the mechanisms, empty, and one to count effects in."""
    async with a_database(toy_url) as made:
        yield made
