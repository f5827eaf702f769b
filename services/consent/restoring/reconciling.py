"""Opens the gate: when this database agrees with the end of its own topic and with the key database.

A database that was put back is noticed by its marks (server, timeline, a counter shared with the key database), and, whatever
they say, by facts on the topic that its history does not hold. The work has connections of its own; several processes
do it one after the other, and the later ones find it done.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

import structlog
from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from services.consent.restoring.facts_check import FactsCheck, Found
from services.consent.restoring.gate import Gate
from services.consent.restoring.keys_check import Agreed, KeysCheck
from services.consent.restoring.withheld_check import WithheldCheck
from services.consent.tables.deliveries import Alias
from services.consent.tables.marks import GateMark, Reconciliation
from shared.db import make_sessions
from shared.ids import uuid7
from shared.key_ledger import KeyLedger, StoreMark
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

FACTS_LOST = "facts_lost"
KEYS_LOST = "keys_lost"
DATABASE_REPLACED = "database_replaced"
KEY_DATABASE_REPLACED = "key_database_replaced"
ACCEPTABLE = (FACTS_LOST, KEYS_LOST, DATABASE_REPLACED)
"""What an operator may accept, with a reason; the gate then opens with what is left."""
STAYS_SHUT = (*ACCEPTABLE, KEY_DATABASE_REPLACED)
"""Why the gate does not open by itself: somebody looks and decides."""

EPOCHS_SKIPPED = 1000
"""More than any epochs that a lost time can have held: a number that a recipient has seen is never given again."""

_LOOK_SECONDS = 0.5
_TICK_SECONDS = 60.0
_LOCK = text("select pg_advisory_lock(:class, 1)")
_UNLOCK = text("select pg_advisory_unlock(:class, 1)")
_CLASS = {"class": 0x0F17}
_SERVER = text(
    "select pg_postmaster_start_time(), (select system_identifier::text from pg_control_system()),"
    " (select timeline_id from pg_control_checkpoint())"
)


@dataclass(frozen=True, slots=True)
class Server:
    """The database server that answers: since when it runs, which cluster it is, on which timeline."""

    started: datetime
    system: str
    timeline: int


@dataclass(frozen=True, slots=True)
class Checks:
    """The comparisons."""

    facts: FactsCheck
    keys: KeysCheck
    withheld: WithheldCheck


class Reconciling:
    """Looks twice a second which server answers, and each minute whether everything still agrees."""

    def __init__(self, engine: AsyncEngine, ledger: KeyLedger, checks: Checks, gate: Gate) -> None:
        self._engine = engine
        self._sessions = make_sessions(engine)
        self._ledger = ledger
        self._checks = checks
        self._gate = gate
        self._looked_at = 0.0

    async def keep(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
            except OUTAGE as failure:
                log.warning("reconciliation_waits", exception=type(failure).__name__, code=self._gate.code)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def look(self) -> None:
        """Shut the gate when another server answers than it was opened for; open it when everything agrees."""
        server = await self._server()
        if self._gate.open_for not in {None, server.started}:
            self._gate.shut("another_server")
        if self._gate.open_for is not None and monotonic() - self._looked_at < _TICK_SECONDS:
            return
        async with self._alone():
            code = await self._reconcile(server)
        if code is None:
            self._looked_at = monotonic()
            self._gate.open(server.started)
        else:
            if self._gate.code != code:
                log.error("gate_stays_shut", code=code)
            self._gate.shut(code)

    async def _reconcile(self, server: Server) -> str | None:
        """Return None when all agrees, now; otherwise the code of what an operator must look at."""
        accepted = await self._accepted()
        mark, store = await self._mark(), await self._ledger.mark()
        if mark is not None and mark.store_id != store.id:
            return KEY_DATABASE_REPLACED
        if mark is None and store.counter > 0 and DATABASE_REPLACED not in accepted:
            return DATABASE_REPLACED
        found = await self._checks.facts(from_what_is_left=FACTS_LOST in accepted)
        if found.torn and FACTS_LOST not in accepted:
            return FACTS_LOST
        behind = _is_behind(mark, store, server)
        agreed = Agreed()
        if mark is None or behind or mark.counter != store.counter or found.lost or found.torn:
            agreed = await self._checks.keys(renew=KEYS_LOST in accepted)
            if agreed.missing:
                log.error("keys_missing", count=len(agreed.missing))
                return KEYS_LOST
        if behind or found.lost or found.torn:
            await self._skip_epochs()
            await self._checks.withheld.put_back()
        await self._checks.withheld.note()
        await self._agree(server, store, found)
        await self._write_down(found, agreed, accepted)
        return None

    async def _server(self) -> Server:
        async with self._engine.connect() as connection:
            row = (await connection.execute(_SERVER)).one()
        return Server(row[0], row[1], row[2])

    async def _mark(self) -> GateMark | None:
        async with self._sessions() as session:
            return await session.get(GateMark, 1)

    async def _accepted(self) -> set[str]:
        async with self._engine.connect() as connection:
            query = select(col(Reconciliation.code)).where(
                col(Reconciliation.reason).is_not(None), col(Reconciliation.used_at).is_(None)
            )
            return set((await connection.execute(query)).scalars())

    async def _agree(self, server: Server, store: StoreMark, found: Found) -> None:
        """Keep how far everything agrees, and raise the counter here first: a kill in between costs a comparison."""
        await self._checks.facts.remember(found)
        told = {
            "store_id": store.id,
            "counter": store.counter + 1,
            "system": server.system,
            "timeline": server.timeline,
        }
        async with self._engine.begin() as connection:
            statement = upsert(GateMark).values(slot=1, **told)
            await connection.execute(statement.on_conflict_do_update(index_elements=["slot"], set_=told))
        await self._ledger.raise_mark(store.counter + 1)

    async def _skip_epochs(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(Alias).values(epoch=col(Alias.epoch) + EPOCHS_SKIPPED, last_sequence=0)
            )

    async def _write_down(self, found: Found, agreed: Agreed, accepted: set[str]) -> None:
        now = datetime.now(UTC)
        done = found.lost or agreed.rows_ended or agreed.keys_destroyed or agreed.keys_renewed
        async with self._engine.begin() as connection:
            if accepted:
                await connection.execute(
                    update(Reconciliation)
                    .where(col(Reconciliation.used_at).is_(None), col(Reconciliation.reason).is_not(None))
                    .values(used_at=now)
                )
            if done or accepted:
                told = {
                    "facts_applied": found.applied,
                    "facts_reported": found.reported,
                    "rows_ended": agreed.rows_ended,
                    "keys_destroyed": agreed.keys_destroyed,
                    "keys_renewed": agreed.keys_renewed,
                }
                await connection.execute(
                    insert(Reconciliation).values(id=uuid7(), at=now, code="reconciled", used_at=now, **told)
                )
                log.warning("reconciled", count=found.lost, rows=agreed.rows_ended)

    @asynccontextmanager
    async def _alone(self) -> AsyncGenerator[None]:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(_LOCK, _CLASS)
            try:
                yield
            finally:
                with suppress(*OUTAGE):
                    await connection.execute(_UNLOCK, _CLASS)


def _is_behind(mark: GateMark | None, store: StoreMark, server: Server) -> bool:
    """Whether this database may lack what it once held: put back, or another server has taken over."""
    if mark is None:
        return store.counter > 0
    return mark.counter < store.counter or (mark.system, mark.timeline) != (server.system, server.timeline)
