"""The koordinator calls a meeting off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.calls import akt_of, settled
from services.coordinator.commands.ports import Akter, Meetings
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import INDIVID, OF_HERS, Change


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """Why, and what the consent service says of the units now."""

    case_id: UUID
    meeting_id: UUID
    version: int
    change: Change
    cover: Cover
    at: datetime


async def cancel_meeting(cmd: CancelMeeting, akter: Akter, meetings: Meetings, office: Office) -> Meeting:
    """Call it off, and tell those who are still covered, and the person if she may know of it.

    In a case that is handled by hand only the team's time is given back: nobody is told by the system.
    """
    akt = await akt_of(akter, cmd.case_id)
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    if cmd.cover.withheld:
        meeting.free_slot(cmd.at)
    else:
        for unit in cmd.cover.lacks(meeting.units):
            meeting.drop_party(unit, cmd.at)
        knows = _has_spoken(meeting, cmd.change) or await meetings.has_heard(meeting)
        meeting.cancel(cmd.change, contact=office.contact, at=cmd.at, knows=knows)
    await meetings.save(meeting)
    await settled(akt, meeting.id, akter, cmd.at)
    return meeting


def _has_spoken(meeting: Meeting, change: Change) -> bool:
    """Whether the person has said something about the meeting, so that she knows of it."""
    changes = {change.reason, meeting.change and meeting.change.reason}
    answered = any(i.invited == INDIVID and i.reply for i in meeting.invitations)
    return answered or meeting.agreement is not None or not OF_HERS.isdisjoint(changes)
