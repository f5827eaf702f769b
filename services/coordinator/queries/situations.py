"""What comes next in each of several cases: all that decides it, read at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import Row, Status, covers, local_day
from services.coordinator.domain.delmal import DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingState
from services.coordinator.domain.next_step import DelmalSeen, FollowUpSeen, MeetingSeen, Situation
from services.coordinator.domain.plan_values import PlanState
from services.coordinator.domain.questions import Question
from services.coordinator.repository.meeting_rows import to_meeting
from services.coordinator.repository.questions import question_of
from services.coordinator.tables import (
    AktRow,
    ConsentRow,
    DelmalRow,
    FollowUpRow,
    PlanRow,
    PlanVersionRow,
    QuestionRow,
    SupplementRequestRow,
)
from services.coordinator.tables.meetings import MeetingRow
from shared.sealing import CaseKey, CaseKeys

WRITTEN = ("gjord", "andrad")
"""Versions of a plan in which delmål were proposed."""


@dataclass(slots=True)
class _Found:
    """What was found of one case."""

    questions: list[Question] = field(default_factory=list[Question])
    meetings: list[MeetingSeen] = field(default_factory=list[MeetingSeen])
    plan: list[DelmalSeen] | None = None
    followup: FollowUpSeen | None = None
    planned: bool = False
    followed_up: bool = False
    respond_by: date | None = None
    rows: list[Row] = field(default_factory=list[Row])


async def situations(
    session: AsyncSession, keys: CaseKeys, akter: Sequence[AktRow], now: datetime
) -> dict[UUID, Situation]:
    """Read what decides the next step of each akt."""
    case_ids = [akt.case_id for akt in akter]
    opened = await keys.open_many(case_ids) if case_ids else {}
    found: defaultdict[UUID, _Found] = defaultdict(_Found)
    await _questions(session, opened, found)
    await _meetings(session, opened, found)
    await _plans(session, case_ids, found)
    await _dates(session, case_ids, found)
    return {akt.case_id: _situation(akt, found[akt.case_id], now) for akt in akter}


async def akter_of_person(session: AsyncSession, team: str, case_ids: Iterable[UUID]) -> Sequence[AktRow]:
    """List a person's akter in the team, the latest first; `case_ids` are hers."""
    found = await session.exec(
        select(AktRow)
        .where(col(AktRow.case_id).in_(list(case_ids)), col(AktRow.team) == team)
        .order_by(col(AktRow.received_at).desc(), col(AktRow.case_id))
    )
    return found.all()


def _situation(akt: AktRow, found: _Found, now: datetime) -> Situation:
    return Situation(
        status=Status(akt.status),
        since=akt.since,
        sender=akt.sender,
        reply_by=akt.reply_by,
        now=now,
        respond_by=found.respond_by,
        sender_covered=covers(found.rows, akt.sender, akt.team),
        questions=found.questions,
        meetings=found.meetings,
        plan=found.plan,
        followup=found.followup,
        planned=found.planned,
        followed_up=found.followed_up,
    )


async def _questions(
    session: AsyncSession, keys: Mapping[UUID, CaseKey], found: defaultdict[UUID, _Found]
) -> None:
    for row in await _of(session, QuestionRow, keys, col(QuestionRow.answered_at).is_(None)):
        found[row.case_id].questions.append(question_of(keys[row.case_id], row))


async def _meetings(
    session: AsyncSession, keys: Mapping[UUID, CaseKey], found: defaultdict[UUID, _Found]
) -> None:
    for row in await _of(session, MeetingRow, keys):
        meeting = to_meeting(keys[row.case_id], row, [])
        seen = MeetingSeen(
            starts_at=meeting.slot.starts_at,
            state=MeetingState(row.state),
            closed_on=local_day(meeting.slot.starts_at),
            outcome=meeting.minutes.outcome if meeting.minutes else None,
            need=meeting.need.remains if meeting.need else None,
        )
        found[row.case_id].meetings.append(seen)


async def _plans(session: AsyncSession, case_ids: Sequence[UUID], found: defaultdict[UUID, _Found]) -> None:
    plans: dict[UUID, PlanRow] = {}
    for plan in await _of(session, PlanRow, case_ids):
        found[plan.case_id].planned = True
        if plan.state == PlanState.GALLER.value:
            plans[plan.id] = plan
    written = await session.exec(
        select(PlanVersionRow.plan_id, func.max(PlanVersionRow.at))
        .where(col(PlanVersionRow.plan_id).in_(plans), col(PlanVersionRow.occasion).in_(WRITTEN))
        .group_by(col(PlanVersionRow.plan_id))
    )
    since: dict[UUID, date] = {plan_id: local_day(at) for plan_id, at in written}
    for plan in plans.values():
        found[plan.case_id].plan = []
    for row in await _of(session, DelmalRow, case_ids, col(DelmalRow.plan_id).in_(plans)):
        asked_on: date = since.get(row.plan_id) or plans[row.plan_id].made_on
        seen = DelmalSeen(
            row.id, DelmalKind(row.kind), row.responsible, row.due, DelmalState(row.state), asked_on
        )
        listed = found[row.case_id].plan
        assert listed is not None, "its plan was found just now"
        listed.append(seen)
    for row in await _of(session, FollowUpRow, case_ids):
        known = found[row.case_id]
        known.followed_up = known.followed_up or row.recorded_on is not None
        if row.plan_id in plans and (known.followup is None or known.followup.due <= row.due):
            known.followup = FollowUpSeen(row.due, row.planned_for, row.recorded_on)


async def _dates(session: AsyncSession, case_ids: Sequence[UUID], found: defaultdict[UUID, _Found]) -> None:
    for request in await _of(session, SupplementRequestRow, case_ids):
        before = found[request.case_id].respond_by
        found[request.case_id].respond_by = max(before or request.respond_by, request.respond_by)
    for row in await _of(session, ConsentRow, case_ids, col(ConsentRow.ended).is_(None)):
        found[row.case_id].rows.append(Row(row.id, row.source, row.recipient, row.category))


async def _of(session: AsyncSession, table: Any, case_ids: Iterable[UUID], *which: Any) -> Sequence[Any]:
    found = await session.exec(select(table).where(col(table.case_id).in_(list(case_ids)), *which))
    return found.all()
