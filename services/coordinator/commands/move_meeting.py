"""The koordinator gives a meeting another time or place."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Meetings
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_covered
from services.coordinator.domain.meeting_values import Agreement, Names, Place, Slot


@dataclass(frozen=True, slots=True)
class MoveMeeting:
    """The new time and place, and why; what the consent service says of the units now; what people call them."""

    case_id: UUID
    meeting_id: UUID
    version: int
    slot: Slot
    place: Place
    reason: str = field(repr=False)
    agreement: Agreement | None
    cover: Cover
    names: Names
    at: datetime


async def move_meeting(cmd: MoveMeeting, meetings: Meetings, office: Office) -> Meeting:
    """Move it. A unit that the samtycke covers no more is not told: its invitation falls."""
    meeting = await meetings.get(cmd.case_id, cmd.meeting_id, cmd.version)
    must_be_covered(cmd.cover, ())
    for unit in cmd.cover.lacks(meeting.units):
        meeting.drop_party(unit, cmd.at)
    meeting.move(
        cmd.slot,
        cmd.place,
        cmd.reason,
        cmd.names,
        agreement=cmd.agreement,
        contact=office.contact,
        at=cmd.at,
    )
    await meetings.save(meeting)
    return meeting
