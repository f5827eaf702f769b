from collections.abc import AsyncIterator

import pytest

from tests.infrastructure import Infrastructure
from tests.shared.bench import EFFECT, Database, a_database


@pytest.fixture
async def database(infra: Infrastructure) -> AsyncIterator[Database]:
    """A fresh database with the tables of the mechanisms, and one to count effects in."""
    async with a_database(infra, EFFECT) as made:
        yield made
