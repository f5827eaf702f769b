"""Opens follow-ups with the keys of their cases, and writes them as they are read."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.domain import AnswerKind, Calendar, EndedBy, FollowUp, Meeting, Status, overdue_days
from services.followup.domain.next_step import next_step
from services.followup.domain.person_words import for_the_person
from services.followup.domain.values import AHEAD, MoveReason
from services.followup.domain.words import ANSWERS, MOVE_REASONS
from services.followup.repository import opened, plan_from_json, record_from_json, record_to_json
from services.followup.tables import AnswerRow, FollowUpRow, NoticeRow, ReschedulingRow
from shared.clock import Clock
from shared.days import local_day, utc
from shared.sealing import CaseKey, CaseKeys

Json = dict[str, Any]
HELD_OPEN = "halls_oppet"
"""What a planned follow-up is called that waits for care: about the person, so it is no status in the table."""


@dataclass(frozen=True, slots=True)
class _Around:
    answers: Mapping[UUID, Sequence[AnswerRow]]
    moves: Mapping[UUID, Sequence[ReschedulingRow]]
    notices: Mapping[UUID, Sequence[NoticeRow]]


@dataclass(frozen=True, slots=True)
class FollowUpReader:
    """Writes follow-ups for the koordinator and for the person. Erased cases are left out."""

    keys: CaseKeys
    clock: Clock

    async def written(self, session: AsyncSession, rows: Sequence[FollowUpRow], *, whole: bool) -> list[Json]:
        """Write follow-ups for the koordinator; `whole` with plan and record."""
        keys = await self.keys.open_many(list({row.case_id for row in rows}))
        around = await _around(session, [row.id for row in rows])
        today = local_day(self.clock.now())
        return [
            self._written(keys.get(row.case_id), row, around, today, whole=whole)
            for row in rows
            if row.case_id in keys or row.content is None
        ]

    async def of_person(
        self, session: AsyncSession, case_ids: Collection[UUID], contact: Mapping[str, str]
    ) -> list[Json]:
        """Write the follow-ups of a person's cases as she reads them, the latest first."""
        found = await session.exec(
            select(FollowUpRow)
            .where(col(FollowUpRow.case_id).in_(list(case_ids)))
            .order_by(col(FollowUpRow.id).desc())
        )
        rows = found.all()
        keys = await self.keys.open_many(list({row.case_id for row in rows}))
        return [
            {
                "id": str(row.id),
                "case_id": str(row.case_id),
                "senast": row.due.isoformat(),
                "planerad": row.planned_for.isoformat(),
                "mote": utc(row.meeting_at) if row.meeting_at and row.status in AHEAD else None,
                **for_the_person(_follow_up(keys.get(row.case_id), row), contact.get(row.team, row.team)),
            }
            for row in rows
            if row.case_id in keys or row.content is None
        ]

    def _written(
        self, key: CaseKey | None, row: FollowUpRow, around: _Around, today: date, *, whole: bool
    ) -> Json:
        follow_up = _follow_up(key, row)
        moves = [_move(key, move) for move in around.moves.get(row.id, ())]
        step = next_step(follow_up)
        said: Json = {
            "id": str(row.id),
            "case_id": str(row.case_id),
            "plan_id": str(row.plan_id),
            "plan_number": follow_up.plan.number,
            "state": _state(follow_up),
            "due": row.due.isoformat(),
            "planned_for": row.planned_for.isoformat(),
            "overdue_days": _overdue(follow_up, today),
            "moved": len(moves),
            "reschedulings": moves,
            "meeting": {"id": str(row.meeting_id), "starts_at": utc(row.meeting_at)}
            if row.meeting_id and row.meeting_at
            else None,
            "held_at": utc(row.held_at) if row.held_at else None,
            "answers": [_answer(key, each) for each in around.answers.get(row.id, ())],
            "notices": [_notice(each) for each in around.notices.get(row.id, ())],
            "next": {"what": step.what, "who": step.who, "by": step.by.isoformat()} if step else None,
            "version": row.version,
        }
        if whole:
            said |= {
                "plan": row.plan,
                "ended_by": row.ended_by,
                "recorded_at": utc(row.recorded_at) if row.recorded_at else None,
                "record": record_to_json(follow_up.record) if follow_up.record else None,
            }
        return said


def _follow_up(key: CaseKey | None, row: FollowUpRow) -> FollowUp:
    """Read what a reader needs; what only commands need is left out."""
    content = opened(key, row)
    return FollowUp(
        id=row.id,
        case_id=row.case_id,
        team=row.team,
        sender=row.sender,
        plan=plan_from_json(row.plan_id, row.plan),
        days=Calendar(row.opened_on, row.due, row.planned_for),
        status=Status(row.status),
        held_open=content["held_open"],
        meeting=Meeting(row.meeting_id, row.meeting_at) if row.meeting_id and row.meeting_at else None,
        held_at=row.held_at,
        plan_by=row.plan_by,
        ended_by=EndedBy(row.ended_by) if row.ended_by else None,
        record=record_from_json(content["record"]) if content["record"] else None,
        recorded_at=row.recorded_at,
        version=row.version,
    )


def _state(follow_up: FollowUp) -> str:
    kept = follow_up.held_open and follow_up.status is Status.PLANERAD
    return HELD_OPEN if kept else follow_up.status.value


def _overdue(follow_up: FollowUp, today: date) -> int:
    held_on = local_day(follow_up.held_at) if follow_up.held_at else None
    if held_on is None and not follow_up.is_open:
        return 0
    return overdue_days(follow_up.days.due, today, held_on)


async def _around(session: AsyncSession, followup_ids: Sequence[UUID]) -> _Around:
    answers = await session.exec(
        select(AnswerRow).where(col(AnswerRow.followup_id).in_(followup_ids)).order_by(col(AnswerRow.id))
    )
    moves = await session.exec(
        select(ReschedulingRow)
        .where(col(ReschedulingRow.followup_id).in_(followup_ids))
        .order_by(col(ReschedulingRow.id))
    )
    notices = await session.exec(
        select(NoticeRow).where(col(NoticeRow.followup_id).in_(followup_ids)).order_by(col(NoticeRow.number))
    )
    return _Around(_grouped(answers.all()), _grouped(moves.all()), _grouped(notices.all()))


def _grouped(rows: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.followup_id].append(row)
    return found


def _answer(key: CaseKey | None, row: AnswerRow) -> Json:
    assert key is not None, "a case with answers has a key"
    kind = AnswerKind(key.open_json("answer", "content", row.id, row.content)["answer"])
    return {"party": row.party, "at": utc(row.at), "answer": kind.value, "text": ANSWERS[kind]}


def _move(key: CaseKey | None, row: ReschedulingRow) -> Json:
    assert key is not None, "a case with moves has a key"
    content = key.open_json("rescheduling", "content", row.id, row.content)
    reason = MoveReason(content["reason"])
    return {
        "at": utc(row.at),
        "from": row.from_day.isoformat(),
        "to": row.to_day.isoformat(),
        "reason_code": reason.value,
        "reason": MOVE_REASONS[reason],
        "text": content["text"],
    }


def _notice(row: NoticeRow) -> Json:
    return {"kind": row.kind, "at": utc(row.at), "parties": row.parties}
