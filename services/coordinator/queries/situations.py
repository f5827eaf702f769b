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
from services.coordinator.domain.plan_values import PlanState
from services.coordinator.domain.questions import Question
from services.coordinator.domain.situation import DelmalSeen, FollowUpSeen, MeetingSeen, Situation
from services.coordinator.repository.decisions import decision_from_json
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
    written: set[UUID] = field(default_factory=set[UUID])
    """The meetings of which a plan was made."""
    written_on: date = date.min
    followup: FollowUpSeen | None = None
    replaced: list[FollowUpSeen] = field(default_factory=list[FollowUpSeen])
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
    await _plans(session, case_ids, found)
    await _meetings(session, opened, found)
    await _dates(session, case_ids, found)
    return {akt.case_id: _situation(akt, opened.get(akt.case_id), found[akt.case_id], now) for akt in akter}


async def akter_of_person(session: AsyncSession, team: str, case_ids: Iterable[UUID]) -> Sequence[AktRow]:
    """List a person's akter in the team, the latest first; `case_ids` are hers."""
    found = await session.exec(
        select(AktRow)
        .where(col(AktRow.case_id).in_(list(case_ids)), col(AktRow.team) == team)
        .order_by(col(AktRow.received_at).desc(), col(AktRow.case_id))
    )
    return found.all()


def _situation(akt: AktRow, key: CaseKey | None, found: _Found, now: datetime) -> Situation:
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
        written_on=found.written_on,
        followup=found.followup,
        replaced=found.replaced,
        is_moved=_is_moved(akt, key),
        planned=found.planned,
        followed_up=found.followed_up,
    )


def _is_moved(akt: AktRow, key: CaseKey | None) -> bool:
    """Whether the besked says that the case is handled outside the system; sealed, so not known of an erased case."""
    if akt.status != Status.TAS_INTE_UPP.value or key is None or akt.decision is None:
        return False
    decision = decision_from_json(key.open_json("akt", "decision", akt.case_id, akt.decision))
    return decision.decline is not None and decision.decline.reason.moved


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
            closed_on=meeting.closed_on or local_day(meeting.slot.starts_at),
            outcome=meeting.minutes.outcome if meeting.minutes else None,
            need=meeting.need.remains if meeting.need else None,
            kind=meeting.kind,
            plan_id=meeting.plan_id,
            is_written=row.id in found[row.case_id].written,
        )
        found[row.case_id].meetings.append(seen)


async def _plans(session: AsyncSession, case_ids: Sequence[UUID], found: defaultdict[UUID, _Found]) -> None:
    plans: dict[UUID, PlanRow] = {plan.id: plan for plan in await _of(session, PlanRow, case_ids)}
    for plan in plans.values():
        found[plan.case_id].planned = True
        found[plan.case_id].written.add(plan.meeting_id)
    in_force = {plan.id: plan for plan in plans.values() if plan.state == PlanState.GALLER.value}
    await _delmal(session, in_force, found)
    follow_ups: defaultdict[UUID, list[FollowUpRow]] = defaultdict(list)
    for row in await _of(session, FollowUpRow, case_ids):
        if row.plan_id in plans:
            follow_ups[row.plan_id].append(row)
    for plan_id, rows in follow_ups.items():
        known = found[plans[plan_id].case_id]
        seen = _follow_ups(plans[plan_id], rows)
        known.followed_up = known.followed_up or any(each.recorded_on for each in seen)
        if plan_id in in_force:
            known.followup = next((each for each in seen if each.recorded_on is None), seen[-1])
        else:
            known.replaced += seen


async def _delmal(
    session: AsyncSession, plans: Mapping[UUID, PlanRow], found: defaultdict[UUID, _Found]
) -> None:
    versions = (
        select(PlanVersionRow.plan_id, func.min(PlanVersionRow.at), func.max(PlanVersionRow.at))
        .where(col(PlanVersionRow.plan_id).in_(plans), col(PlanVersionRow.occasion).in_(WRITTEN))
        .group_by(col(PlanVersionRow.plan_id))
    )
    since: dict[UUID, date] = {}
    for plan_id, first, last in await session.exec(versions):
        since[plan_id] = local_day(last)
        found[plans[plan_id].case_id].written_on = local_day(first)
    case_ids = [plan.case_id for plan in plans.values()]
    for case_id in case_ids:
        found[case_id].plan = []
    for row in await _of(session, DelmalRow, case_ids, col(DelmalRow.plan_id).in_(plans)):
        asked_on: date = since.get(row.plan_id) or plans[row.plan_id].made_on
        seen = DelmalSeen(
            row.id, DelmalKind(row.kind), row.responsible, row.due, DelmalState(row.state), asked_on
        )
        listed = found[row.case_id].plan
        assert listed is not None, "its plan was found just now"
        listed.append(seen)


def _follow_ups(plan: PlanRow, rows: Sequence[FollowUpRow]) -> list[FollowUpSeen]:
    """Put a plan's follow-ups in order: a case that was kept open has one more, from the day of the record before."""
    seen: list[FollowUpSeen] = []
    for row in sorted(rows, key=lambda row: (row.recorded_on or date.max, row.due, row.id)):
        before = seen[-1].recorded_on if seen else None
        seen.append(
            FollowUpSeen(
                row.due,
                row.planned_for,
                row.recorded_on,
                plan.id,
                opened_on=before or plan.made_on,
                is_again=before is not None,
            )
        )
    return seen


async def _dates(session: AsyncSession, case_ids: Sequence[UUID], found: defaultdict[UUID, _Found]) -> None:
    for request in await _of(session, SupplementRequestRow, case_ids):
        before = found[request.case_id].respond_by
        found[request.case_id].respond_by = max(before or request.respond_by, request.respond_by)
    for row in await _of(session, ConsentRow, case_ids, col(ConsentRow.ended).is_(None)):
        found[row.case_id].rows.append(Row(row.id, row.source, row.recipient, row.category))


async def _of(session: AsyncSession, table: Any, case_ids: Iterable[UUID], *which: Any) -> Sequence[Any]:
    found = await session.exec(select(table).where(col(table.case_id).in_(list(case_ids)), *which))
    return found.all()
