"""The koordinator notes that a meeting was held, who heard it and what it led to."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Meetings
from services.coordinator.domain import TAKEN_UP, Cover
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_covered
from services.coordinator.domain.meeting_values import Minutes, Names
from services.coordinator.errors import UnknownAkt, WrongStatus


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """The minutes, whether the person was there, and what the consent service says of the units present."""

    case_id: UUID
    meeting_id: UUID
    version: int
    minutes: Minutes = field(repr=False)
    person_present: bool
    cover: Cover
    names: Names
    at: datetime


async def hold_meeting(cmd: HoldMeeting, akter: Akter, meetings: Meetings) -> Meeting:
    """Note it, only with the person in the room, and only units that the samtycke covers at this moment."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    must_be_covered(cmd.cover, ())
    if akt.status not in TAKEN_UP:
        raise WrongStatus(akt_status=akt.status.value)
    meeting.hold(cmd.minutes, cmd.names, cmd.cover, person_present=cmd.person_present, at=cmd.at)
    await meetings.save(meeting)
    return meeting
