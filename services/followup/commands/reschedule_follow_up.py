"""The koordinator plans a follow-up for another day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.followup.commands.ports import FollowUps, Rows
from services.followup.domain import Cover, FollowUp, MoveReason, Rescheduling, last_moment


@dataclass(frozen=True, slots=True)
class RescheduleFollowUp:
    """The new day and why, and who is covered now and so is told."""

    followup_id: UUID
    version: int
    planned_for: date
    reason: MoveReason = field(repr=False)
    text: str | None = field(repr=False)
    cover: Cover
    contact: str
    at: datetime


async def reschedule_follow_up(cmd: RescheduleFollowUp, follow_ups: FollowUps, rows: Rows) -> FollowUp:
    """Move the planned day, to one while the samtycke covers the team; the due day stays."""
    follow_up = await follow_ups.get(cmd.followup_id, cmd.version)
    move = Rescheduling(follow_up.days.planned_for, cmd.planned_for, cmd.reason, cmd.text, cmd.at)
    consent_ends = last_moment(await rows.of_case(follow_up.case_id), follow_up.team)
    follow_up.reschedule(move, cmd.cover, cmd.contact, consent_ends=consent_ends)
    await follow_ups.save(follow_up)
    return follow_up
