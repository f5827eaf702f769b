"""The koordinator calls to a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.calls import akt_of
from services.coordinator.domain import BASIC, Cover, Office, Row, has_ended
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import must_be_covered
from services.coordinator.domain.meeting_values import Booking, Names
from services.coordinator.errors import PartyNotCovered


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """Time, place and who is called; what the consent service says of the units now; what people call them."""

    case_id: UUID
    booking: Booking
    cover: Cover
    names: Names
    at: datetime


async def call_meeting(cmd: CallMeeting, books: Books, office: Office) -> Meeting:
    """Call the units and the person, only while the samtycke covers every unit that is named."""
    akt = await akt_of(books.akter, cmd.case_id)
    must_be_covered(cmd.cover, cmd.booking.invited)
    # Rows may have ended between that answer and this lock; then the invitation would never be seen to fall.
    known = await books.rows.of_case(cmd.case_id)
    lost = [unit for unit in cmd.booking.invited if _has_lost(known, unit, office.team)]
    if lost:
        raise PartyNotCovered(parties=lost)
    plan = await books.plans.current(cmd.case_id)
    meeting = Meeting.call(
        akt,
        cmd.booking,
        cmd.names,
        plan_in_force=plan.plan_id if plan else None,
        contact=office.contact,
        at=cmd.at,
    )
    await books.meetings.add(meeting)
    return meeting


def _has_lost(known: Sequence[Row], unit: str, team: str) -> bool:
    pairs = ((unit, team), (team, unit))
    return any(has_ended(known, *pair, category) for pair in pairs for category in BASIC)
