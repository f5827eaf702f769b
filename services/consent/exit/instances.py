"""This process's presence: a row, and a session lock held on a connection of its own for as long as it lives.

Whoever waits for a release in flight looks here: a process whose lock is held lives, or stands still. A free lock
alone proves nothing after a restart of PostgreSQL; then only the process list of the same host does.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import structlog
from pydantic import SecretStr
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.consent.errors import NotPresent
from services.consent.tables.closings import Instance
from shared.db import make_engine
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

LOCK_CLASS: Final = 0x0F14
"""First half of the session lock's key; the second is the instance's id."""

_TRY = text("select pg_try_advisory_lock(:class, :id)")
_FREE = text("select pg_try_advisory_xact_lock(:class, :id)")
_POSTMASTER = text("select pg_postmaster_start_time()")
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process beyond doubt: a pid comes back after a while, a pid with its start does not."""

    host: str
    pid: int
    start: int

    @classmethod
    def own(cls) -> "ProcessId":
        """Return this process."""
        return cls(this_host(), os.getpid(), _start_of(os.getpid()) or 0)

    def is_gone(self) -> bool | None:
        """Whether it is gone; None when it ran where we cannot look."""
        if self.host != this_host():
            return None
        return _start_of(self.pid) != self.start


def this_host() -> str:
    """Name this boot of this machine and the process space in it: within it a pid means one process.

    Where the kernel does not tell, the name is one that nobody finds again, so that nothing is concluded from a pid.
    """
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    return f"unknown/{uuid4()}"


def _start_of(pid: int) -> int | None:
    """Return when the process started, in clock ticks since boot (proc(5), stat); None when it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else int(fields[18])


class Presence:
    """Registers the process, holds its lock, and takes it again after a lost connection."""

    def __init__(self, database_url: SecretStr) -> None:
        self._engine = make_engine(database_url, pool_size=1)
        self._connection: AsyncConnection | None = None
        self._id: int | None = None

    def id(self) -> int:
        """Return the instance's id; raises NotPresent while the lock is not held."""
        if self._id is None or self._connection is None:
            raise NotPresent
        return self._id

    async def begin(self) -> None:
        """Register and take the lock."""
        connection = await self._engine.connect()
        try:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            if self._id is None:
                self._id = await _register(connection)
            await self._take(connection, self._id)
        except BaseException:
            await _let_go(connection)
            raise
        self._connection = connection

    async def keep(self, stop: asyncio.Event) -> None:
        """Look each second, and take the lock again on a new connection when it was lost.

        After `stop` the lock stays held: answers may still be on their way. `end` lets it go.
        """
        while not stop.is_set():
            try:
                if self._connection is None:
                    await self.begin()
                else:
                    await self._connection.execute(text("select 1"))
            except OUTAGE as failure:
                log.warning("presence_lost", exception=type(failure).__name__)
                await self._drop()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def end(self) -> None:
        """Let the lock go; nothing is in flight any more."""
        await self._drop()
        await self._engine.dispose()

    async def _take(self, connection: AsyncConnection, instance_id: int) -> None:
        # The lost connection's backend may still hold it for a moment.
        held = {"class": LOCK_CLASS, "id": instance_id}
        while not (await connection.execute(_TRY, held)).scalar():  # noqa: ASYNC110  nothing in this process tells us
            await asyncio.sleep(_LOOK_SECONDS / 10)
        await connection.execute(
            update(Instance)
            .where(col(Instance.id) == instance_id)
            .values(postmaster_start=await _postmaster(connection))
        )

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await _let_go(connection)


async def is_dead(connection: AsyncConnection, instance_id: int) -> bool:
    """Whether the process is known to be dead; False also when it cannot be told. Needs an AUTOCOMMIT connection."""
    query = select(
        col(Instance.host), col(Instance.pid), col(Instance.pid_start), col(Instance.postmaster_start)
    ).where(col(Instance.id) == instance_id)
    known = (await connection.execute(query)).first()
    if known is None:
        return False
    if not (await connection.execute(_FREE, {"class": LOCK_CLASS, "id": instance_id})).scalar():
        return False
    gone = ProcessId(known[0], known[1], known[2]).is_gone()
    return gone if gone is not None else known[3] == await _postmaster(connection)


async def _register(connection: AsyncConnection) -> int:
    process = ProcessId.own()
    made = await connection.execute(
        insert(Instance)
        .values(
            host=process.host,
            pid=process.pid,
            pid_start=process.start,
            postmaster_start=await _postmaster(connection),
        )
        .returning(col(Instance.id))
    )
    instance_id = made.scalar_one()
    assert instance_id is not None, "the database gives it"
    return instance_id


async def _let_go(connection: AsyncConnection) -> None:
    # Closed for good: back in the pool it would keep the lock.
    with suppress(*OUTAGE):
        await connection.invalidate()
    with suppress(*OUTAGE):
        await connection.close()


async def _postmaster(connection: AsyncConnection) -> datetime:
    return (await connection.execute(_POSTMASTER)).scalar_one()
