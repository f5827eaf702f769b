"""What is found of meetings: by the koordinator, by a unit that is called, by the person; and the team's calendar."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import false, func
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.coordinator.domain import ENDED, utc
from services.coordinator.domain.meeting_values import INDIVID, MeetingState
from services.coordinator.errors import UnknownMeeting
from services.coordinator.queries.akt import ROLE
from services.coordinator.queries.party import answers_for
from services.coordinator.tables import AktRow
from services.coordinator.tables.meetings import InvitationRow, MeetingRow
from shared.auth import Viewer

Json = dict[str, Any]


def meetings_of_team(viewer: Viewer) -> SelectOfScalar[MeetingRow]:
    """Select the meetings of the viewer's own team; nobody but its koordinator sees any."""
    mine = col(MeetingRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()
    return select(MeetingRow).where(mine)


async def meeting_of_team(
    session: AsyncSession, viewer: Viewer, case_id: UUID, meeting_id: UUID
) -> MeetingRow:
    """Return one meeting of the viewer's team; unknown and foreign look the same."""
    return await _one(
        session,
        meetings_of_team(viewer).where(col(MeetingRow.id) == meeting_id, col(MeetingRow.case_id) == case_id),
    )


async def meeting_called_to(session: AsyncSession, viewer: Viewer, meeting_id: UUID) -> MeetingRow:
    """Return a meeting that the viewer's unit is or was called to, for its staff or its own system."""
    unit = answers_for(viewer, UnknownMeeting)
    invited = select(col(InvitationRow.meeting_id)).where(col(InvitationRow.invited) == unit)
    return await _one(
        session, select(MeetingRow).where(col(MeetingRow.id) == meeting_id, col(MeetingRow.id).in_(invited))
    )


async def meeting_of_sender(session: AsyncSession, viewer: Viewer, meeting_id: UUID) -> MeetingRow:
    """Return a meeting about a case that the viewer's unit has sent, for its staff or its own system."""
    sent = col(MeetingRow.sender) == answers_for(viewer, UnknownMeeting)
    return await _one(session, select(MeetingRow).where(col(MeetingRow.id) == meeting_id, sent))


async def meeting_of_person(
    session: AsyncSession, case_ids: Collection[UUID], meeting_id: UUID
) -> MeetingRow:
    """Return a meeting in one of the person's cases."""
    return await _one(
        session,
        select(MeetingRow).where(
            col(MeetingRow.id) == meeting_id, col(MeetingRow.case_id).in_(list(case_ids))
        ),
    )


async def units_of(session: AsyncSession, meeting_id: UUID) -> list[str]:
    """List the units that were called to a meeting."""
    found = await session.exec(
        select(InvitationRow.invited).where(
            col(InvitationRow.meeting_id) == meeting_id, col(InvitationRow.invited) != INDIVID
        )
    )
    return list(found.all())


async def calendar(
    session: AsyncSession, viewer: Viewer, start: datetime, end: datetime
) -> Sequence[tuple[MeetingRow, str]]:
    """List the meetings of the viewer's team with the numbers of their akter; cancelled and ended ones are left out."""
    mine = col(MeetingRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()
    found = await session.exec(
        select(MeetingRow, AktRow.number)
        .join(AktRow, col(AktRow.case_id) == col(MeetingRow.case_id))
        .where(mine, col(MeetingRow.during).op("&&")(Range(start, end)))
        .where(col(MeetingRow.state) != MeetingState.INSTALLT.value)
        .where(col(AktRow.status).not_in([status.value for status in ENDED]))
        .order_by(func.lower(col(MeetingRow.during)), col(MeetingRow.id))
    )
    return found.all()


def in_calendar(row: MeetingRow, number: str) -> Json:
    """Write a meeting as the calendar shows it: nothing about the person."""
    return {
        "meeting_id": str(row.id),
        "case_id": str(row.case_id),
        "number": number,
        "kind": row.kind,
        "state": row.state,
        "starts_at": utc(row.during.lower),
        "ends_at": utc(row.during.upper),
    }


async def _one(session: AsyncSession, wanted: SelectOfScalar[MeetingRow]) -> MeetingRow:
    row = (await session.exec(wanted)).one_or_none()
    if row is None:
        raise UnknownMeeting
    return row
