"""The koordinator calls to a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Meetings, Rows
from services.coordinator.domain import BASIC, Cover, Office, Row, has_ended
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_covered
from services.coordinator.domain.meeting_values import Booking, Names
from services.coordinator.errors import PartyNotCovered, UnknownAkt


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """Time, place and who is called; what the consent service says of the units now; what people call them."""

    case_id: UUID
    booking: Booking
    cover: Cover
    names: Names
    at: datetime


async def call_meeting(
    cmd: CallMeeting, akter: Akter, meetings: Meetings, rows: Rows, office: Office
) -> Meeting:
    """Call the units and the person, only while the samtycke covers every unit that is named."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    must_be_covered(cmd.cover, cmd.booking.invited)
    # Rows may have ended between that answer and this lock; then the invitation would never be seen to fall.
    known = await rows.of_case(cmd.case_id)
    lost = [unit for unit in cmd.booking.invited if _has_lost(known, unit, office.team)]
    if lost:
        raise PartyNotCovered(parties=lost)
    meeting = Meeting.call(akt, cmd.booking, cmd.names, contact=office.contact, at=cmd.at)
    await meetings.add(meeting)
    return meeting


def _has_lost(known: Sequence[Row], unit: str, team: str) -> bool:
    pairs = ((unit, team), (team, unit))
    return any(has_ended(known, *pair, category) for pair in pairs for category in BASIC)
