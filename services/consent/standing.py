"""What stands now: rows in force and whether the case is withheld. Read under the pair's lock, by column selects.

A column select sees what is committed now; an entity read earlier in the same session would not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.rows import Cell, RowState, Window
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow

_COLUMNS = (
    col(ConsentRow.id),
    col(ConsentRow.source),
    col(ConsentRow.recipient),
    col(ConsentRow.category),
    col(ConsentRow.state),
    col(ConsentRow.valid_from),
    col(ConsentRow.valid_to),
)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A row as it is at this moment."""

    id: UUID
    cell: Cell
    state: RowState
    window: Window

    def in_force(self, at: datetime) -> bool:
        """Whether something may be disclosed on its strength."""
        return self.state is RowState.AKTIV and self.window.holds(at)


async def is_withheld(session: AsyncSession, case_id: UUID) -> bool:
    """Whether the person's identity is protected: then nothing of the case goes to anyone."""
    connection = await session.connection()
    query = select(col(CaseFile.withheld_since)).where(col(CaseFile.case_id) == case_id)
    return (await connection.execute(query)).scalar() is not None


async def rows_of(
    session: AsyncSession, case_id: UUID, recipients: Collection[str] | None = None
) -> list[StandingRow]:
    """Return the case's rows, of some recipients or of all, in any state."""
    query = select(*_COLUMNS).where(col(ConsentRow.case_id) == case_id)
    if recipients is not None:
        query = query.where(col(ConsentRow.recipient).in_(recipients))
    connection = await session.connection()
    return [
        StandingRow(row[0], Cell(row[1], row[2], row[3]), RowState(row[4]), Window(row[5], row[6]))
        for row in await connection.execute(query)
    ]


async def rows_in_force(
    session: AsyncSession, case_id: UUID, recipients: Collection[str], at: datetime
) -> dict[Cell, UUID]:
    """Return the rows on whose strength something may be disclosed to these recipients at that time."""
    return {row.cell: row.id for row in await rows_of(session, case_id, recipients) if row.in_force(at)}
