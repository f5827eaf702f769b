"""Sections of kept records, as release and feed read them: only the recipient's own."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.tables.deliveries import Delivery, DeliverySection


@dataclass(frozen=True, slots=True)
class Kept:
    """One section: what it rests on (no row: a control notice) and its wrapped key, if that is still there."""

    event_id: UUID
    index: int
    alias: UUID
    row_id: UUID | None
    category: str
    source: str
    wrapped_dek: bytes | None = field(repr=False)


async def kept_sections(
    session: AsyncSession, case_id: UUID, recipient: str, event_ids: Collection[UUID]
) -> list[Kept]:
    """Return the sections of these records of one (case, recipient), in order."""
    query = (
        select(
            col(Delivery.event_id),
            col(DeliverySection.index),
            col(Delivery.alias),
            col(DeliverySection.row_id),
            col(DeliverySection.category),
            col(DeliverySection.source),
            col(DeliverySection.wrapped_dek),
        )
        .join(Delivery, col(Delivery.event_id) == col(DeliverySection.event_id))
        .where(col(Delivery.event_id).in_(event_ids))
        .where(col(Delivery.case_id) == case_id)
        .where(col(Delivery.recipient) == recipient)
        .order_by(col(Delivery.event_id), col(DeliverySection.index))
    )
    connection = await session.connection()
    return [Kept(*row) for row in await connection.execute(query)]
