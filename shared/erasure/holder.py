"""What the mechanism asks of a service: when a case is over for it, and which keys and rows it holds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, MetaData, Table, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.erasure.tables import erasure_decision, erasure_hold
from shared.tables import add_mechanisms

_mechanisms = MetaData()
add_mechanisms(_mechanisms)
NEVER_EMPTIED = {*_mechanisms.tables, erasure_decision.name, erasure_hold.name}
"""History, inbox and log of reads name a case by its id only; what they hold of a person is sealed under its key."""


class Holder(Protocol):
    """One service's part of a case."""

    def roles_of(self, unit: str) -> frozenset[str]:
        """Return who may decide and attest, in a unit that holds it."""
        ...

    def part_of(self, unit: str) -> str | None:
        """Return which part a unit is that holds cases here (SOC, AF …), by the reference data; None for one unknown."""
        ...

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        """Refuse, as an unknown id, a case that this unit holds nothing of."""
        ...

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        """Refuse a case that goes on, or that a rule keeps. Raises CaseGoesOn, MustBeKept."""
        ...

    async def announce(self, session: AsyncSession, case_id: UUID, at: datetime) -> None:
        """Stage what others must know, in the transaction in which it begins."""
        ...

    async def keys(self, session: AsyncSession, case_id: UUID) -> Sequence[tuple[str, str]]:
        """Return kind and id of every key that opens something of the case; the same as long as no row is gone."""
        ...

    async def empty(self, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        """Delete the rows; return how many of each table there were."""
        ...


async def empty_case(
    session: AsyncSession,
    metadata: MetaData,
    case_id: UUID,
    *,
    roots: Mapping[str, str],
    keep: Collection[str] = (),
) -> dict[str, int]:
    """Delete all that belongs to a case, children first, also in tables that came after this was written.

    A row belongs to it by its `case_id`, by the column named in `roots`, or by pointing at a row that does.
    """
    connection = await session.connection()
    counts: dict[str, int] = {}
    kept = NEVER_EMPTIED | set(keep)
    for table in reversed(metadata.sorted_tables):
        belongs = None if table.name in kept else _belongs(table, case_id, roots)
        if belongs is not None:
            gone = await connection.execute(delete(table).where(belongs))
            if gone.rowcount:
                counts[table.name] = gone.rowcount
    return counts


def _belongs(table: Table, case_id: UUID, roots: Mapping[str, str]) -> ColumnElement[bool] | None:
    name = roots.get(table.name, "case_id")
    if name in table.c:
        return table.c[name] == case_id
    for key in table.foreign_keys:
        parent: Any = key.column.table
        above = None if parent is table else _belongs(parent, case_id, roots)
        if above is not None:
            return key.parent.in_(select(key.column).where(above))
    return None
