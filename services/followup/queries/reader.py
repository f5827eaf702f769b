"""Opens follow-ups with the keys of their cases, and writes them as they are read."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.domain import AnswerKind, FollowUp, Status, overdue_days
from services.followup.domain.next_step import next_step
from services.followup.domain.person_words import for_the_letter, for_the_person
from services.followup.domain.values import AHEAD, MoveReason
from services.followup.domain.words import ANSWERS, MOVE_REASONS
from services.followup.repository import follow_up_from, record_to_json
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
        now = self.clock.now()
        return [
            self._written(keys.get(row.case_id), row, around, now, whole=whole)
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
            self._hers(follow_up_from(row, keys.get(row.case_id)), contact.get(row.team, row.team))
            for row in rows
            if row.case_id in keys or row.content is None
        ]

    async def told_by_letter(
        self, session: AsyncSession, followup_id: UUID
    ) -> tuple[UUID, Json] | tuple[None, None]:
        """Write one result for the person's letter, with its case; nothing when it is not recorded, or erased."""
        found = await session.exec(select(FollowUpRow).where(col(FollowUpRow.id) == followup_id))
        row = found.one_or_none()
        if row is None or row.recorded_at is None:
            return None, None
        keys = await self.keys.open_many([row.case_id])
        if row.case_id not in keys:
            return None, None
        return row.case_id, for_the_letter(follow_up_from(row, keys[row.case_id]))

    def _hers(self, follow_up: FollowUp, contact: str) -> Json:
        meeting = follow_up.meeting if follow_up.status in AHEAD else None
        return {
            "id": str(follow_up.id),
            "case_id": str(follow_up.case_id),
            "senast": follow_up.days.due.isoformat(),
            "planerad": follow_up.days.planned_for.isoformat(),
            "mote": utc(meeting.starts_at) if meeting else None,
            **for_the_person(follow_up, contact, local_day(self.clock.now())),
        }

    def _written(
        self, key: CaseKey | None, row: FollowUpRow, around: _Around, now: datetime, *, whole: bool
    ) -> Json:
        follow_up = follow_up_from(row, key)
        moves = [_move(key, move) for move in around.moves.get(row.id, ())]
        step, meeting = next_step(follow_up, now), follow_up.meeting
        said: Json = {
            "id": str(row.id),
            "case_id": str(row.case_id),
            "plan_id": str(row.plan_id),
            "plan_number": follow_up.plan.number,
            "state": _state(follow_up),
            "due": row.due.isoformat(),
            "planned_for": row.planned_for.isoformat(),
            "overdue_days": _overdue(follow_up, local_day(now)),
            "moved": len(moves),
            "reschedulings": moves,
            "meeting": meeting and {"id": str(meeting.id), "starts_at": utc(meeting.starts_at)},
            "held_at": utc(row.held_at) if row.held_at else None,
            "answers": [_answer(key, each) for each in around.answers.get(row.id, ())],
            "notices": [written_notice(each) for each in around.notices.get(row.id, ())],
            "next": step
            and {"step": step.step.value, "what": step.what, "who": step.who, "by": step.by.isoformat()},
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


def written_notice(row: NoticeRow) -> Json:
    """Write something that the clock has told."""
    return {"kind": row.kind, "at": utc(row.at), "parties": row.parties}
