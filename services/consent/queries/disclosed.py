"""What was disclosed, read from the leaves: each section once, when it first left, and each opening by itself.

What a unit heard in a meeting stands among them, as a document of the type `mote` that was never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log.leaf import LeafBody
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf, Spoken

SPOKEN = "mote"
"""The type under which what was said in a meeting is shown."""


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


_SENT = (
    select(
        col(Leaf.event_id),
        col(Leaf.index).label("section"),
        col(Leaf.recipient),
        col(Leaf.body),
        col(Leaf.at),
        col(Leaf.id).label("leaf_id"),
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
)
_HEARD = select(
    col(Leaf.event_id),
    col(Leaf.index).label("section"),
    col(Leaf.recipient),
    col(Leaf.body),
    col(Leaf.at),
    col(Leaf.id).label("leaf_id"),
    literal(SPOKEN).label("type"),
    col(Spoken.category),
    col(Spoken.row_id),
    col(Spoken.source),
).join(Spoken, col(Spoken.id) == col(Leaf.event_id))


async def disclosures_of(session: AsyncSession, case_id: UUID) -> Sequence[Disclosure]:
    """Return the distinct sections disclosed in a case, oldest first. Raises LeafMalformed for a damaged log."""
    connection = await session.connection()
    first: dict[tuple[UUID, int], Disclosure] = {}
    mine = col(Leaf.case_id) == case_id
    leaves = _SENT.where(mine).union_all(_HEARD.where(mine))
    for row in await connection.execute(leaves.order_by("at", "event_id", "section", "leaf_id")):
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
