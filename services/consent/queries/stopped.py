"""Who has been stopped in a case, whether its notice was opened, and what it never opened: read for the koordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.rows import RowState
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf
from services.consent.tables.rows import ConsentRow


@dataclass(frozen=True, slots=True)
class Stop:
    """One recipient of the team's: when its last row ended (the law's time), and what became of notice and documents.

    `never_opened` counts documents whose keys were destroyed before anyone had opened any of them.
    """

    recipient: str
    stopped_at: datetime
    notice_opened_at: datetime | None
    never_opened: int


async def stops_of(session: AsyncSession, case_id: UUID, team: str) -> Sequence[Stop]:
    """Return the recipients that a row of the team's to them has ended for, in order of time. Why is not said."""
    connection = await session.connection()
    ended = (
        select(col(ConsentRow.recipient), func.max(col(ConsentRow.ended_at)).label("at"))
        .where(col(ConsentRow.case_id) == case_id, col(ConsentRow.source) == team)
        .where(col(ConsentRow.state) != RowState.AKTIV.value)
        .group_by(col(ConsentRow.recipient))
    )
    stopped = await connection.execute(ended.order_by("at", col(ConsentRow.recipient)))
    opened = await _notices_opened(session, case_id)
    unopened = await _never_opened(session, case_id)
    rows = [(str(row[0]), row[1]) for row in stopped]
    return [Stop(unit, at, opened.get(unit), unopened.get(unit, 0)) for unit, at in rows if at]


async def _notices_opened(session: AsyncSession, case_id: UUID) -> dict[str, datetime | None]:
    """Return recipient → when its latest stop notice was first opened."""
    query = (
        select(col(Delivery.recipient), func.min(col(Leaf.at)))
        .outerjoin(Leaf, col(Leaf.event_id) == col(Delivery.event_id))
        .where(col(Delivery.case_id) == case_id)
        .where(col(Delivery.kind) == "control", col(Delivery.type) == "stop")
        .group_by(col(Delivery.recipient), col(Delivery.position))
        .order_by(col(Delivery.position))
    )
    connection = await session.connection()
    return {unit: at for unit, at in await connection.execute(query)}  # noqa: C416  the latest one stays


async def _never_opened(session: AsyncSession, case_id: UUID) -> dict[str, int]:
    event = col(Delivery.event_id)
    opened = exists().where(col(Leaf.event_id) == event)
    opens = exists().where(
        col(DeliverySection.event_id) == event, col(DeliverySection.wrapped_dek).is_not(None)
    )
    query = (
        select(col(Delivery.recipient), func.count())
        .where(col(Delivery.case_id) == case_id, col(Delivery.kind) == "document", ~opened, ~opens)
        .group_by(col(Delivery.recipient))
    )
    connection = await session.connection()
    return {unit: number for unit, number in await connection.execute(query)}  # noqa: C416  typed
