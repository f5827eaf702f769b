"""The koordinator gives a meeting another time or place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.calls import akt_of, settled
from services.coordinator.commands.ports import Akter, Meetings
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_agreed_since, must_be_covered
from services.coordinator.domain.meeting_values import Agreement, Change, Names, Place, Slot


@dataclass(frozen=True, slots=True)
class MoveMeeting:
    """The new time and place, and why; what the consent service says of the units now; what people call them."""

    case_id: UUID
    meeting_id: UUID
    version: int
    slot: Slot
    place: Place
    change: Change
    agreement: Agreement | None
    cover: Cover
    names: Names
    at: datetime


async def move_meeting(cmd: MoveMeeting, akter: Akter, meetings: Meetings, office: Office) -> Meeting:
    """Move it. A unit that the samtycke covers no more is not told: its invitation falls."""
    akt = await akt_of(akter, cmd.case_id)
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    must_be_covered(cmd.cover, ())
    must_be_agreed_since(cmd.agreement, akt.received_at)
    for unit in cmd.cover.lacks(meeting.units):
        meeting.drop_party(unit, cmd.at)
    meeting.move(
        cmd.slot,
        cmd.place,
        cmd.change,
        cmd.names,
        agreement=cmd.agreement,
        contact=office.contact,
        at=cmd.at,
    )
    await meetings.save(meeting)
    await settled(akt, meeting.id, akter, cmd.at)
    return meeting
