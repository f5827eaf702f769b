"""A service with its real gate, its own topic in memory, and databases of its own that a test may put back."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from services.consent.restoring.facts_check import OwnTopic
from services.consent.restoring.reconciling import Reconciling
from services.consent.wiring import make_core, make_desk
from services.consent.wiring_exit import build_reconciling
from shared.db import make_engine
from shared.events import Envelope
from shared.kafka import Received
from shared.keys import KeyStore, RootKey
from tests.consent.conftest import LawClock, Stores, Tokens, settings_for
from tests.consent.exit_world import World, a_world


@dataclass
class TopicInMemory:
    """One partition of the service's own topic."""

    bodies: list[bytes] = field(default_factory=list)
    first: int = 0

    async def bounds(self) -> dict[int, tuple[int, int]]:
        return {0: (self.first, self.first + len(self.bodies))}

    async def read(self, begins: Mapping[int, int], ends: Mapping[int, int]) -> AsyncIterator[list[Received]]:
        between = range(begins[0], ends[0])
        if between:
            yield [Received("own", 0, at, b"", self.bodies[at - self.first]) for at in between]


@dataclass
class GateWorld:
    """A world and what opens its gate."""

    world: World
    reconciling: Reconciling
    topic: Any
    key_engine: Any

    async def relay(self) -> None:
        """Send what is staged on the service's own topic, as the relay would."""
        rows = await self.world.fetch(
            "select id, body from outbox where topic = 'finsam.consent.v1' order by id"
        )
        self.topic.bodies += [bytes(row.body) for row in rows]
        await self.world.fetch_commit("delete from outbox where topic = 'finsam.consent.v1'")

    def send(self, envelope: Envelope) -> None:
        """Put a fact on the topic that the database does not know."""
        self.topic.bodies.append(envelope.to_bytes())

    async def look_again(self) -> str:
        """Shut the gate, as a new process would find it, and look; returns why it stays shut."""
        self.world.core.gate.shut("new")
        await self.reconciling.look()
        return self.world.core.gate.code

    async def keys(self, sql: str, **values: Any) -> list[Any]:
        """Ask, or change, the key database behind the service's back."""
        async with self.key_engine.begin() as connection:
            done = await connection.execute(text(sql), values)
            return list(done) if done.returns_rows else []

    async def reconciled(self) -> list[Any]:
        """What was written down about differences."""
        return await self.world.fetch("select * from reconciliation order by at, id")


@asynccontextmanager
async def a_gate_world(
    stores: Stores, folder: Path, topic: OwnTopic, *, clock: LawClock | None = None
) -> AsyncIterator[GateWorld]:
    """The exit behind its real gate, which has been looked at once."""
    key_engine = make_engine(stores.keys_url)
    core = make_core(
        settings_for(stores, folder), httpx2.AsyncClient(), KeyStore(key_engine, RootKey(b"r" * 32))
    )
    core = replace(core, clock=clock or LawClock())
    reconciling, engine = build_reconciling(core, topic)
    await reconciling.look()
    if core.gate.open_for is None:
        raise AssertionError(core.gate.code)
    async with a_world(core, make_desk(core, Tokens())) as world:  # pyright: ignore[reportArgumentType]
        yield GateWorld(world, reconciling, topic, key_engine)
    for each in (engine, key_engine, core.engine):
        await each.dispose()
