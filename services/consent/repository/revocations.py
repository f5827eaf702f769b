"""Withdrawals, and the pairs to be closed: of withdrawals, of makuleringar and of run-out time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func, insert, or_, select, union_all, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import standing
from services.consent.domain.revocation import CaseStanding, KnownRow, Revocation
from services.consent.domain.rows import RowState
from services.consent.ending.closing import Reason
from services.consent.queries import known_case
from services.consent.tables.annulments import Annulment
from services.consent.tables.closings import PairClosing
from services.consent.tables.closings import Revocation as RevocationRow
from services.consent.tables.rows import ConsentRow
from shared.ids import uuid7

_ACTS = ((RevocationRow, col(PairClosing.revocation_id)), (Annulment, col(PairClosing.annulment_id)))
"""What ends rows before their time, and how a pair names it."""


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair that is not yet enforced."""

    id: UUID
    revocation_id: UUID | None
    case_id: UUID
    recipient: str
    reason: Reason
    row_ids: tuple[UUID, ...]
    is_closed: bool
    annulment_id: UUID | None = None

    @property
    def act_id(self) -> UUID | None:
        """The withdrawal or the makulering that it is part of; None when the time has run out."""
        return self.revocation_id or self.annulment_id


@dataclass(frozen=True, slots=True)
class SeenRevocation:
    """How far a withdrawal has come."""

    case_id: UUID
    by_unit: str | None
    said_on: date
    received_at: datetime
    effective_at: datetime | None
    enforced_at: datetime | None


class RevocationRows:
    """The withdrawals, in one session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def standing(self, case_id: UUID) -> CaseStanding | None:
        """Return whose case it is and its rows, in any state; None when unknown."""
        case = await known_case(self._session, case_id)
        if case is None:
            return None
        rows = await standing.rows_of(self._session, case_id)
        known = [KnownRow(row.id, row.cell) for row in rows]
        return CaseStanding(case.registering_unit, case.team, case.withheld, known)

    async def keep(self, revocation: Revocation) -> None:
        """Store the withdrawal and the pairs to be closed."""
        connection = await self._session.connection()
        await connection.execute(
            insert(RevocationRow).values(
                id=revocation.id,
                case_id=revocation.case_id,
                kind=revocation.scope.kind.value,
                party=revocation.scope.party,
                category=revocation.scope.category,
                direction=revocation.scope.direction.value if revocation.scope.direction else None,
                channel=revocation.channel,
                by_person=revocation.author.is_person,
                by_unit=revocation.author.unit,
                by_function=revocation.author.function,
                said_by=revocation.said_by.value,
                said_on=revocation.said_on,
                received_at=revocation.received_at,
            )
        )
        for recipient, row_ids in revocation.pairs.items():
            await keep_pair(
                self._session,
                OpenPair(
                    uuid7(),
                    revocation.id,
                    revocation.case_id,
                    recipient,
                    "aterkallat",
                    row_ids,
                    is_closed=False,
                ),
            )


async def keep_pair(session: AsyncSession, pair: OpenPair) -> None:
    """Store a pair to be closed, or one just closed whose keys are still to be destroyed."""
    connection = await session.connection()
    await connection.execute(
        insert(PairClosing).values(
            id=pair.id,
            revocation_id=pair.revocation_id,
            annulment_id=pair.annulment_id,
            case_id=pair.case_id,
            recipient=pair.recipient,
            reason=pair.reason,
            row_ids=sorted(pair.row_ids),
            closed_at=func.now() if pair.is_closed else None,
        )
    )


async def open_pairs(session: AsyncSession, act_id: UUID | None = None) -> list[OpenPair]:
    """Return the pairs not yet enforced, of one withdrawal or makulering or of all, in recipient order."""
    query = (
        select(
            col(PairClosing.id),
            col(PairClosing.revocation_id),
            col(PairClosing.case_id),
            col(PairClosing.recipient),
            col(PairClosing.reason),
            col(PairClosing.row_ids),
            col(PairClosing.closed_at).is_not(None),
            col(PairClosing.annulment_id),
        )
        .where(col(PairClosing.enforced_at).is_(None))
        .order_by(col(PairClosing.recipient), col(PairClosing.id))
    )
    if act_id is not None:
        query = query.where(
            or_(col(PairClosing.revocation_id) == act_id, col(PairClosing.annulment_id) == act_id)
        )
    connection = await session.connection()
    rows = await connection.execute(query)
    return [
        OpenPair(row[0], row[1], row[2], row[3], cast("Reason", row[4]), tuple(row[5]), row[6], row[7])
        for row in rows
    ]


async def mark_closed(session: AsyncSession, pair_id: UUID) -> None:
    """Note that the pair's rows have ended, in the transaction that ended them."""
    connection = await session.connection()
    await connection.execute(
        update(PairClosing)
        .where(col(PairClosing.id) == pair_id)
        .where(col(PairClosing.closed_at).is_(None))
        .values(closed_at=func.now())
    )


async def mark_enforced(session: AsyncSession, pair_ids: Collection[UUID]) -> None:
    """Note that nothing of these pairs can be disclosed any more."""
    connection = await session.connection()
    await connection.execute(
        update(PairClosing)
        .where(col(PairClosing.id).in_(pair_ids))
        .where(col(PairClosing.enforced_at).is_(None))
        .values(enforced_at=func.now())
    )


async def ended_among(session: AsyncSession, row_ids: Collection[UUID]) -> list[UUID]:
    """Return those of the rows that have ended: only their keys are destroyed."""
    connection = await session.connection()
    query = select(col(ConsentRow.id)).where(
        col(ConsentRow.id).in_(row_ids), col(ConsentRow.state) != RowState.AKTIV.value
    )
    return list((await connection.execute(query)).scalars())


async def unfinished(session: AsyncSession) -> list[UUID]:
    """Return the withdrawals and makuleringar that are not yet enforced, oldest first."""
    connection = await session.connection()
    query = union_all(*(select(col(act.id)).where(col(act.enforced_at).is_(None)) for act, _ in _ACTS))
    return sorted((await connection.execute(query)).scalars())


async def cases_of(session: AsyncSession, act_ids: Collection[UUID]) -> list[UUID]:
    """Return the cases that these withdrawals and makuleringar are about, in one order for all who ask."""
    connection = await session.connection()
    named = or_(*(column.in_(act_ids) for _, column in _ACTS))
    query = select(col(PairClosing.case_id)).where(named).distinct().order_by(col(PairClosing.case_id))
    return list((await connection.execute(query)).scalars())


async def is_enforced(session: AsyncSession, act_id: UUID) -> bool:
    """Whether nothing of the withdrawal or makulering can be disclosed any more."""
    connection = await session.connection()
    query = union_all(*(select(col(act.enforced_at)).where(col(act.id) == act_id) for act, _ in _ACTS))
    return (await connection.execute(query)).scalar() is not None


async def complete(session: AsyncSession, act_ids: Sequence[UUID], at: datetime) -> None:
    """Note when the last row had ended, and that a withdrawal or makulering is enforced, for those where it is so.

    In a transaction after the one that marked a pair: of two that mark the last pairs at once, one then sees both.
    """
    connection = await session.connection()
    for act, named in _ACTS:
        pairs = select(col(PairClosing.id)).where(named == col(act.id))
        mine = update(act).where(col(act.id).in_(act_ids))
        await connection.execute(
            mine.where(col(act.effective_at).is_(None))
            .where(~pairs.where(col(PairClosing.closed_at).is_(None)).exists())
            .values(effective_at=at)
        )
        await connection.execute(
            mine.where(col(act.enforced_at).is_(None))
            .where(~pairs.where(col(PairClosing.enforced_at).is_(None)).exists())
            .values(enforced_at=func.now())
        )


async def revocation_seen(session: AsyncSession, revocation_id: UUID) -> SeenRevocation | None:
    """Return a withdrawal, for whoever has asked who may see it."""
    columns = [getattr(RevocationRow, name) for name in SeenRevocation.__slots__]
    connection = await session.connection()
    row = (await connection.execute(select(*columns).where(col(RevocationRow.id) == revocation_id))).first()
    return SeenRevocation(*row) if row else None
