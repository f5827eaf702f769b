"""Which follow-ups a viewer may see."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, false, or_, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.followup.domain import OPEN, Status
from services.followup.errors import OpeningNeedsPurpose, UnknownFollowUp
from services.followup.tables import FollowUpRow
from shared.auth import Viewer

ROLE = "koordinator"


def visible_to(viewer: Viewer) -> SelectOfScalar[FollowUpRow]:
    """Select the follow-ups of the viewer's own team; nobody but its koordinator sees any."""
    mine = col(FollowUpRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()
    return select(FollowUpRow).where(mine)


async def visible_follow_up(session: AsyncSession, viewer: Viewer, followup_id: UUID) -> FollowUpRow:
    """Return one follow-up; unknown and foreign look the same."""
    found = await session.exec(visible_to(viewer).where(col(FollowUpRow.id) == followup_id))
    row = found.one_or_none()
    if row is None:
        raise UnknownFollowUp
    return row


async def listed(
    session: AsyncSession, viewer: Viewer, *, limit: int, after: UUID | None = None
) -> Sequence[FollowUpRow]:
    """List the follow-ups about which somebody has something to do, the earliest due first.

    `after`: the last one of the page before.
    """
    unwritten = and_(
        col(FollowUpRow.held_at).is_not(None),
        col(FollowUpRow.recorded_at).is_(None),
        col(FollowUpRow.status) != Status.UTGATT.value,
    )
    is_open = col(FollowUpRow.status).in_([status.value for status in OPEN])
    query = visible_to(viewer).where(or_(is_open, unwritten))
    if after is not None:
        due = select(col(FollowUpRow.due)).where(col(FollowUpRow.id) == after).scalar_subquery()
        query = query.where(tuple_(col(FollowUpRow.due), col(FollowUpRow.id)) > tuple_(due, after))
    found = await session.exec(query.order_by(col(FollowUpRow.due), col(FollowUpRow.id)).limit(limit))
    return found.all()


async def case_follow_ups(session: AsyncSession, viewer: Viewer, case_id: UUID) -> Sequence[FollowUpRow]:
    """List all follow-ups of one case, the earliest first; none is the same as an unknown case."""
    found = await session.exec(
        visible_to(viewer).where(col(FollowUpRow.case_id) == case_id).order_by(col(FollowUpRow.id))
    )
    rows = found.all()
    if not rows:
        raise UnknownFollowUp
    return rows


async def read_by_reviewer(session: AsyncSession, viewer: Viewer, case_id: UUID) -> None:
    """Let a reviewer of access logs through who belongs to the team; she sees no follow-up, only the log."""
    found = await session.exec(
        select(FollowUpRow.id).where(
            col(FollowUpRow.case_id) == case_id, col(FollowUpRow.team) == viewer.unit
        )
    )
    if found.first() is None:
        raise UnknownFollowUp


def must_be_listed(case_id: UUID, hidden: Collection[UUID]) -> None:
    """Refuse to open, without a stated purpose, a follow-up whose case has left the lists."""
    if case_id in hidden:
        raise OpeningNeedsPurpose
