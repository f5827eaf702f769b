from collections.abc import AsyncIterator

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine

from shared.db import make_engine
from shared.erasure.http import erasure_routes
from shared.erasure.tables import create_erasure
from shared.keys import KeyStore, RootKey
from shared.migrate import KEYS, upgrade
from shared.outbox import Outbox
from tests.infrastructure import Infrastructure
from tests.shared.bench import TOPIC, Database, a_database
from tests.shared.erasure_desk import METADATA, Day, Desk, Things
from tests.shared.web import asking, toy_app


@pytest.fixture(scope="session")
def toy_url(infra: Infrastructure) -> str:
    return infra.create_database("mech")


@pytest.fixture
async def database(toy_url: str) -> AsyncIterator[Database]:
    """The tables of the mechanisms, empty, and one to count effects in."""
    async with a_database(toy_url) as made:
        yield made


@pytest.fixture(scope="session")
def erasure_keys_url(infra: Infrastructure) -> str:
    url = infra.create_database("erasure_keys")
    upgrade(KEYS, url)
    return url


@pytest.fixture
async def desk(database: Database, erasure_keys_url: str) -> AsyncIterator[Desk]:
    """A service that holds things of cases, and may be told to erase them."""
    made = create_engine(database.url)
    with made.begin() as connection:
        create_erasure(Operations(MigrationContext.configure(connection)))
        METADATA.create_all(connection)
    made.dispose()
    key_engine = make_engine(erasure_keys_url)
    store = KeyStore(key_engine, RootKey(b"r" * 32))
    holder, day = Things(Outbox("toy", TOPIC)), Day()
    app = toy_app(database.sessions)
    app.include_router(erasure_routes(database.sessions, holder, day))
    async with asking(app) as http:
        yield Desk(database, key_engine, store, holder, day, http)
    await key_engine.dispose()
