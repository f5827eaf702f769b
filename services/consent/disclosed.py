"""What was disclosed, read from the leaves: each section once, when it first left, and each opening by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.leaf import LeafBody
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One section handed out: to whom, what, on which ground, by which function of the recipient it was asked for."""

    recipient: str
    event_id: UUID
    type: str
    category: str
    row_id: UUID | None
    ground: str
    source: str
    at: datetime
    unit: str
    function: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One document opened once, on a screen or by a system: by which function of which unit, and what for."""

    at: datetime
    unit: str
    function: str
    purpose: str
    document: str


_LEAVES = (
    select(
        col(Leaf.event_id),
        col(Leaf.index).label("section"),
        col(Leaf.recipient),
        col(Leaf.body),
        col(Delivery.type),
        col(DeliverySection.category),
        col(DeliverySection.row_id),
        col(DeliverySection.source),
    )
    .join(Delivery, col(Delivery.event_id) == col(Leaf.event_id))
    .join(
        DeliverySection,
        (col(DeliverySection.event_id) == col(Leaf.event_id))
        & (col(DeliverySection.index) == col(Leaf.index)),
    )
    .order_by(col(Leaf.at), col(Leaf.event_id), col(Leaf.index), col(Leaf.id))
)


async def disclosures_of(session: AsyncSession, case_id: UUID) -> Sequence[Disclosure]:
    """Return the distinct sections disclosed in a case, oldest first. Raises LeafMalformed for a damaged log."""
    connection = await session.connection()
    first: dict[tuple[UUID, int], Disclosure] = {}
    for row in await connection.execute(_LEAVES.where(col(Leaf.case_id) == case_id)):
        first.setdefault((row.event_id, row.section), _disclosure(row))
    return list(first.values())


async def openings_of(session: AsyncSession, case_id: UUID) -> Sequence[Opening]:
    """Return every opening of a document in a case, oldest first: also the second time. Raises LeafMalformed."""
    connection = await session.connection()
    query = (
        select(col(Leaf.event_id), col(Leaf.body), col(Delivery.type))
        .join(Delivery, col(Delivery.event_id) == col(Leaf.event_id))
        .where(col(Leaf.case_id) == case_id)
        .order_by(col(Leaf.at), col(Leaf.event_id))
    )
    # Each section has a leaf; those of one document in one answer have the same instant.
    opened: dict[tuple[UUID, datetime, str], Opening] = {}
    for row in await connection.execute(query):
        leaf = LeafBody.decode(row.body)
        opening = Opening(leaf.at, leaf.unit, leaf.function, leaf.purpose, row.type)
        opened.setdefault((row.event_id, leaf.at, leaf.unit), opening)
    return list(opened.values())


def _disclosure(row: Row[*tuple[Any, ...]]) -> Disclosure:
    leaf = LeafBody.decode(row.body)
    return Disclosure(
        row.recipient,
        row.event_id,
        row.type,
        row.category,
        row.row_id,
        leaf.ground.value,
        row.source,
        leaf.at,
        leaf.unit,
        leaf.function,
        leaf.purpose,
    )
