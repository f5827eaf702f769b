"""Releases in flight: a row from the commit that decided until the last byte has left this process.

A row must not outlive its request: a revocation would wait for it. So every way out lands it: the answer was sent, the
client was gone, the request was cancelled, the commit was in doubt, the database was away when we wanted to say so.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import delete, func, insert, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.tables.closings import InFlight
from shared.db import Sessions
from shared.ids import uuid7
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 0.2
_SWEEP_ROUNDS = 300
_LAST_ROUNDS = 25
_KEPT = text("now() - interval '1 hour'")


@dataclass(frozen=True, slots=True)
class Flight:
    """One answer's keys of one (case, recipient)."""

    id: UUID
    case_id: UUID
    recipient: str
    instance_id: int


class Flights:
    """The flights of this process."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._flying: dict[Flight, asyncio.Task[object] | None] = {}
        self._landing: set[Flight] = set()

    def prepare(self, case_id: UUID, recipient: str, instance_id: int) -> Flight:
        """Announce a flight. From here on it belongs to the running task, and must be landed."""
        flight = Flight(uuid7(), case_id, recipient, instance_id)
        self._flying[flight] = asyncio.current_task()
        return flight

    async def start(self, session: AsyncSession, flight: Flight, row_ids: set[UUID]) -> None:
        """Write the flight's row in the deciding transaction."""
        connection = await session.connection()
        await connection.execute(
            insert(InFlight).values(
                id=flight.id,
                case_id=flight.case_id,
                recipient=flight.recipient,
                instance_id=flight.instance_id,
                row_ids=sorted(row_ids),
            )
        )

    async def land(self, flights: list[Flight]) -> None:
        """Nothing of these can be sent any more. Always succeeds: what cannot be written now is written later."""
        self._landing.update(flights)
        for flight in flights:
            self._flying.pop(flight, None)
        if flights:
            # Out of reach of the request's cancellation; what remains is taken up by `keep`.
            await asyncio.shield(asyncio.ensure_future(self._write()))

    async def keep(self, stop: asyncio.Event) -> None:
        """Land what was left behind: requests that ended on the way, and what the database did not take at once."""
        rounds = 0
        while not stop.is_set():
            await asyncio.sleep(_LOOK_SECONDS)
            await self._gather()
            if rounds % _SWEEP_ROUNDS == 0:
                await self._forget_old()
            rounds += 1

    async def end(self) -> None:
        """Land what is left when the server has stopped, for a while; a process that is gone is found dead anyway."""
        for _ in range(_LAST_ROUNDS):
            await self._gather()
            if not self._flying and not self._landing:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def _gather(self) -> None:
        for flight in [flight for flight, task in self._flying.items() if task is None or task.done()]:
            del self._flying[flight]
            self._landing.add(flight)
        await self._write()

    async def _write(self) -> None:
        for flight in tuple(self._landing):
            # An insert that is in doubt makes this one wait for its end, and then meets its row or takes its place.
            row = {"id": flight.id, "case_id": flight.case_id, "recipient": flight.recipient, "row_ids": []}
            statement = (
                upsert(InFlight)
                .values(**row, instance_id=flight.instance_id, sent_at=func.clock_timestamp())
                .on_conflict_do_update(index_elements=["id"], set_={"sent_at": func.clock_timestamp()})
            )
            try:
                async with self._sessions() as session, session.begin():
                    await (await session.connection()).execute(statement)
            except OUTAGE as failure:
                log.warning("flight_not_landed", exception=type(failure).__name__)
                return
            self._landing.discard(flight)

    async def _forget_old(self) -> None:
        with suppress(*OUTAGE):
            async with self._sessions() as session, session.begin():
                await (await session.connection()).execute(
                    delete(InFlight).where(col(InFlight.sent_at) < _KEPT)
                )
