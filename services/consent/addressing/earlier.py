"""Documents sent before: which of a recipient's own is meant, and whether the recipient has opened it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.disclosures import ANMALAN, CORRECTABLE
from services.consent.domain.rows import RowState
from services.consent.domain.sealing import Offered
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf
from services.consent.tables.rows import ConsentRow


@dataclass(frozen=True, slots=True)
class Earlier:
    """One document of one recipient."""

    recipient: str
    event_id: UUID


async def corrected_documents(
    session: AsyncSession, case_id: UUID, corrects: UUID, living: Collection[UUID] | None = None
) -> dict[str, UUID]:
    """Return each recipient's own document that the correction is about.

    That is the one made from the corrected event; a party that never got that event (the anmälan went to the team
    alone) has the text from a later one, and then the latest whole text is meant. With `living` (rows in force) only
    documents count whose header still rests on one of them, and only recipients that hold a whole text among them.
    """
    connection = await session.connection()
    query = (
        select(
            col(Delivery.recipient), col(Delivery.event_id), col(Delivery.source_event_id), col(Delivery.type)
        )
        .where(col(Delivery.case_id) == case_id)
        .where(col(Delivery.kind) == "document")
        .order_by(col(Delivery.position))
    )
    if living is not None:
        query = query.join(DeliverySection, col(DeliverySection.event_id) == col(Delivery.event_id)).where(
            col(DeliverySection.index) == 0,
            col(DeliverySection.row_id).in_(living),
            col(DeliverySection.wrapped_dek).is_not(None),
        )
    found: dict[str, UUID] = {}
    exact: set[str] = set()
    whole: set[str] = set()
    for recipient, event_id, source_event_id, document in await connection.execute(query):
        if document in CORRECTABLE:
            whole.add(recipient)
        if source_event_id == corrects:
            found[recipient] = event_id
            exact.add(recipient)
        elif document in CORRECTABLE and recipient not in exact:
            found[recipient] = event_id
    return found if living is None else {unit: found[unit] for unit in found if unit in whole}


async def receivers(session: AsyncSession, case_id: UUID) -> set[str]:
    """Return the units that have been sent a document of the case."""
    connection = await session.connection()
    query = select(col(Delivery.recipient)).distinct()
    mine = (col(Delivery.case_id) == case_id, col(Delivery.kind) == "document")
    return set((await connection.execute(query.where(*mine))).scalars())


async def documents_from(session: AsyncSession, case_id: UUID, source_event_id: UUID | None) -> list[Earlier]:
    """Return the documents made from one event, or all documents of the case, in recipient order."""
    connection = await session.connection()
    query = (
        select(col(Delivery.recipient), col(Delivery.event_id))
        .where(col(Delivery.case_id) == case_id)
        .where(col(Delivery.kind) == "document")
        .order_by(col(Delivery.recipient), col(Delivery.position))
    )
    if source_event_id is not None:
        query = query.where(col(Delivery.source_event_id) == source_event_id)
    return [Earlier(row[0], row[1]) for row in await connection.execute(query)]


async def is_anmalan_taken_back(session: AsyncSession, case_id: UUID) -> bool:
    """Whether the anmälan was retracted while the samtycke held.

    Its wrapped keys are gone though their rows are active: nothing but a retraction does that in a case that is not erased.
    """
    connection = await session.connection()
    query = (
        select(col(Delivery.event_id))
        .join(DeliverySection, col(DeliverySection.event_id) == col(Delivery.event_id))
        .join(ConsentRow, col(ConsentRow.id) == col(DeliverySection.row_id))
        .where(col(Delivery.case_id) == case_id, col(Delivery.type) == ANMALAN)
        .where(col(DeliverySection.wrapped_dek).is_(None), col(ConsentRow.state) == RowState.AKTIV.value)
        .limit(1)
    )
    return (await connection.execute(query)).first() is not None


async def opened_by(
    session: AsyncSession, documents: Iterable[Earlier], sections: Collection[Offered] | None = None
) -> set[str]:
    """Return the recipients that have opened any of their documents, or any of these sections of them."""
    mine = {document.event_id: document.recipient for document in documents}
    if not mine:
        return set()
    query = (
        select(col(Leaf.event_id), col(DeliverySection.source), col(DeliverySection.category))
        .join(
            DeliverySection,
            (col(DeliverySection.event_id) == col(Leaf.event_id))
            & (col(DeliverySection.index) == col(Leaf.index)),
        )
        .where(col(Leaf.event_id).in_(mine))
        .distinct()
    )
    connection = await session.connection()
    return {
        mine[event_id]
        for event_id, source, category in await connection.execute(query)
        if sections is None or Offered(source, category) in sections
    }


async def forget_keys(session: AsyncSession, event_ids: Collection[UUID]) -> None:
    """Throw the wrapped keys of these documents away: nobody opens them any more."""
    connection = await session.connection()
    await connection.execute(
        update(DeliverySection).where(col(DeliverySection.event_id).in_(event_ids)).values(wrapped_dek=None)
    )


async def forget_keys_of_rows(session: AsyncSession, row_ids: Collection[UUID]) -> None:
    """Throw the wrapped keys away that rest on these rows."""
    connection = await session.connection()
    await connection.execute(
        update(DeliverySection).where(col(DeliverySection.row_id).in_(row_ids)).values(wrapped_dek=None)
    )
