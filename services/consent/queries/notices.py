"""What ends soon, as the unit that registered it and the team's koordinator read it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.rows import RowState
from services.consent.queries import IS_FROM_PAPER
from services.consent.tables.deliveries import Participants
from services.consent.tables.files import CaseFile
from services.consent.tables.notices import ExpiryNotice
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing


@dataclass(frozen=True, slots=True)
class EndingSigning:
    """A signature that ending rows rest on; by whom it was given is still sealed."""

    id: UUID
    valid_to: date
    given: bytes | None


@dataclass(slots=True)
class EndingSoon:
    """An end of active rows that was noticed: whose rows, which signatures, and each notice with its moment."""

    case_id: UUID
    registering_unit: str
    ends_at: datetime
    units: set[str] = field(default_factory=set[str])
    signing_ids: set[UUID] = field(default_factory=set[UUID])
    notices: dict[int, datetime] = field(default_factory=dict[int, datetime])


async def endings_of(
    session: AsyncSession, *, registered_by: str | None, team: str | None
) -> list[EndingSoon]:
    """Return the noticed ends of cases that the unit registered, and of those that the team has.

    Withheld ones not for the team, but for what it registered itself, from paper.
    """
    mine = or_(
        and_(col(CaseFile.registering_unit) == registered_by, ~IS_FROM_PAPER) if registered_by else false(),
        _has_come_to(team) if team else false(),
    )
    rows_ending = and_(
        col(ConsentRow.case_id) == col(ExpiryNotice.case_id),
        col(ConsentRow.valid_to) == col(ExpiryNotice.ends_at),
        col(ConsentRow.state) == RowState.AKTIV.value,
    )
    query = (
        select(
            col(ExpiryNotice.case_id),
            col(CaseFile.registering_unit),
            col(ExpiryNotice.ends_at),
            col(ExpiryNotice.days),
            col(ExpiryNotice.noticed_at),
            col(ConsentRow.source),
            col(ConsentRow.recipient),
            col(ConsentRow.signing_id),
        )
        .join(CaseFile, col(CaseFile.case_id) == col(ExpiryNotice.case_id))
        .join(ConsentRow, rows_ending)
        .where(mine)
        .order_by(col(ExpiryNotice.ends_at), col(ExpiryNotice.case_id), col(ExpiryNotice.due_at))
    )
    found: dict[tuple[UUID, datetime], EndingSoon] = {}
    for row in await (await session.connection()).execute(query):
        ending = found.setdefault((row[0], row[2]), EndingSoon(row[0], row[1], row[2]))
        ending.notices[row[3]] = row[4]
        ending.units |= {row[5], row[6]}
        ending.signing_ids.add(row[7])
    return list(found.values())


def _has_come_to(team: str) -> ColumnElement[bool]:
    """A samtycke names its team before the anmälan is sent: until then the draft is the sender's alone.

    It has come when its first fact has been heard, or when the team itself registered it from paper.
    """
    sent = select(col(Participants.case_id)).where(
        col(Participants.case_id) == col(CaseFile.case_id), col(Participants.team) == team
    )
    has_come = or_(sent.exists(), col(CaseFile.registering_unit) == team)
    is_shown = or_(col(CaseFile.withheld_since).is_(None), IS_FROM_PAPER)
    return and_(col(CaseFile.team) == team, is_shown, has_come)


async def signings_of(session: AsyncSession, endings: Iterable[EndingSoon]) -> dict[UUID, EndingSigning]:
    """Return the signatures that the endings rest on."""
    wanted = {each for ending in endings for each in ending.signing_ids}
    query = select(col(Signing.id), col(Signing.valid_to), col(Signing.given))
    rows = await (await session.connection()).execute(query.where(col(Signing.id).in_(wanted)))
    return {row[0]: EndingSigning(row[0], row[1], row[2]) for row in rows}
