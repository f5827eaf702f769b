"""Waits until what was decided before a door was shut has left, or its process is known to be dead."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from services.consent.exit.instances import is_dead
from services.consent.tables.closings import InFlight

_FIRST_LOOK = 0.005
_LAST_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Door:
    """What was shut: one recipient of a case or all of them; certain rows or everything."""

    case_id: UUID
    recipient: str | None = None
    row_ids: Collection[UUID] | None = None


class Drain:
    """Looks at the flights of a door. A process that stands still keeps its lock: then the answer is no, not yet."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def is_empty(self, door: Door) -> bool:
        """Look once; flights of processes known to be dead are written off."""
        async with self._engine.connect() as connection:
            query = (
                select(col(InFlight.instance_id))
                .where(col(InFlight.case_id) == door.case_id)
                .where(col(InFlight.sent_at).is_(None))
                .distinct()
            )
            if door.recipient is not None:
                query = query.where(col(InFlight.recipient) == door.recipient)
            if door.row_ids is not None:
                query = query.where(col(InFlight.row_ids).op("&&")(_uuids(door.row_ids)))
            flying = list((await connection.execute(query)).scalars())
            dead = [instance_id for instance_id in flying if await is_dead(connection, instance_id)]
            if dead:
                await connection.execute(
                    update(InFlight)
                    .where(col(InFlight.instance_id).in_(dead))
                    .where(col(InFlight.sent_at).is_(None))
                    .values(sent_at=func.clock_timestamp())
                )
            return len(dead) == len(flying)

    async def wait(self, door: Door, deadline: float) -> bool:
        """Look until nothing is left (True) or the deadline (monotonic seconds) has passed (False)."""
        pause = _FIRST_LOOK
        while not await self.is_empty(door):
            if monotonic() + pause > deadline:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LAST_LOOK)
        return True


def _uuids(row_ids: Collection[UUID]) -> ColumnElement[Any]:
    return cast(sorted(row_ids), ARRAY(Uuid))
