"""Receipts as they are read: hers, and those that a unit is to hand over. Every query starts from who is asking."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, insert, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.hand_over_receipt import HandOverReceipt
from services.consent.domain.giving import GivenBy
from services.consent.domain.hand_overs import Handable, How
from services.consent.queries import IS_FROM_PAPER
from services.consent.tables.closings import Revocation
from services.consent.tables.files import CaseFile
from services.consent.tables.receipts import HandOver, ReceiptRecord
from shared.auth import Viewer
from shared.days import local_day
from shared.ids import uuid7


@dataclass(frozen=True, slots=True)
class SeenHandOver:
    """How a receipt reached her: `unit` is empty when she read it herself."""

    how: str
    handed_on: date
    unit: str | None
    function: str | None


@dataclass(frozen=True, slots=True)
class SeenReceipt:
    """A receipt in a list: what it confirms, without its words."""

    id: UUID
    case_id: UUID
    what: str
    locale: str
    made_at: datetime
    withheld: bool
    registering_unit: str
    is_withdrawn_for_her: bool
    has_cause: bool
    hand_overs: Sequence[SeenHandOver]


@dataclass(frozen=True, slots=True)
class SealedReceipt:
    """A receipt with its sealed words, for whoever has asked who may read it."""

    id: UUID
    case_id: UUID
    body: bytes


_WITHDRAWN_FOR_HER = exists().where(
    col(Revocation.id) == col(ReceiptRecord.about_id), col(Revocation.said_by) != GivenBy.PERSON.value
)
_SEEN = (
    col(ReceiptRecord.id),
    col(ReceiptRecord.case_id),
    col(ReceiptRecord.what),
    col(ReceiptRecord.locale),
    col(ReceiptRecord.made_at),
    col(CaseFile.withheld_since).is_not(None),
    col(CaseFile.registering_unit),
    _WITHDRAWN_FOR_HER,
    col(ReceiptRecord.cause).is_not(None),
)
_IS_HANDED_OVER = exists().where(col(HandOver.receipt_id) == col(ReceiptRecord.id))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The cases whose receipts the viewer prints and hands over.

    Those that her unit registered, for a handläggare; those of her team, for its koordinator, but for the protected.
    What the team registered from paper is its koordinator's alone, also when the person is protected.
    """
    if viewer.unit is None:
        return false()
    registered = col(CaseFile.registering_unit) == viewer.unit
    is_shown = or_(col(CaseFile.withheld_since).is_(None), IS_FROM_PAPER)
    of_team = and_(col(CaseFile.team) == viewer.unit, is_shown)
    parts = [
        *([and_(registered, ~IS_FROM_PAPER)] if "handlaggare" in viewer.roles else []),
        *([of_team] if "koordinator" in viewer.roles else []),
    ]
    return or_(*parts) if parts else false()


async def receipts_to_hand_over(
    session: AsyncSession, viewer: Viewer, *, handed_over: bool | None, case_id: UUID | None, limit: int
) -> list[SeenReceipt]:
    """Return the receipts of the viewer's cases, oldest first: all, or those that have reached her, or have not."""
    which = [visible_to(viewer)]
    if handed_over is not None:
        which.append(_IS_HANDED_OVER if handed_over else ~_IS_HANDED_OVER)
    if case_id is not None:
        which.append(col(ReceiptRecord.case_id) == case_id)
    return await _seen(session, and_(*which), limit)


async def receipts_of(session: AsyncSession, case_ids: Collection[UUID]) -> list[SeenReceipt]:
    """Return the receipts of these cases, which are the person's own, oldest first."""
    return await _seen(session, col(ReceiptRecord.case_id).in_(case_ids), None)


async def own_receipt(
    session: AsyncSession, receipt_id: UUID, case_ids: Collection[UUID]
) -> SealedReceipt | None:
    """Return a receipt of one of these cases, or None."""
    return await _sealed(session, receipt_id, col(ReceiptRecord.case_id).in_(case_ids))


async def receipt_for(session: AsyncSession, receipt_id: UUID, viewer: Viewer) -> SealedReceipt | None:
    """Return a receipt that the viewer prints, or None."""
    return await _sealed(session, receipt_id, visible_to(viewer))


async def note_own_view(session: AsyncSession, receipt_id: UUID, at: datetime) -> None:
    """Note, once, that she has read it herself."""
    connection = await session.connection()
    mine = (col(HandOver.receipt_id) == receipt_id, col(HandOver.how) == How.EGEN_VY.value)
    lock = select(col(ReceiptRecord.id)).where(col(ReceiptRecord.id) == receipt_id).with_for_update()
    await connection.execute(lock)
    if (await connection.execute(select(col(HandOver.id)).where(*mine).limit(1))).first() is None:
        await connection.execute(
            insert(HandOver).values(
                id=uuid7(),
                receipt_id=receipt_id,
                how=How.EGEN_VY.value,
                handed_on=local_day(at),
                noted_at=at,
            )
        )


class HandOverRows:
    """The hand-overs, in one session's transaction, as a viewer may note them."""

    def __init__(self, session: AsyncSession, viewer: Viewer) -> None:
        self._session = session
        self._viewer = viewer

    async def find(self, receipt_id: UUID) -> Handable | None:
        """Return a receipt that the viewer may hand over, or None. The case is held: no mark comes in between."""
        connection = await self._session.connection()
        query = (
            select(col(ReceiptRecord.made_at), col(CaseFile.withheld_since).is_not(None))
            .join(CaseFile, col(CaseFile.case_id) == col(ReceiptRecord.case_id))
            .where(col(ReceiptRecord.id) == receipt_id, visible_to(self._viewer))
            .with_for_update(of=CaseFile, key_share=True)
        )
        row = (await connection.execute(query)).first()
        return Handable(local_day(row[0]), row[1]) if row else None

    async def keep(self, hand_over_id: UUID, command: HandOverReceipt) -> None:
        """Store it. It is never changed: a second one stands beside the first."""
        connection = await self._session.connection()
        await connection.execute(
            insert(HandOver).values(
                id=hand_over_id,
                receipt_id=command.receipt_id,
                how=command.how.value,
                handed_on=command.handed_on,
                unit=command.unit,
                function=command.function,
                noted_at=command.at,
            )
        )


async def _sealed(session: AsyncSession, receipt_id: UUID, may: ColumnElement[bool]) -> SealedReceipt | None:
    connection = await session.connection()
    query = (
        select(col(ReceiptRecord.id), col(ReceiptRecord.case_id), col(ReceiptRecord.body))
        .join(CaseFile, col(CaseFile.case_id) == col(ReceiptRecord.case_id))
        .where(col(ReceiptRecord.id) == receipt_id, may)
    )
    row = (await connection.execute(query)).first()
    return SealedReceipt(*row) if row else None


async def _seen(session: AsyncSession, which: ColumnElement[bool], limit: int | None) -> list[SeenReceipt]:
    connection = await session.connection()
    query = (
        select(*_SEEN)
        .join(CaseFile, col(CaseFile.case_id) == col(ReceiptRecord.case_id))
        .where(which)
        .order_by(col(ReceiptRecord.made_at), col(ReceiptRecord.id))
        .limit(limit)
    )
    rows = list(await connection.execute(query))
    reached: dict[UUID, list[SeenHandOver]] = defaultdict(list)
    columns = [getattr(HandOver, name) for name in SeenHandOver.__slots__]
    found = (
        select(col(HandOver.receipt_id), *columns)
        .where(col(HandOver.receipt_id).in_([row[0] for row in rows]))
        .order_by(col(HandOver.noted_at), col(HandOver.id))
    )
    for row in await connection.execute(found):
        reached[row[0]].append(SeenHandOver(row[1], row[2], row[3], row[4]))
    return [SeenReceipt(*row, hand_overs=tuple(reached[row[0]])) for row in rows]
