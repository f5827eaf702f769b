"""Rows ↔ follow-up. Saving one stages what it publishes, in the same transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.domain import (
    Calendar,
    Calls,
    EndedBy,
    FollowUp,
    NoticeKind,
    Status,
)
from services.followup.domain.due import REMINDERS
from services.followup.errors import StaleFollowUp, UnknownFollowUp
from services.followup.repository.happenings import answer_row, move_row, notice_row
from services.followup.repository.stored import (
    meetings_from_json,
    meetings_to_json,
    plan_from_json,
    plan_to_json,
    record_from_json,
    record_to_json,
)
from services.followup.tables import FollowUpRow, NoticeRow
from shared.holding import hold
from shared.outbox import Outbox
from shared.sealing import CaseKey, CaseKeys

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""The clock looks at what has changed at its next look."""


class FollowUpRepository:
    """Follow-ups within one transaction. What is loaded stays held, with its whole case, until that ends."""

    def __init__(self, session: AsyncSession, keys: CaseKeys, outbox: Outbox) -> None:
        self._session = session
        self._keys = keys
        self._outbox = outbox

    async def of_case(self, case_id: UUID) -> Sequence[FollowUp]:
        """Hold the case and load its follow-ups, the latest first."""
        await hold(self._session, f"follow_up:{case_id}")
        found = await self._session.exec(
            select(FollowUpRow)
            .where(col(FollowUpRow.case_id) == case_id)
            .order_by(col(FollowUpRow.id).desc())
            .execution_options(populate_existing=True)
        )
        return [await self._to_follow_up(row) for row in found.all()]

    async def open_one(self, case_id: UUID) -> FollowUp | None:
        """Hold the case and load the follow-up about which somebody has something to do."""
        return next((each for each in await self.of_case(case_id) if each.is_open), None)

    async def find(self, followup_id: UUID) -> FollowUp | None:
        """Hold its case and load a follow-up."""
        case_id = (
            await self._session.exec(select(FollowUpRow.case_id).where(col(FollowUpRow.id) == followup_id))
        ).one_or_none()
        if case_id is None:
            return None
        return next((each for each in await self.of_case(case_id) if each.id == followup_id), None)

    async def get(self, followup_id: UUID, version: int | None = None) -> FollowUp:
        """Load the follow-up that the caller has read."""
        found = await self.find(followup_id)
        if found is None:
            raise UnknownFollowUp
        if version is not None and found.version != version:
            raise StaleFollowUp
        return found

    async def add(self, follow_up: FollowUp) -> None:
        """Keep a new follow-up; from now on its version is 1."""
        follow_up.version = 1
        values = await self._values(follow_up)
        self._session.add(
            FollowUpRow(
                id=follow_up.id,
                case_id=follow_up.case_id,
                team=follow_up.team,
                sender=follow_up.sender,
                plan_id=follow_up.plan.id,
                opened_on=follow_up.days.opened_on,
                due=follow_up.days.due,
                version=1,
                look_at=AT_ONCE,
                **values,
            )
        )
        await self._session.flush()
        await self._keep_new(follow_up)

    async def save(self, follow_up: FollowUp) -> None:
        """Keep what changed; raises StaleFollowUp when another transaction was first."""
        values = await self._values(follow_up)
        moved = await self._session.exec(
            update(FollowUpRow)
            .where(col(FollowUpRow.id) == follow_up.id, col(FollowUpRow.version) == follow_up.version)
            .values(**values, version=follow_up.version + 1, look_at=AT_ONCE)
        )
        if moved.rowcount != 1:
            raise StaleFollowUp
        follow_up.version += 1
        await self._keep_new(follow_up)

    async def look_again(self, followup_id: UUID, at: datetime | None) -> None:
        """Say when the clock next has something to do about a follow-up; None is never."""
        await self._session.exec(
            update(FollowUpRow).where(col(FollowUpRow.id) == followup_id).values(look_at=at)
        )

    async def look_again_at_case(self, case_id: UUID) -> None:
        """Have the clock look at a case's follow-ups once more: what they rest on has changed."""
        await self._session.exec(
            update(FollowUpRow).where(col(FollowUpRow.case_id) == case_id).values(look_at=AT_ONCE)
        )

    async def _values(self, follow_up: FollowUp) -> dict[str, Any]:
        return {
            "plan": plan_to_json(follow_up.plan),
            "planned_for": follow_up.days.planned_for,
            "status": follow_up.status.value,
            "meetings": meetings_to_json(follow_up.calls.meetings),
            "adjourned_on": follow_up.calls.adjourned_on,
            "held_at": follow_up.held_at,
            "recorded_at": follow_up.recorded_at,
            "plan_by": follow_up.plan_by,
            "ended_by": follow_up.ended_by.value if follow_up.ended_by else None,
            "content": await self._content(follow_up),
        }

    async def _content(self, follow_up: FollowUp) -> bytes | None:
        if not follow_up.held_open and follow_up.record is None:
            return None
        key = await self._keys.ensure(follow_up.case_id)
        content = {
            "held_open": follow_up.held_open,
            "record": record_to_json(follow_up.record) if follow_up.record else None,
        }
        return key.seal_json("follow_up", "content", follow_up.id, content)

    async def _keep_new(self, follow_up: FollowUp) -> None:
        self._session.add_all(notice_row(follow_up, notice) for notice in follow_up.new_notices)
        if follow_up.new_answers or follow_up.new_moves:
            key = await self._keys.ensure(follow_up.case_id)
            self._session.add_all(answer_row(key, follow_up, each) for each in follow_up.new_answers)
            self._session.add_all(move_row(key, follow_up, each) for each in follow_up.new_moves)
        follow_up.new_notices, follow_up.new_answers, follow_up.new_moves = [], [], []
        await self._session.flush()
        for publication in follow_up.take_publications():
            await self._outbox.stage(self._session, publication.fact, publication.sections)

    async def _to_follow_up(self, row: FollowUpRow) -> FollowUp:
        notices = await self._session.exec(select(NoticeRow).where(col(NoticeRow.followup_id) == row.id))
        key = await self._keys.open_key(row.case_id) if row.content is not None else None
        return follow_up_from(row, key, notices.all())


def follow_up_from(row: FollowUpRow, key: CaseKey | None, notices: Sequence[NoticeRow] = ()) -> FollowUp:
    """Read a follow-up; only who changes it needs what was noticed. Without a key it has nothing that is sealed."""
    content = _opened(key, row)
    return FollowUp(
        id=row.id,
        case_id=row.case_id,
        team=row.team,
        sender=row.sender,
        plan=plan_from_json(row.plan_id, row.plan),
        days=Calendar(row.opened_on, row.due, row.planned_for),
        status=Status(row.status),
        held_open=content["held_open"],
        calls=Calls(meetings_from_json(row.meetings), row.adjourned_on),
        held_at=row.held_at,
        plan_by=row.plan_by,
        ended_by=EndedBy(row.ended_by) if row.ended_by else None,
        record=record_from_json(content["record"]) if content["record"] else None,
        recorded_at=row.recorded_at,
        version=row.version,
        noticed=frozenset((NoticeKind(each.kind), each.key) for each in notices),
        reminded=frozenset(party for each in notices if each.kind in REMINDERS for party in each.parties),
    )


def _opened(key: CaseKey | None, row: FollowUpRow) -> dict[str, Any]:
    if key is None or row.content is None:
        return {"held_open": False, "record": None}
    return key.open_json("follow_up", "content", row.id, row.content)
