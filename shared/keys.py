"""Keys and their wrapping: root → week key → key.

The root never touches a database. A week key is made on demand and wrapped by the root; every
other key is random and wrapped by the current week key. Each wrap is bound to its place
(kind, id, week), so a row moved to another place does not open.
"""

import secrets
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import gcm
from shared.key_ledger import KeyLedger
from shared.keydb.tables import week_key, wrapped_key
from shared.root import Root, RootGone, RootKey
from shared.week_keys import (
    ONE_AT_A_TIME,
    TURN_LOCK,
    KeyStoreDown,
    confirm_store,
    open_wrapped,
    system_now,
    this_week,
    week_of,
    wrap_under,
)

__all__ = [
    "KeyExists",
    "KeyGone",
    "KeyStore",
    "KeyStoreDown",
    "RootKey",
    "StoredKey",
    "system_now",
    "week_of",
]

log = structlog.get_logger(__name__)

_OF_A_KIND = 2


class KeyGone(Exception):
    """The key is destroyed, or was never made: what it sealed can no longer be opened by anyone."""


class KeyExists(Exception):
    """The id already has a living key; an id is never given a second one."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What is known of a key without opening it. ``destroyed_at`` set: only a tombstone is left."""

    id: str
    public: bytes | None
    created_at: datetime
    not_after: datetime | None
    destroyed_at: datetime | None
    not_before: datetime | None = None


class KeyStore:
    """Makes, hands out and destroys keys in one key database. Nothing is cached.

    Every call is a transaction of its own there. Every method raises :class:`KeyStoreDown` when
    the database does not answer.
    """

    def __init__(self, engine: AsyncEngine, root: Root, *, now: Callable[[], datetime] = system_now) -> None:
        self._engine = engine
        self._root = root
        self._now = now

    @property
    def ledger(self) -> KeyLedger:
        """What the same database knows of its keys without opening any."""
        return KeyLedger(self._engine)

    async def create(
        self,
        kind: str,
        key_id: str,
        *,
        secret: bytes | None = None,
        public: bytes | None = None,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        only_if: Callable[[Sequence[StoredKey]], bool] | None = None,
    ) -> bytes:
        """Make the key and return it: 32 random bytes, or the given secret of a key pair.

        Raises :class:`KeyExists` for a living id and :class:`KeyGone` for a destroyed one. ``only_if`` is asked with
        every key of the kind, one process at a time; when it says no, that is KeyExists too.
        """
        key = secret if secret is not None else secrets.token_bytes(gcm.KEY_BYTES)
        async with self._begin() as connection:
            if only_if is not None and not only_if(await _stored_alone(connection, kind)):
                raise KeyExists
            week, week_secret = await this_week(connection, self._root, self._now())
            made = await connection.execute(
                insert(wrapped_key)
                .values(
                    kind=kind,
                    id=key_id,
                    wrapped=wrap_under(week_secret, week, kind, key_id, key),
                    week_id=week,
                    public=public,
                    created_at=self._now(),
                    not_before=not_before,
                    not_after=not_after,
                )
                .on_conflict_do_nothing()
                .returning(wrapped_key.c.id)
            )
            if made.first() is None:
                raise KeyExists if await self._is_alive(connection, kind, key_id) else KeyGone
        return key

    async def create_many(self, kind: str, key_ids: Collection[str]) -> None:
        """Make a key of 32 random bytes for each id, all of them or none.

        Raises :class:`KeyExists` when one of the ids has a key, or had one.
        """
        if not key_ids:
            return
        async with self._begin() as connection:
            week, week_secret = await this_week(connection, self._root, self._now())
            fresh = {"kind": kind, "week_id": week, "created_at": self._now()}
            keys = [(key_id, secrets.token_bytes(gcm.KEY_BYTES)) for key_id in sorted(key_ids)]
            made = await connection.execute(
                insert(wrapped_key).on_conflict_do_nothing(),
                [
                    {**fresh, "id": key_id, "wrapped": wrap_under(week_secret, week, kind, key_id, key)}
                    for key_id, key in keys
                ],
                execution_options={"preserve_rowcount": True},
            )
            if made.rowcount != len(keys):
                raise KeyExists

    async def ensure(self, kind: str, key_id: str) -> bytes:
        """Return the key, made now if the id is new; raises :class:`KeyGone` if it is destroyed."""
        found = await self.get_many(kind, [key_id])
        if key_id in found:
            return found[key_id]
        try:
            return await self.create(kind, key_id)
        except KeyExists:  # another process made it in between
            return await self.get(kind, key_id)

    async def get(self, kind: str, key_id: str) -> bytes:
        """Return the key; raises :class:`KeyGone` when it is destroyed or unknown."""
        found = await self.get_many(kind, [key_id])
        if key_id not in found:
            raise KeyGone
        return found[key_id]

    async def get_many(self, kind: str, key_ids: Collection[str]) -> dict[str, bytes]:
        """Return the living keys among the ids; those destroyed or unknown are left out."""
        if not key_ids:
            return {}
        async with self._begin(reading=True) as connection:
            rows = await connection.execute(
                select(
                    wrapped_key.c.id,
                    wrapped_key.c.wrapped,
                    wrapped_key.c.week_id,
                    week_key.c.wrapped.label("week_wrapped"),
                    week_key.c.root_id,
                )
                .join(week_key, week_key.c.id == wrapped_key.c.week_id)
                .where(wrapped_key.c.kind == kind)
                .where(wrapped_key.c.id.in_(list(key_ids)))
                .where(wrapped_key.c.wrapped.is_not(None))
            )
            found = {row.id: await open_wrapped(self._root, kind, row) for row in rows}
            if len(found) < len(set(key_ids)):
                # Only of the right key database does a missing key mean a destroyed one.
                await confirm_store(connection, self._root)
            return found

    async def destroy(self, kind: str, key_ids: Collection[str]) -> None:
        """Destroy the keys for good, leaving tombstones; again, or for an unknown id, is the same."""
        if not key_ids:
            return
        now = self._now()
        # Sorted: two destroyers that share ids wait for each other instead of dead-locking.
        tombs = [
            {"kind": kind, "id": key_id, "created_at": now, "destroyed_at": now}
            for key_id in sorted(set(key_ids))
        ]
        statement = insert(wrapped_key)
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "id"],
            set_={
                "wrapped": None,
                "week_id": None,
                "destroyed_at": func.coalesce(wrapped_key.c.destroyed_at, statement.excluded.destroyed_at),
            },
        )
        async with self._begin() as connection:
            await connection.execute(statement, tombs)

    async def exists(self, kind: str, key_id: str) -> bool:
        """Whether the id has a living key."""
        async with self._begin() as connection:
            return await self._is_alive(connection, kind, key_id)

    async def stored(self, kind: str) -> list[StoredKey]:
        """Every key of a kind, tombstones included, oldest first; nothing is opened."""
        async with self._begin() as connection:
            return await _stored(connection, kind)

    async def _is_alive(self, connection: AsyncConnection, kind: str, key_id: str) -> bool:
        return bool(
            await connection.scalar(
                select(wrapped_key.c.wrapped.is_not(None))
                .where(wrapped_key.c.kind == kind)
                .where(wrapped_key.c.id == key_id)
            )
        )

    @asynccontextmanager
    async def _begin(self, *, reading: bool = False) -> AsyncGenerator[AsyncConnection]:
        """One transaction; a single read needs none, which spares two ways to the database and back."""
        try:
            async with self._engine.connect() if reading else self._engine.begin() as connection:
                if reading:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                yield connection
        except (OperationalError, InterfaceError, PoolTimeout, OSError):
            raise KeyStoreDown from None
        except (ProgrammingError, RootGone) as failure:
            # A key database without its tables, or a root that does not open it: closed until somebody has looked.
            log.error("key_database_unusable", exception=type(failure).__name__)  # noqa: TRY400
            raise KeyStoreDown from None


async def _stored(connection: AsyncConnection, kind: str) -> list[StoredKey]:
    rows = await connection.execute(
        select(
            wrapped_key.c.id,
            wrapped_key.c.public,
            wrapped_key.c.created_at,
            wrapped_key.c.not_after,
            wrapped_key.c.destroyed_at,
            wrapped_key.c.not_before,
        )
        .where(wrapped_key.c.kind == kind)
        .order_by(wrapped_key.c.created_at, wrapped_key.c.id)
    )
    return [StoredKey(*row) for row in rows]


async def _stored_alone(connection: AsyncConnection, kind: str) -> list[StoredKey]:
    """The same, and nobody else decides on it until the transaction ends."""
    await connection.execute(ONE_AT_A_TIME, {"class": TURN_LOCK, "what": _OF_A_KIND})
    return await _stored(connection, kind)
