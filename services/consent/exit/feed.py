"""The feed: a recipient's own records as they were sent, for screens and for parties without Kafka or long away.

The same ciphertext, no types. Whether a record can still be opened is said by its header's row at this moment; what
opens it is release, each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text, tuple_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.rows import RowState, Window
from services.consent.errors import CursorMalformed
from services.consent.tables.deliveries import Delivery, DeliverySection
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow

_PARTS = 2
MAX_PAGE_BYTES = 4 * 1024 * 1024

# Rows written by a transaction older than every running one: none can come before them any more.
_SETTLED = text("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a recipient's feed: after this record."""

    written_in: int
    position: int

    @classmethod
    def of(cls, cursor: str | None) -> Self:
        """Read a cursor; raises CursorMalformed."""
        if cursor is None:
            return cls(0, 0)
        parts = cursor.split(".")
        if len(parts) != _PARTS or not all(part.isascii() and part.isdigit() for part in parts):
            raise CursorMalformed
        place = cls(int(parts[0]), int(parts[1]))
        if max(place.written_in, place.position) >= 2**63:
            raise CursorMalformed
        return place

    def cursor(self) -> str:
        """Write it down."""
        return f"{self.written_in}.{self.position}"


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """One record as it was sent, and whether its header can still be opened."""

    place: Place
    event_id: UUID
    alias: UUID
    epoch: int
    sequence: int
    is_open: bool
    record: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """Which part of whose feed."""

    recipient: str
    after: Place
    limit: int
    alias: UUID | None


async def feed(session: AsyncSession, query: FeedQuery, at: datetime) -> Sequence[FeedRecord]:
    """Return the recipient's next records in order, at most some megabytes; withheld cases are left out."""
    connection = await session.connection()
    records: list[FeedRecord] = []
    size = 0
    for row in await connection.execute(_statement(query)):
        size += len(row.record)
        if records and size > MAX_PAGE_BYTES:
            break
        place = Place(row.written_in, row.position)
        records.append(
            FeedRecord(place, row.event_id, row.alias, row.epoch, row.sequence, _is_open(row, at), row.record)
        )
    return records


def _statement(query: FeedQuery) -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            col(Delivery.written_in),
            col(Delivery.position),
            col(Delivery.event_id),
            col(Delivery.alias),
            col(Delivery.epoch),
            col(Delivery.sequence),
            col(Delivery.record),
            col(DeliverySection.row_id),
            col(DeliverySection.wrapped_dek).is_not(None).label("has_key"),
            col(ConsentRow.state),
            col(ConsentRow.valid_from),
            col(ConsentRow.valid_to),
        )
        .join(DeliverySection, col(DeliverySection.event_id) == col(Delivery.event_id))
        .outerjoin(ConsentRow, col(ConsentRow.id) == col(DeliverySection.row_id))
        .outerjoin(CaseFile, col(CaseFile.case_id) == col(Delivery.case_id))
        .where(col(Delivery.recipient) == query.recipient)
        .where(col(DeliverySection.index) == 0)
        .where(col(CaseFile.withheld_since).is_(None))
        .where(col(Delivery.written_in) < _SETTLED)
        .where(
            tuple_(col(Delivery.written_in), col(Delivery.position))
            > func.row(query.after.written_in, query.after.position)
        )
        .order_by(col(Delivery.written_in), col(Delivery.position))
        .limit(query.limit)
    )
    return statement if query.alias is None else statement.where(col(Delivery.alias) == query.alias)


def _is_open(row: Row[Any], at: datetime) -> bool:
    if not row.has_key:
        return False
    if row.row_id is None:
        return True
    return row.state == RowState.AKTIV.value and Window(row.valid_from, row.valid_to).holds(at)
