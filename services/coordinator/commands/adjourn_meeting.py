"""The koordinator notes that a meeting dealt with nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.calls import akt_of, settled
from services.coordinator.commands.ports import Akter, Meetings
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_covered
from services.coordinator.domain.meeting_values import Adjournment


@dataclass(frozen=True, slots=True)
class AdjournMeeting:
    """Why, in a code and in words, and what the consent service says of the units now."""

    case_id: UUID
    meeting_id: UUID
    version: int
    adjournment: Adjournment
    cover: Cover
    at: datetime


async def adjourn_meeting(cmd: AdjournMeeting, akter: Akter, meetings: Meetings, office: Office) -> Meeting:
    """Note it, and tell those who are still covered, and the person, that a new time comes: unless the case is over."""
    akt = await akt_of(akter, cmd.case_id)
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    must_be_covered(cmd.cover, ())
    for unit in cmd.cover.lacks(meeting.units):
        meeting.drop_party(unit, cmd.at)
    meeting.adjourn(cmd.adjournment, status=akt.status, contact=office.contact, at=cmd.at)
    await meetings.save(meeting)
    await settled(akt, meeting.id, akter, cmd.at)
    return meeting
