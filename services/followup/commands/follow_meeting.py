"""The follow-up is a team meeting: what becomes of that meeting becomes of the follow-up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.followup.commands.ports import FollowUps
from services.followup.domain import FollowUp, Meeting, Status


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
    """Move the follow-up that the meeting is about: the open one, or one that was replaced and is held all the same."""
    known = await follow_ups.of_case(cmd.case_id)
    meant = [each for each in known if cmd.plan_id in (None, each.plan.id)]
    if cmd.event is MeetingEvent.HELD:
        unwritten = [each for each in meant if each.record is None and each.status is not Status.UTGATT]
        found = next(iter(unwritten), None)
    else:
        found = next((each for each in meant if each.is_open), None)
    if found is not None:
        _move(found, cmd)
        await follow_ups.save(found)


def _move(follow_up: FollowUp, cmd: FollowMeeting) -> None:
    match cmd.event:
        case MeetingEvent.CANCELLED:
            follow_up.lose_meeting(cmd.meeting_id)
        case MeetingEvent.ADJOURNED:
            follow_up.adjourn(cmd.meeting_id)
        case MeetingEvent.HELD if cmd.starts_at is not None:
            follow_up.hold(Meeting(cmd.meeting_id, cmd.starts_at))
        case MeetingEvent.CALLED if cmd.starts_at is not None:
            follow_up.call(Meeting(cmd.meeting_id, cmd.starts_at))
        case _:
            if cmd.starts_at and any(each.id == cmd.meeting_id for each in follow_up.calls.meetings):
                follow_up.call(Meeting(cmd.meeting_id, cmd.starts_at))
