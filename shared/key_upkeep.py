"""Turning the keys over: living keys under this week's key, week keys destroyed once no backup may use them.

That is how erasure reaches backups: a backup of the key database opens only with week keys that are
younger than the backup horizon.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.keydb.tables import week_key, wrapped_key
from shared.keys import KeyStoreDown, RootKey, open_wrapped, system_now, this_week, week_of, wrap_under

log = structlog.get_logger(__name__)

HORIZON = timedelta(days=7)
_BATCH = 500
_EVERY_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class KeyUpkeep:
    """The weekly work on one key database. Any number of processes may do it at once; killed half-way, it goes on.

    ``horizon`` is how long a backup of the key database is kept.
    """

    engine: AsyncEngine
    root: RootKey
    horizon: timedelta = HORIZON
    now: Callable[[], datetime] = system_now

    async def run(self, stop: asyncio.Event) -> None:
        """Do the work now and every hour until told to stop."""
        while not stop.is_set():
            try:
                rewrapped, forgotten = await self.rewrap(), await self.forget_weeks()
                if rewrapped or forgotten:
                    log.info("keys_turned_over", rewrapped=rewrapped, forgotten=len(forgotten))
            except (KeyStoreDown, OperationalError, InterfaceError, PoolTimeout, OSError) as failure:
                log.warning("keys_not_turned_over", exception=type(failure).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(_EVERY_SECONDS):
                    await stop.wait()

    async def rewrap(self) -> int:
        """Bring every living key under this week's key; returns how many were moved."""
        moved = 0
        while batch := await self._rewrap_batch():
            moved += batch
        return moved

    async def forget_weeks(self) -> list[str]:
        """Destroy week keys that ended before the horizon and wrap no living key; returns their ids."""
        last = week_of(self.now() - self.horizon)
        used = exists().where(wrapped_key.c.week_id == week_key.c.id)
        async with self.engine.begin() as connection:
            gone = await connection.execute(
                delete(week_key).where(week_key.c.id < last).where(~used).returning(week_key.c.id)
            )
            return sorted(gone.scalars())

    async def _rewrap_batch(self) -> int:
        async with self.engine.begin() as connection:
            week, secret = await this_week(connection, self.root, self.now())
            columns = (wrapped_key.c.kind, wrapped_key.c.id, wrapped_key.c.wrapped, wrapped_key.c.week_id)
            rows = await connection.execute(
                select(*columns, week_key.c.wrapped.label("week_wrapped"))
                .join(week_key, week_key.c.id == wrapped_key.c.week_id)
                .where(wrapped_key.c.week_id < week)
                .where(wrapped_key.c.wrapped.is_not(None))
                .limit(_BATCH)
                .with_for_update(of=wrapped_key, skip_locked=True)
            )
            found = rows.all()
            for row in found:
                key = open_wrapped(self.root, row.kind, row)
                await connection.execute(
                    update(wrapped_key)
                    .where(wrapped_key.c.kind == row.kind)
                    .where(wrapped_key.c.id == row.id)
                    .values(wrapped=wrap_under(secret, week, row.kind, row.id, key), week_id=week)
                )
            return len(found)
