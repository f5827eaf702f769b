"""Which rows each signature of a case carries, as its registering unit reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.annulment import left_of
from services.consent.domain.rows import Cell, RowState, Window
from services.consent.tables.annulments import RowSigning
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A row that a signature carries: the time that it gives, the row's state, and what a makulering would do to it.

    `would_end`: it is active and no other valid signature says that it goes on.
    """

    signing_id: UUID
    row_id: UUID
    cell: Cell
    window: Window
    state: RowState
    would_end: bool


async def carried_rows(session: AsyncSession, case_id: UUID, now: datetime) -> list[CarriedRow]:
    """Return the rows of each signature of the case, in the order of what they are about."""
    query = (
        select(
            col(RowSigning.signing_id),
            col(ConsentRow.id),
            col(ConsentRow.source),
            col(ConsentRow.recipient),
            col(ConsentRow.category),
            col(ConsentRow.state),
            col(ConsentRow.valid_from),
            col(ConsentRow.valid_to),
            col(RowSigning.valid_from),
            col(RowSigning.valid_to),
            col(Signing.annulled_at).is_(None),
        )
        .join(ConsentRow, col(ConsentRow.id) == col(RowSigning.row_id))
        .join(Signing, col(Signing.id) == col(RowSigning.signing_id))
        .where(col(ConsentRow.case_id) == case_id)
        .order_by(
            col(ConsentRow.source), col(ConsentRow.recipient), col(ConsentRow.category), col(ConsentRow.id)
        )
    )
    rows = list(await (await session.connection()).execute(query))
    valid: dict[UUID, dict[UUID, Window]] = {}
    for row in rows:
        if row[10]:
            valid.setdefault(row[1], {})[row[0]] = Window(row[8], row[9])
    found: list[CarriedRow] = []
    for row in rows:
        others = [window for signing, window in valid.get(row[1], {}).items() if signing != row[0]]
        goes_on = left_of(Window(row[6], row[7]), others, now) is not None
        state = RowState(row[5])
        would_end = state is RowState.AKTIV and bool(row[10]) and not goes_on
        cell, window = Cell(row[2], row[3], row[4]), Window(row[8], row[9])
        found.append(CarriedRow(row[0], row[1], cell, window, state, would_end))
    return found
