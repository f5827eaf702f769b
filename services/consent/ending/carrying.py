"""Which valid signatures carry a row, and what they say of its time: read under the pair's lock, where rows end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.annulment import left_of
from services.consent.domain.rows import RowState, Window
from services.consent.events import RowGiven, RowsShortened
from services.consent.standing import StandingRow
from services.consent.tables.annulments import RowSigning
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing


@dataclass(frozen=True, slots=True)
class Carried:
    """A row that goes on: what the valid signatures give it, and the latest of them."""

    row: StandingRow
    window: Window
    signing_id: UUID

    @property
    def is_shorter(self) -> bool:
        """Whether the row loses time."""
        return self.window != self.row.window


async def carried(
    session: AsyncSession, rows: Collection[StandingRow], row_ids: Collection[UUID], at: datetime
) -> list[Carried]:
    """Return those of the active rows that a valid signature carries, with what it says."""
    active = {row.id: row for row in rows if row.id in row_ids and row.state is RowState.AKTIV}
    query = (
        select(
            col(RowSigning.row_id),
            col(RowSigning.signing_id),
            col(RowSigning.valid_from),
            col(RowSigning.valid_to),
        )
        .join(Signing, col(Signing.id) == col(RowSigning.signing_id))
        .where(col(RowSigning.row_id).in_(active), col(Signing.annulled_at).is_(None))
        .order_by(col(Signing.received_at), col(Signing.id))
    )
    windows: dict[UUID, list[Window]] = {}
    latest: dict[UUID, UUID] = {}
    for row_id, signing_id, start, end in await (await session.connection()).execute(query):
        windows.setdefault(row_id, []).append(Window(start, end))
        latest[row_id] = signing_id
    left = {row_id: left_of(active[row_id].window, found, at) for row_id, found in windows.items()}
    return [
        Carried(active[row_id], window, latest[row_id])
        for row_id, window in left.items()
        if window is not None
    ]


async def keep_carried(session: AsyncSession, rows: Collection[Carried]) -> None:
    """Give the rows the time that is left, and the signature that they rest on now."""
    connection = await session.connection()
    for each in rows:
        await connection.execute(
            update(ConsentRow)
            .where(col(ConsentRow.id) == each.row.id, col(ConsentRow.state) == RowState.AKTIV.value)
            .values(valid_from=each.window.start, valid_to=each.window.end, signing_id=each.signing_id)
        )


def shortened(case_id: UUID, rows: Iterable[Carried], at: datetime) -> RowsShortened | None:
    """Return the fact about those that have lost time, or None when there are none."""
    shorter = sorted((each for each in rows if each.is_shorter), key=lambda each: each.row.cell)
    if not shorter:
        return None
    given = [
        RowGiven(
            id=each.row.id,
            source=each.row.cell.source,
            recipient=each.row.cell.recipient,
            category=each.row.cell.category,
            valid_from=each.window.start,
            valid_to=each.window.end,
        )
        for each in shorter
    ]
    return RowsShortened(subject=case_id, occurred_at=at, rows=given)


async def run_out(session: AsyncSession, rows: Collection[StandingRow], until: datetime) -> None:
    """Let the time of rows be out that nothing carries any more; `expiring.py` ends them like any others."""
    connection = await session.connection()
    await connection.execute(
        update(ConsentRow)
        .where(col(ConsentRow.id).in_([row.id for row in rows]))
        .where(col(ConsentRow.state) == RowState.AKTIV.value)
        .values(
            valid_from=func.least(col(ConsentRow.valid_from), until),
            valid_to=func.least(col(ConsentRow.valid_to), until),
        )
    )
