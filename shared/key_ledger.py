"""What a key database knows of keys without opening any: alive, destroyed or unknown; and its mark beside a database."""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.keydb.tables import store_mark, wrapped_key
from shared.week_keys import KeyStoreDown


@dataclass(frozen=True, slots=True)
class StoreMark:
    """Which key database it is, and the counter that it shares with the service's own database."""

    id: UUID
    counter: int


class KeyLedger:
    """Reads ids and states in one key database. Every method raises KeyStoreDown when it does not answer."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def states(self, kind: str, key_ids: Collection[str]) -> dict[str, bool]:
        """Return id → whether the key lives; ids that were never made, or are lost, are left out."""
        query = select(wrapped_key.c.id, wrapped_key.c.wrapped.is_not(None))
        async with self._begin() as connection:
            rows = await connection.execute(
                query.where(wrapped_key.c.kind == kind, wrapped_key.c.id.in_(list(key_ids)))
            )
            return {row[0]: row[1] for row in rows}

    async def living(self, kind: str, after: str, limit: int) -> list[str]:
        """Return the next living keys of a kind by id."""
        query = (
            select(wrapped_key.c.id)
            .where(wrapped_key.c.kind == kind, wrapped_key.c.wrapped.is_not(None), wrapped_key.c.id > after)
            .order_by(wrapped_key.c.id)
            .limit(limit)
        )
        async with self._begin() as connection:
            return list((await connection.execute(query)).scalars())

    async def mark(self) -> StoreMark:
        """Return the mark."""
        async with self._begin() as connection:
            row = (await connection.execute(select(store_mark.c.id, store_mark.c.counter))).first()
        if row is None:
            raise KeyStoreDown
        return StoreMark(row[0], row[1])

    async def raise_mark(self, counter: int) -> None:
        """Raise the counter; it never falls."""
        higher = func.greatest(store_mark.c.counter, counter)
        async with self._begin() as connection:
            await connection.execute(update(store_mark).values(counter=higher))

    @asynccontextmanager
    async def _begin(self) -> AsyncGenerator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError, PoolTimeout, OSError):
            raise KeyStoreDown from None
