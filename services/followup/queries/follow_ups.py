"""Which follow-ups a viewer may see."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.followup.domain import OPEN, Status
from services.followup.domain.due import REMINDERS
from services.followup.errors import OpeningNeedsPurpose, UnknownFollowUp, UnknownPlace
from services.followup.tables import FollowUpRow, NoticeRow
from shared.auth import Viewer

ROLE = "koordinator"
_LATEST = (col(NoticeRow.at), col(NoticeRow.number), col(NoticeRow.id))
"""Notices have their order by these: one look of the clock may tell several things of a follow-up."""


def visible_to(viewer: Viewer) -> SelectOfScalar[FollowUpRow]:
    """Select the follow-ups of the viewer's own team; nobody but its koordinator sees any."""
    return select(FollowUpRow).where(_mine(viewer))


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

    `after`: the last one of the page before. Raises UnknownPlace for one that the viewer does not see.
    """
    query = visible_to(viewer).where(_goes_on())
    if after is not None:
        found = await session.exec(visible_to(viewer).where(col(FollowUpRow.id) == after))
        last = found.one_or_none()
        if last is None:
            raise UnknownPlace
        query = query.where(tuple_(col(FollowUpRow.due), col(FollowUpRow.id)) > (last.due, last.id))
    found = await session.exec(query.order_by(col(FollowUpRow.due), col(FollowUpRow.id)).limit(limit))
    return found.all()


async def told(
    session: AsyncSession, viewer: Viewer, *, limit: int, after: UUID | None = None
) -> Sequence[tuple[NoticeRow, date]]:
    """List what the clock has told of follow-ups that still go on, the latest first, with their due days.

    `after`: the last one of the page before. Raises UnknownPlace for one that the viewer does not see.
    """
    query = (
        select(NoticeRow, col(FollowUpRow.due))
        .join(FollowUpRow, col(FollowUpRow.id) == col(NoticeRow.followup_id))
        .where(_mine(viewer))
    )
    if after is not None:
        place = (await session.exec(query.where(col(NoticeRow.id) == after))).one_or_none()
        if place is None:
            raise UnknownPlace
        last = place[0]
        query = query.where(tuple_(*_LATEST) < (last.at, last.number, last.id))
    latest = [each.desc() for each in _LATEST]
    return (await session.exec(query.where(_goes_on()).order_by(*latest).limit(limit))).all()


async def reminded_one(session: AsyncSession, unit: str, followup_id: UUID) -> FollowUpRow:
    """Return a follow-up of which a unit was reminded; for everybody else it is unknown."""
    of_it = (col(NoticeRow.followup_id) == followup_id, col(NoticeRow.kind).in_(REMINDERS))
    reminded = select(NoticeRow.id).where(*of_it, col(NoticeRow.parties).contains([unit]))
    found = await session.exec(
        select(FollowUpRow).where(col(FollowUpRow.id) == followup_id, reminded.exists())
    )
    row = found.one_or_none()
    if row is None:
        raise UnknownFollowUp
    return row


def _goes_on() -> ColumnElement[bool]:
    """Open, or held and still to be recorded."""
    unwritten = and_(
        col(FollowUpRow.held_at).is_not(None),
        col(FollowUpRow.recorded_at).is_(None),
        col(FollowUpRow.status) != Status.UTGATT.value,
    )
    return or_(col(FollowUpRow.status).in_([status.value for status in OPEN]), unwritten)


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """Of the viewer's own team, where the viewer is its koordinator."""
    return col(FollowUpRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()


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


async def must_be_listed(session: AsyncSession, case_id: UUID, hidden: Collection[UUID]) -> None:
    """Refuse to open, without a stated purpose, the follow-ups of a case that has left the lists, or is over.

    The refusal names the follow-ups that a purpose opens.
    """
    found = await session.exec(
        select(FollowUpRow.id, _goes_on())
        .where(col(FollowUpRow.case_id) == case_id)
        .order_by(col(FollowUpRow.id))
    )
    known = found.all()
    if case_id in hidden or not any(goes_on for _, goes_on in known):
        raise OpeningNeedsPurpose(follow_ups=[str(followup_id) for followup_id, _ in known])
