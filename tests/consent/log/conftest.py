"""A log of its own: an empty database and key database for each test, and leaves as the exit writes them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.consent.disclosure_log import rows
from services.consent.disclosure_log.leaf import Disclosed, Ground, LeafBody
from services.consent.disclosure_log.sequencer import Sequencer
from services.consent.disclosure_log.signers import Signers
from services.consent.tables import metadata
from services.consent.tables.deliveries import Leaf
from shared.db import Sessions, make_engine, make_sessions
from shared.ids import uuid7
from shared.keys import KeyStore, RootKey
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.conftest import Stores
from tests.infrastructure import Infrastructure
from tests.standins import empty, migrated

ORIGIN = "finsamteam.example/utlamnanden"
CASE_KEY = b"c" * 32
GUARDED = ("log_entry", "log_node", "log_checkpoint", "log_signer")


@dataclass
class MachineClock:
    """The machine's clock, moved by the test."""

    at: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def step(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class LogBench:
    """One log on the real PostgreSQL."""

    sessions: Sessions
    keys: KeyStore
    clock: MachineClock
    url: str
    keys_url: str

    def __post_init__(self) -> None:
        self.signers = Signers(self.keys, ORIGIN, now=self.clock)
        self.sequencer = Sequencer(self.sessions, self.signers, now=self.clock)

    async def write(self, count: int, *, seed: int = 0, case_id: UUID | None = None) -> list[UUID]:
        """Leaves that nobody has numbered yet, in one transaction."""
        made = [a_leaf(seeded(f"{seed}.{number}"), case_id or uuid4()) for number in range(count)]
        async with self.sessions() as session, session.begin():
            await (await session.connection()).execute(insert(Leaf), made)
        return [leaf["id"] for leaf in made]

    async def grow(self, count: int, *, seed: int = 0) -> None:
        """That many leaves more, numbered and under a checkpoint."""
        await self.write(count, seed=seed)
        await self.number_all()
        self.clock.step(minutes=1)
        assert await self.sequencer.checkpoint() is not None

    async def number_all(self) -> None:
        """Number whatever has no number."""
        while await self.sequencer.number():
            pass

    async def fetch(self, sql: str, **values: Any) -> list[Any]:
        """Rows of any query."""
        async with self.sessions() as session:
            return list(await (await session.connection()).execute(text(sql), values))

    async def tamper(self, sql: str, **values: Any) -> None:
        """Change the log behind its back, as one may who owns the database."""
        async with self.sessions() as session, session.begin():
            connection = await session.connection()
            for table in GUARDED:
                await connection.execute(text(f"alter table {table} disable trigger user"))
            await connection.execute(text(sql), values)
            for table in GUARDED:
                await connection.execute(text(f"alter table {table} enable trigger user"))

    async def numbers(self) -> list[int]:
        """The numbers given, in order."""
        return [row[0] for row in await self.fetch("select number from log_entry order by number")]

    async def path(self, kind: str, first: int, second: int) -> list[bytes]:
        """A proof, as the service makes it: `inclusion` or `consistency`."""
        async with self.sessions() as session:
            return await getattr(rows, f"{kind}_path")(session, first, second)


def seeded(seed: str | int) -> Random:
    """A course of chances that comes again."""
    return Random(seed)  # noqa: S311  nothing is guarded by it


def a_leaf(random: Random, case_id: UUID) -> dict[str, Any]:
    """A leaf's row with its real bytes."""
    unit = random.choice([SENDER, TEAM, REGION, "fk", "af"])
    event_id = UUID(int=random.getrandbits(128), version=4)
    what = Disclosed(case_id, unit, event_id, random.randrange(4), "halsa", SENDER, UUID(int=7))
    at = NOON + timedelta(seconds=random.randrange(10**6))
    body = LeafBody(unit, "handläggare", "handlaggning", Ground.ROW, at, what.commitment(CASE_KEY))
    return {
        "id": uuid7(),
        "case_id": case_id,
        "recipient": unit,
        "event_id": event_id,
        "index": what.index,
        "at": at,
        "body": body.encode(),
    }


@pytest.fixture(scope="session")
async def log_stores(infra: Infrastructure) -> Stores:
    return Stores(*migrated(infra, "consent"))


@pytest.fixture(scope="session")
async def log_engines(log_stores: Stores) -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    engines = make_engine(log_stores.url), make_engine(log_stores.keys_url)
    yield engines
    for engine in engines:
        await engine.dispose()


@pytest.fixture
async def log(log_stores: Stores, log_engines: tuple[AsyncEngine, AsyncEngine]) -> LogBench:
    engine, key_engine = log_engines
    await empty(engine, metadata)
    async with key_engine.begin() as connection:
        await connection.execute(text("delete from wrapped_key"))
    keys = KeyStore(key_engine, RootKey(b"r" * 32))
    return LogBench(make_sessions(engine), keys, MachineClock(), log_stores.url, log_stores.keys_url)
