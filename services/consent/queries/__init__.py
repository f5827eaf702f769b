"""The read side. Every query starts from who is asking; what is not hers does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.annulment import AnnulReason
from services.consent.domain.giving import GivenBy
from services.consent.domain.receipts import ReceiptKind
from services.consent.domain.rows import Cause, Cell, RowState, Window
from services.consent.domain.viewing import SeenRow
from services.consent.tables.annulments import Annulment
from services.consent.tables.closings import Revocation
from services.consent.tables.deliveries import Alias
from services.consent.tables.files import CaseFile
from services.consent.tables.receipts import ReceiptRecord, ReceiptRow
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Scan, Signing


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case as reads need it."""

    id: UUID
    person_hash: bytes | None
    registering_unit: str
    team: str | None
    withheld: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class StoredScan:
    """A scan: its bytes and their SHA-256, both sealed."""

    id: UUID
    case_id: UUID
    unit: str
    media_type: str
    sha256: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A signature as the person reads it; the note, how it was read and by whom it was given are still sealed.

    `annulled_as`: why it was annulled, if it was.
    """

    id: UUID
    case_id: UUID
    text_id: str
    text_hash: str
    locale: str
    method: str
    scan_id: UUID | None
    signed_on: date
    valid_from: date
    valid_to: date
    exclusions: Sequence[dict[str, Any]]
    exclusion_note: bytes | None
    statistics: bool
    contact_by_message: bool
    reading: bytes
    given: bytes | None
    annulled_at: datetime | None
    attested_unit: str
    attested_function: str | None
    received_at: datetime
    effective_at: datetime
    annulled_as: str | None


@dataclass(frozen=True, slots=True)
class RowInForce:
    """A row in force, with the signature it rests on."""

    cell: Cell
    signing_id: UUID


_CASE = (
    col(CaseFile.case_id),
    col(CaseFile.person_hash),
    col(CaseFile.registering_unit),
    col(CaseFile.team),
    col(CaseFile.withheld_since).is_not(None),
    col(CaseFile.opened_at),
)
_SETS_TIME = or_(
    col(ReceiptRecord.cause).is_not(None),
    col(ReceiptRecord.what).in_((ReceiptKind.GIVET.value, ReceiptKind.ANDRAT.value)),
)
"""What gives a row its time: a signature, or what made it shorter. That its time then ran out is no more than that."""
_CAUSE = (
    select(col(ReceiptRecord.cause))
    .join(ReceiptRow, col(ReceiptRow.receipt_id) == col(ReceiptRecord.id))
    .where(col(ReceiptRow.row_id) == col(ConsentRow.id), _SETS_TIME)
    .order_by(col(ReceiptRecord.made_at).desc(), col(ReceiptRecord.id).desc())
    .limit(1)
    .scalar_subquery()
    .label("cause")
)
_ROW = (
    col(ConsentRow.id),
    col(ConsentRow.source),
    col(ConsentRow.recipient),
    col(ConsentRow.category),
    col(ConsentRow.valid_from),
    col(ConsentRow.valid_to),
    col(ConsentRow.state),
    col(ConsentRow.ended_at),
    _CAUSE,
    col(Revocation.said_by),
)

IS_FROM_PAPER = col(CaseFile.registering_unit).is_not_distinct_from(col(CaseFile.team))
"""Of a case that has a samtycke: its team registered it, from paper. Then its koordinator is the registering staff."""


async def known_case(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    """Return what is known of a case, for whoever has asked `may_read` first."""
    connection = await session.connection()
    row = (await connection.execute(select(*_CASE).where(col(CaseFile.case_id) == case_id))).one_or_none()
    return KnownCase(*row) if row else None


async def cases_of_same_person(session: AsyncSession, case_id: UUID) -> list[UUID]:
    """Return the case and every other case of the person it is about; before a samtycke the case alone."""
    connection = await session.connection()
    person = select(col(CaseFile.person_hash)).where(col(CaseFile.case_id) == case_id).scalar_subquery()
    query = select(col(CaseFile.case_id)).where(
        or_(col(CaseFile.case_id) == case_id, col(CaseFile.person_hash) == person)
    )
    return list((await connection.execute(query)).scalars())


async def case_of_alias(session: AsyncSession, unit: str, alias: UUID) -> UUID | None:
    """Return the case that the unit knows by this alias; another unit's alias says nothing."""
    connection = await session.connection()
    query = select(col(Alias.case_id)).where(col(Alias.alias) == alias, col(Alias.recipient) == unit)
    return (await connection.execute(query)).scalar_one_or_none()


async def cases_of_person(session: AsyncSession, person_hash: bytes) -> list[KnownCase]:
    """Return the person's own cases, oldest first; a withheld case is hers too."""
    connection = await session.connection()
    rows = await connection.execute(
        select(*_CASE)
        .where(col(CaseFile.person_hash) == person_hash)
        .order_by(col(CaseFile.opened_at), col(CaseFile.case_id))
    )
    return [KnownCase(*row) for row in rows]


async def rows_of(session: AsyncSession, case_id: UUID) -> list[SeenRow]:
    """Return all rows of a case; `viewing.rows_for_unit` leaves out what a unit may not see."""
    connection = await session.connection()
    order = (col(ConsentRow.source), col(ConsentRow.recipient), col(ConsentRow.category), col(ConsentRow.id))
    query = select(*_ROW).outerjoin(Revocation, col(Revocation.id) == col(ConsentRow.ended_by_revocation))
    rows = await connection.execute(query.where(col(ConsentRow.case_id) == case_id).order_by(*order))
    return [
        SeenRow(
            row.id,
            Cell(row.source, row.recipient, row.category),
            Window(row.valid_from, row.valid_to),
            RowState(row.state),
            row.ended_at,
            Cause(row.cause) if row.cause else None,
            GivenBy(row.said_by or GivenBy.PERSON),
        )
        for row in rows
    ]


async def rows_in_force(session: AsyncSession, case_id: UUID, now: datetime) -> list[RowInForce]:
    """Return the rows in force at the instant; a withheld case has none."""
    connection = await session.connection()
    rows = await connection.execute(
        select(
            col(ConsentRow.source),
            col(ConsentRow.recipient),
            col(ConsentRow.category),
            col(ConsentRow.signing_id),
        )
        .join(CaseFile, col(CaseFile.case_id) == col(ConsentRow.case_id))
        .where(col(ConsentRow.case_id) == case_id, col(CaseFile.withheld_since).is_(None), *_in_force(now))
    )
    return [RowInForce(Cell(row.source, row.recipient, row.category), row.signing_id) for row in rows]


async def papers_of(session: AsyncSession, case_ids: Sequence[UUID]) -> list[SignedPaper]:
    """Return the signatures of these cases, oldest first."""
    columns = [getattr(Signing, name) for name in SignedPaper.__slots__ if name != "annulled_as"]
    connection = await session.connection()
    rows = await connection.execute(
        select(*columns, col(Annulment.reason))
        .outerjoin(Annulment, col(Annulment.signing_id) == col(Signing.id))
        .where(col(Signing.case_id).in_(case_ids))
        .order_by(col(Signing.received_at))
    )
    return [SignedPaper(*row) for row in rows]


async def stored_scan(session: AsyncSession, scan_id: UUID) -> StoredScan | None:
    """Return a scan with its sealed bytes, for whoever has asked `may_read` first."""
    columns = [getattr(Scan, name) for name in StoredScan.__slots__]
    connection = await session.connection()
    row = (await connection.execute(select(*columns).where(col(Scan.id) == scan_id))).one_or_none()
    return StoredScan(*row) if row else None


async def is_of_wrong_person(session: AsyncSession, scan_id: UUID) -> bool:
    """Whether the scan is of a paper that was registered on the wrong person: it is somebody else's."""
    annulled = exists().where(
        col(Signing.scan_id) == scan_id,
        col(Annulment.signing_id) == col(Signing.id),
        col(Annulment.reason) == AnnulReason.FEL_PERSON.value,
    )
    return bool((await (await session.connection()).execute(select(annulled))).scalar())


async def shown_cases(session: AsyncSession, case_ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """Return those of the cases that a team's lists may show: not withheld, and the team still has rows in force."""
    team_has_rows = exists().where(
        col(ConsentRow.case_id) == col(CaseFile.case_id),
        col(ConsentRow.recipient) == col(CaseFile.team),
        *_in_force(now),
    )
    connection = await session.connection()
    found = await connection.scalars(
        select(col(CaseFile.case_id)).where(
            col(CaseFile.case_id).in_(case_ids), col(CaseFile.withheld_since).is_(None), team_has_rows
        )
    )
    return set(found)


async def withheld_cases(session: AsyncSession, case_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the cases whose person's identity is protected."""
    connection = await session.connection()
    found = await connection.scalars(
        select(col(CaseFile.case_id)).where(
            col(CaseFile.case_id).in_(case_ids), col(CaseFile.withheld_since).is_not(None)
        )
    )
    return set(found)


def _in_force(now: datetime) -> tuple[Any, ...]:
    return (
        col(ConsentRow.state) == RowState.AKTIV.value,
        col(ConsentRow.valid_from) <= now,
        col(ConsentRow.valid_to) > now,
    )
