"""Receipts as they are stored, and what a receipt is composed of: read in the transaction that it confirms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, insert, literal, select, union
from sqlalchemy.dialects import postgresql
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.annulment import AnnulReason
from services.consent.domain.receipts import ConfirmedRow, ReceiptKind, Struck
from services.consent.domain.rows import Cause, Cell, RowState, Window
from services.consent.tables.annulments import Annulment, RowSigning
from services.consent.tables.closings import PairClosing, Revocation
from services.consent.tables.deliveries import Participants
from services.consent.tables.receipts import ReceiptRecord, ReceiptRow
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing
from shared.tables import case_number

SEALED_AS = ("receipt", "body")
"""Table and column to which the sealed words are bound."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A signature, as far as a receipt tells of it. The note itself stays sealed."""

    id: UUID
    method: str
    text_id: str
    text_hash: str
    locale: str
    signed_on: date
    exclusions: Sequence[dict[str, Any]]
    statistics: bool
    contact_by_message: bool
    attested_unit: str
    attested_function: str | None
    received_at: datetime
    effective_at: datetime
    annulled_at: datetime | None
    given: bytes | None
    has_note: bool


@dataclass(frozen=True, slots=True)
class StruckSigning:
    """A makulering by which no row ended: another signature carries what the struck one carried, or it carried nothing."""

    id: UUID
    effective_at: datetime
    signing_id: UUID
    reason: str
    by_unit: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A withdrawal whose rows have all ended."""

    id: UUID
    channel: str
    by_person: bool
    by_unit: str | None
    by_function: str | None
    said_by: str
    said_on: date
    received_at: datetime
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt to be kept: its words are sealed already."""

    id: UUID
    case_id: UUID
    kind: ReceiptKind
    about_id: UUID
    locale: str
    made_at: datetime
    body: bytes
    row_ids: Collection[UUID]
    cause: Cause | None = None


_ROW = (
    col(ConsentRow.id),
    col(ConsentRow.source),
    col(ConsentRow.recipient),
    col(ConsentRow.category),
    col(ConsentRow.valid_from),
    col(ConsentRow.valid_to),
)
_PAPER = [getattr(Signing, name) for name in PaperFacts.__slots__ if name != "has_note"]


async def hold_case(session: AsyncSession, case_id: UUID) -> None:
    """Let those who make receipts of one case come after each other, as those who end its rows do."""
    locked = select(case_number.c.number).where(case_number.c.case_id == case_id).with_for_update()
    await (await session.connection()).execute(locked)


async def papers_of(session: AsyncSession, case_id: UUID) -> list[PaperFacts]:
    """Return the case's signatures, oldest first."""
    connection = await session.connection()
    has_note = col(Signing.exclusion_note).is_not(None)
    found = await connection.execute(
        select(*_PAPER, has_note)
        .where(col(Signing.case_id) == case_id)
        .order_by(col(Signing.received_at), col(Signing.id))
    )
    return [PaperFacts(*row) for row in found]


async def rows_by_id(session: AsyncSession, row_ids: Collection[UUID]) -> list[ConfirmedRow]:
    """Return these rows as they are now."""
    return await _rows(session, col(ConsentRow.id).in_(row_ids))


async def standing_rows(session: AsyncSession, case_id: UUID, at: datetime) -> list[ConfirmedRow]:
    """Return the case's rows that hold or are to come."""
    return await _rows(
        session,
        (col(ConsentRow.case_id) == case_id)
        & (col(ConsentRow.state) == RowState.AKTIV.value)
        & (col(ConsentRow.valid_to) > at)
        & (col(ConsentRow.valid_from) < col(ConsentRow.valid_to)),
    )


async def rows_of_withdrawal(session: AsyncSession, revocation_id: UUID) -> list[ConfirmedRow]:
    """Return the rows that a withdrawal has ended."""
    return await _rows(session, col(ConsentRow.ended_by_revocation) == revocation_id)


async def withdrawals_without_receipt(session: AsyncSession, case_id: UUID) -> list[Withdrawn]:
    """Return the case's withdrawals that are effective and not confirmed yet, oldest first."""
    columns = [getattr(Revocation, name) for name in Withdrawn.__slots__]
    connection = await session.connection()
    found = await connection.execute(
        select(*columns)
        .where(col(Revocation.case_id) == case_id, _is_owed_withdrawal())
        .order_by(col(Revocation.received_at), col(Revocation.id))
    )
    return [Withdrawn(*row) for row in found]


async def ended_without_receipt(
    session: AsyncSession, case_id: UUID, kind: ReceiptKind, now: datetime
) -> list[ConfirmedRow]:
    """Return the rows that ended so and are not confirmed yet; none while more are just ending the same way."""
    connection = await session.connection()
    if (await connection.execute(select(_more_to_come(case_id, kind, now)))).scalar_one():
        return []
    return await _rows(
        session,
        (col(ConsentRow.case_id) == case_id) & (col(ConsentRow.state) == kind.value) & _is_owed_row(),
    )


async def struck_without_receipt(session: AsyncSession, case_id: UUID) -> list[StruckSigning]:
    """Return the case's makuleringar that ended nothing and are not confirmed yet, oldest first."""
    columns = [getattr(Annulment, name) for name in StruckSigning.__slots__]
    connection = await session.connection()
    found = await connection.execute(
        select(*columns)
        .where(col(Annulment.case_id) == case_id, _is_owed_strike())
        .order_by(col(Annulment.received_at), col(Annulment.id))
    )
    return [StruckSigning(*row) for row in found]


async def struck_behind(session: AsyncSession, row_ids: Collection[UUID]) -> list[Struck]:
    """Return the makuleringar by which these rows ended, each reason of a unit once."""
    connection = await session.connection()
    found = await connection.execute(
        select(col(Annulment.reason), col(Annulment.by_unit))
        .join(RowSigning, col(RowSigning.signing_id) == col(Annulment.signing_id))
        .join(ConsentRow, col(ConsentRow.id) == col(RowSigning.row_id))
        .where(col(ConsentRow.id).in_(row_ids), _ended_within())
        .distinct()
        .order_by(col(Annulment.by_unit), col(Annulment.reason))
    )
    return [Struck(AnnulReason(row[0]), row[1]) for row in found]


async def owed_cases(session: AsyncSession, limit: int) -> list[UUID]:
    """Return cases in which something has ended that no receipt confirms; what is erased is owed nothing."""
    erased = exists().where(col(Participants.erased_at).is_not(None))
    withdrawn = select(col(Revocation.case_id)).where(
        _is_owed_withdrawal(), ~erased.where(col(Participants.case_id) == col(Revocation.case_id))
    )
    ended = select(col(ConsentRow.case_id)).where(
        col(ConsentRow.state).in_((RowState.UTGANGET.value, RowState.MAKULERAT.value)),
        _is_owed_row(),
        ~erased.where(col(Participants.case_id) == col(ConsentRow.case_id)),
    )
    struck = select(col(Annulment.case_id)).where(
        _is_owed_strike(), ~erased.where(col(Participants.case_id) == col(Annulment.case_id))
    )
    connection = await session.connection()
    return list((await connection.execute(union(withdrawn, ended, struck).limit(limit))).scalars())


async def keep(session: AsyncSession, receipt: NewReceipt) -> bool:
    """Store a receipt; False when what it confirms has one already."""
    connection = await session.connection()
    kept = await connection.execute(
        postgresql.insert(ReceiptRecord)
        .values(
            id=receipt.id,
            case_id=receipt.case_id,
            what=receipt.kind.value,
            about_id=receipt.about_id,
            locale=receipt.locale,
            made_at=receipt.made_at,
            body=receipt.body,
            cause=receipt.cause.value if receipt.cause else None,
        )
        .on_conflict_do_nothing(index_elements=["what", "about_id"])
        .returning(col(ReceiptRecord.id))
    )
    if kept.first() is None:
        return False
    if receipt.row_ids:
        lines = [{"receipt_id": receipt.id, "row_id": row_id} for row_id in sorted(receipt.row_ids)]
        await connection.execute(insert(ReceiptRow), lines)
    return True


async def _rows(session: AsyncSession, which: ColumnElement[bool]) -> list[ConfirmedRow]:
    connection = await session.connection()
    found = await connection.execute(
        select(*_ROW).where(which).order_by(*(column for column in _ROW[1:4]), col(ConsentRow.id))
    )
    return [ConfirmedRow(row[0], Cell(row[1], row[2], row[3]), Window(row[4], row[5])) for row in found]


def _is_owed_withdrawal() -> ColumnElement[bool]:
    confirmed = exists().where(
        col(ReceiptRecord.what) == ReceiptKind.ATERKALLAT.value,
        col(ReceiptRecord.about_id) == col(Revocation.id),
    )
    return col(Revocation.effective_at).is_not(None) & ~confirmed


def _is_owed_strike() -> ColumnElement[bool]:
    """Of a makulering by which rows ended the receipt about those rows tells."""
    confirmed = exists().where(
        col(ReceiptRecord.what) == ReceiptKind.MAKULERAT.value,
        col(ReceiptRecord.about_id) == col(Annulment.id),
    )
    ended = exists().where(
        col(RowSigning.signing_id) == col(Annulment.signing_id),
        col(RowSigning.row_id) == col(ConsentRow.id),
        col(ConsentRow.state) == RowState.MAKULERAT.value,
        _ended_within(),
    )
    return col(Annulment.effective_at).is_not(None) & ~confirmed & ~ended


def _ended_within() -> ColumnElement[bool]:
    """Whether a row ended while this makulering was being carried out; one that is not effective yet still is."""
    return (col(ConsentRow.ended_at) >= col(Annulment.received_at)) & (
        col(Annulment.effective_at).is_(None) | (col(ConsentRow.ended_at) <= col(Annulment.effective_at))
    )


def _is_owed_row() -> ColumnElement[bool]:
    confirmed = exists().where(
        col(ReceiptRow.row_id) == col(ConsentRow.id),
        col(ReceiptRow.receipt_id) == col(ReceiptRecord.id),
        col(ReceiptRecord.what) == col(ConsentRow.state),
    )
    return ~confirmed


def _more_to_come(case_id: UUID, kind: ReceiptKind, now: datetime) -> ColumnElement[bool]:
    """Whether other rows of the case are to end the same way at once: she gets one receipt, not one per party."""
    if kind is ReceiptKind.UTGANGET:
        return exists().where(
            col(ConsentRow.case_id) == case_id,
            col(ConsentRow.state) == RowState.AKTIV.value,
            col(ConsentRow.valid_to) <= now,
        )
    return exists().where(
        col(PairClosing.case_id) == case_id,
        col(PairClosing.reason) == literal(kind.value),
        col(PairClosing.closed_at).is_(None),
    )
