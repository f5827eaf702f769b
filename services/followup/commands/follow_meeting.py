"""The follow-up is a team meeting: what becomes of that meeting becomes of the follow-up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.followup.commands.ports import FollowUps
from services.followup.domain import FollowUp, Meeting


class MeetingEvent(StrEnum):
    """What happened to a meeting."""

    CALLED = "called"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ADJOURNED = "adjourned"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class FollowMeeting:
    """What happened to a follow-up meeting; `starts_at` is its time, or when it was held."""

    case_id: UUID
    plan_id: UUID | None
    meeting_id: UUID
    event: MeetingEvent
    starts_at: datetime | None


async def follow_meeting(cmd: FollowMeeting, follow_ups: FollowUps) -> None:
    """Move the case's follow-up; a meeting about another plan than its own changes nothing."""
    follow_up = await follow_ups.open_one(cmd.case_id)
    if follow_up is None or cmd.plan_id not in (None, follow_up.plan.id):
        return
    _move(follow_up, cmd)
    await follow_ups.save(follow_up)


def _move(follow_up: FollowUp, cmd: FollowMeeting) -> None:
    match cmd.event:
        case MeetingEvent.CANCELLED | MeetingEvent.ADJOURNED:
            follow_up.lose_meeting(cmd.meeting_id)
        case MeetingEvent.HELD if cmd.starts_at is not None:
            follow_up.hold(cmd.starts_at)
        case MeetingEvent.CALLED if cmd.starts_at is not None:
            follow_up.call(Meeting(cmd.meeting_id, cmd.starts_at))
        case _:
            if cmd.starts_at and follow_up.meeting and follow_up.meeting.id == cmd.meeting_id:
                follow_up.call(Meeting(cmd.meeting_id, cmd.starts_at))
