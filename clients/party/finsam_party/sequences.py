"""The last sequence that was handled, per alias and epoch: how duplicates and gaps are seen."""

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, order=True)
class Sequence:
    """A record's place among all records of its alias; numbers count from 1 in each epoch."""

    alias: UUID
    epoch: int
    number: int


class Sequences(Protocol):
    """Where the last numbers are kept. An own one may share the caller's database.

    A caller that stores ``item.sequence`` in the transaction of its effect has each effect exactly
    once: after a crash the record comes again, ``get`` already knows it, and it is skipped.
    """

    async def get(self, alias: UUID, epoch: int) -> int:
        """Return the last handled number, 0 when there is none."""
        ...

    async def put(self, sequence: Sequence) -> None:
        """Keep the number durably. It only ever rises: an older one, or the same again, changes nothing."""
        ...


class FileSequences:
    """The numbers in a file (SQLite): survives a crash at any moment, and two processes at once.

    It holds aliases and numbers, nothing of any document.
    """

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10)
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS sequence (alias TEXT NOT NULL, epoch INTEGER NOT NULL,"
            " number INTEGER NOT NULL, PRIMARY KEY (alias, epoch)) WITHOUT ROWID"
        )
        self._one_at_a_time = asyncio.Lock()

    async def get(self, alias: UUID, epoch: int) -> int:
        """Return the last handled number, 0 when there is none."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._get, alias, epoch)

    async def put(self, sequence: Sequence) -> None:
        """Keep the number; on disk when this returns."""
        async with self._one_at_a_time:
            await asyncio.to_thread(self._put, sequence)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _get(self, alias: UUID, epoch: int) -> int:
        row = self._connection.execute(
            "SELECT number FROM sequence WHERE alias = ? AND epoch = ?", (str(alias), epoch)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def _put(self, sequence: Sequence) -> None:
        self._connection.execute(
            "INSERT INTO sequence VALUES (?, ?, ?) ON CONFLICT (alias, epoch)"
            " DO UPDATE SET number = max(number, excluded.number)",
            (str(sequence.alias), sequence.epoch, sequence.number),
        )
