"""What became of the documents that a unit is the source of: read from the log for that unit, and for nobody else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log.leaf import LeafBody
from services.consent.queries.disclosed import Opening
from services.consent.subscribers import REFERRAL_TOPIC
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf
from shared.tables import inbox_progress


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """One document of one recipient; `key_destroyed`: nobody opens it any more, `openings` oldest first."""

    event_id: UUID
    source_event_id: UUID
    recipient: str
    type: str
    key_destroyed: bool
    openings: Sequence[Opening]


async def own_documents(session: AsyncSession, case_id: UUID, unit: str) -> list[OwnDocument]:
    """Return the case's documents that the unit is the source of, in the order they were made. Raises LeafMalformed."""
    connection = await session.connection()
    query = (
        select(
            col(Delivery.event_id),
            col(Delivery.source_event_id),
            col(Delivery.recipient),
            col(Delivery.type),
            func.count(col(DeliverySection.wrapped_dek)).label("keys"),
        )
        .join(DeliverySection, col(DeliverySection.event_id) == col(Delivery.event_id))
        .where(col(Delivery.case_id) == case_id, col(Delivery.kind) == "document")
        .where(col(Delivery.source_event_id).is_not(None))
        .group_by(col(Delivery.event_id), col(Delivery.position))
        .having(func.bool_and(col(DeliverySection.source) == unit))
        .order_by(col(Delivery.position))
    )
    rows = (await connection.execute(query)).all()
    opened = await _openings(session, {row.event_id: row.type for row in rows})
    return [
        OwnDocument(
            row.event_id, row.source_event_id, row.recipient, row.type, not row.keys, opened[row.event_id]
        )
        for row in rows
    ]


async def facts_handled(session: AsyncSession, case_id: UUID) -> int:
    """Return the number of the last fact about the anmälan that was handled here; 0: none yet.

    Read before the documents: what it counts is then in them.
    """
    connection = await session.connection()
    query = select(inbox_progress.c.number).where(
        inbox_progress.c.topic == REFERRAL_TOPIC, inbox_progress.c.key == str(case_id)
    )
    return (await connection.execute(query)).scalar() or 0


async def _openings(session: AsyncSession, types: dict[UUID, str]) -> defaultdict[UUID, list[Opening]]:
    """Return each document's openings; the leaves of one answer have the same instant and are one opening."""
    connection = await session.connection()
    query = select(col(Leaf.event_id), col(Leaf.body)).where(col(Leaf.event_id).in_(list(types)))
    found: defaultdict[UUID, list[Opening]] = defaultdict(list)
    for event_id, body in await connection.execute(query.order_by(col(Leaf.at), col(Leaf.id))):
        leaf = LeafBody.decode(body)
        opening = Opening(leaf.at, leaf.unit, leaf.function, leaf.purpose, types[event_id])
        if opening not in found[event_id]:
            found[event_id].append(opening)
    return found
