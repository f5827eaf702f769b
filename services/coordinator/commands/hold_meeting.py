"""The koordinator notes that a meeting was held, who heard it and what it led to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.calls import akt_of, settled
from services.coordinator.commands.ports import Akter, Meetings
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_a_party, must_be_covered
from services.coordinator.domain.meeting_values import Minutes, Names


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """The minutes, whether the person was there, and what the consent service says of those who are told or asked."""

    case_id: UUID
    meeting_id: UUID
    version: int
    minutes: Minutes = field(repr=False)
    person_present: bool
    cover: Cover
    names: Names
    parties: Collection[str]
    """Of the units to which she is sent on, those that are parties on the meeting's day."""
    at: datetime


async def hold_meeting(cmd: HoldMeeting, akter: Akter, meetings: Meetings, office: Office) -> Meeting:
    """Note it, only with the person in the room, and only units that the samtycke covered when it began.

    A case that has ended since is noted too: what was said in the room was disclosed there.
    """
    akt = await akt_of(akter, cmd.case_id)
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    must_be_covered(cmd.cover, ())
    must_be_a_party(cmd.minutes.hanvisning, cmd.parties)
    meeting.hold(
        cmd.minutes,
        cmd.names,
        cmd.cover,
        person_present=cmd.person_present,
        status=akt.status,
        contact=office.contact,
        at=cmd.at,
    )
    await meetings.save(meeting)
    await settled(akt, meeting.id, akter, cmd.at)
    return meeting
