"""The koordinator calls a meeting off."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Meetings
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.meeting import Meeting


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """Why, and what the consent service says of the units now."""

    case_id: UUID
    meeting_id: UUID
    version: int
    reason: str = field(repr=False)
    cover: Cover
    at: datetime


async def cancel_meeting(cmd: CancelMeeting, meetings: Meetings, office: Office) -> Meeting:
    """Call it off, and tell those who are still covered, and the person.

    In a case that is handled by hand only the team's time is given back: nobody is told by the system.
    """
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    if cmd.cover.withheld:
        meeting.free_slot()
    else:
        for unit in cmd.cover.lacks(meeting.units):
            meeting.drop_party(unit, cmd.at)
        meeting.cancel(cmd.reason, contact=office.contact, at=cmd.at)
    await meetings.save(meeting)
    return meeting
