"""Turning the keys over: living keys under this week's key, old week keys destroyed once no backup may use them.

That is how erasure reaches backups: what a copy of the key database holds opens only with week keys that were in use
less than the backup horizon ago, and what the root kept for the others is destroyed with them.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, exists, select, text, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.key_status import KeyGauges, key_status
from shared.keydb.tables import week_key, wrapped_key
from shared.reaching import BACKUPS_KEPT, UPKEEP_EVERY
from shared.root import Root, RootGone
from shared.week_keys import (
    TURN_LOCK,
    KeyStoreDown,
    confirm_store,
    open_wrapped,
    system_now,
    this_week,
    wrap_under,
)

log = structlog.get_logger(__name__)

HORIZON = BACKUPS_KEPT
_BATCH = 500
_EVERY_SECONDS = UPKEEP_EVERY.total_seconds()
_UPKEEP = 3
_TRY = text("select pg_try_advisory_lock(:class, :what)")
_LET_GO = text("select pg_advisory_unlock(:class, :what)")
_FAILURES = (KeyStoreDown, RootGone, OperationalError, InterfaceError, PoolTimeout, OSError)
_USED = exists().where(wrapped_key.c.week_id == week_key.c.id)


@dataclass(frozen=True, slots=True)
class Turned:
    """What one turn has done: keys moved, week keys found unused, week keys destroyed."""

    rewrapped: int
    retired: Sequence[str]
    destroyed: Sequence[str]


@dataclass(frozen=True, slots=True)
class KeyUpkeep:
    """The weekly work on one key database. Killed at any step, it goes on where it was; several at once do it once.

    ``horizon`` is how long a backup is kept. Times are system time: backups do not follow the clock of the law.
    """

    engine: AsyncEngine
    root: Root
    horizon: timedelta = HORIZON
    now: Callable[[], datetime] = system_now
    gauges: KeyGauges | None = field(default=None)

    async def run(self, stop: asyncio.Event) -> None:
        """Do the work now and every hour until told to stop."""
        while not stop.is_set():
            try:
                done = await self.turn()
                if done is not None and (done.rewrapped or done.retired or done.destroyed):
                    log.info("keys_turned_over", rewrapped=done.rewrapped, forgotten=len(done.destroyed))
                await self._tell()
            except _FAILURES as failure:
                log.warning("keys_not_turned_over", exception=type(failure).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(_EVERY_SECONDS):
                    await stop.wait()

    async def turn(self) -> Turned | None:
        """Do the whole turn; None when another process is at it. Every step may be repeated.

        Raises KeyStoreDown or RootGone, or a database error.
        """
        held = {"class": TURN_LOCK, "what": _UPKEEP}
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await confirm_store(connection, self.root)
            if not await connection.scalar(_TRY, held):
                return None
            try:
                rewrapped = await self.rewrap()
                retired = await self.retire()
                return Turned(rewrapped, retired, await self.forget_weeks())
            finally:
                with suppress(DBAPIError):  # a lost connection has let it go already
                    await connection.execute(_LET_GO, held)

    async def rewrap(self) -> int:
        """Bring every living key under the current week's key; returns how many were moved."""
        moved = 0
        while batch := await self._rewrap_batch():
            moved += batch
        return moved

    async def retire(self) -> list[str]:
        """Note since when a week key wraps no living key; from then on the horizon counts. Returns the new ones."""
        known = week_key.c.destroyed_at.is_(None)
        async with self.engine.begin() as connection:
            # A process with a slow clock or a long transaction may have used it once more.
            await connection.execute(update(week_key).where(known, _USED).values(retired_at=None))
            retired = await connection.execute(
                update(week_key)
                .where(known, ~week_key.c.is_current, week_key.c.retired_at.is_(None), ~_USED)
                .values(retired_at=self.now())
                .returning(week_key.c.id)
            )
            return sorted(retired.scalars())

    async def forget_weeks(self) -> list[str]:
        """Destroy week keys that have been unused for longer than the horizon; returns their ids.

        The row first, then what the root keeps: a kill in between leaves a part that opens nothing, and the next call
        destroys it.
        """
        destroyed: list[str] = []
        while (week := await self._destroy_one()) is not None:
            destroyed.append(week)
        async with self.engine.connect() as connection:
            tombs = select(week_key.c.id).where(week_key.c.destroyed_at.is_not(None))
            gone = set((await connection.execute(tombs)).scalars())
        left = gone & await self.root.kept_weeks()
        if left:
            await self.root.forget(left)
        if destroyed or left:
            await self._vacuum()
        return destroyed

    async def _destroy_one(self) -> str | None:
        async with self.engine.begin() as connection:
            # Whoever wraps a key holds the week until the commit: what we lock here has no one under way.
            week = await connection.scalar(self._past_horizon().with_for_update())
            if week is None:
                return None
            await connection.execute(
                update(week_key)
                .where(week_key.c.id == week, ~_USED)
                .values(wrapped=None, destroyed_at=self.now())
            )
            return week

    def _past_horizon(self) -> Select[str]:
        return (
            select(week_key.c.id)
            .where(week_key.c.destroyed_at.is_(None), ~week_key.c.is_current, ~_USED)
            .where(week_key.c.retired_at <= self.now() - self.horizon)
            .order_by(week_key.c.id)
            .limit(1)
        )

    async def _rewrap_batch(self) -> int:
        async with self.engine.begin() as connection:
            week, secret = await this_week(connection, self.root, self.now())
            columns = (wrapped_key.c.kind, wrapped_key.c.id, wrapped_key.c.wrapped, wrapped_key.c.week_id)
            rows = await connection.execute(
                select(*columns, week_key.c.wrapped.label("week_wrapped"), week_key.c.root_id)
                .join(week_key, week_key.c.id == wrapped_key.c.week_id)
                .where(wrapped_key.c.week_id != week)
                .where(wrapped_key.c.wrapped.is_not(None))
                .limit(_BATCH)
                .with_for_update(of=wrapped_key, skip_locked=True)
            )
            found = rows.all()
            for row in found:
                key = await open_wrapped(self.root, row.kind, row)
                await connection.execute(
                    update(wrapped_key)
                    .where(wrapped_key.c.kind == row.kind)
                    .where(wrapped_key.c.id == row.id)
                    .values(wrapped=wrap_under(secret, week, row.kind, row.id, key), week_id=week)
                )
            return len(found)

    async def _vacuum(self) -> None:
        """Have the server reuse the space where the destroyed keys still lie."""
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("vacuum week_key, wrapped_key"))

    async def _tell(self) -> None:
        if self.gauges is not None:
            self.gauges.show(await key_status(self.engine, self.horizon, self.now()), self.now())
