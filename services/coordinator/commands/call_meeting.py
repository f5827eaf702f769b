"""The koordinator calls to a meeting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.domain import Cover, Office
from services.coordinator.domain.coverage import lost
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_rules import (
    must_be_agreed_since,
    must_be_covered,
    must_be_the_only_one,
)
from services.coordinator.domain.meeting_values import Booking, Names
from services.coordinator.errors import PartyNotCovered


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """Time, place and who is called; what the consent service says of the units now; what people call them."""

    case_id: UUID
    version: int
    """Of the akt that the koordinator has read: a meeting called from it makes a new version of it."""
    booking: Booking
    cover: Cover
    names: Names
    at: datetime


async def call_meeting(cmd: CallMeeting, books: Books, office: Office) -> Meeting:
    """Call the units and the person, only while the samtycke covers every unit that is named."""
    akt = await books.akter.get(cmd.case_id, cmd.version)
    must_be_covered(cmd.cover, cmd.booking.invited)
    must_be_agreed_since(cmd.booking.agreement, akt.received_at)
    # Rows may have ended between that answer and this lock; then the invitation would never be seen to fall.
    known = await books.rows.of_case(cmd.case_id)
    gone = [unit for unit in cmd.booking.invited if lost(known, unit, office.team)]
    if gone:
        raise PartyNotCovered(parties=gone)
    plan = await books.plans.current(cmd.case_id)
    meeting = Meeting.call(
        akt,
        cmd.booking,
        cmd.names,
        plan_in_force=plan.plan_id if plan else None,
        contact=office.contact,
        at=cmd.at,
    )
    must_be_the_only_one(cmd.booking, await books.meetings.of_case(cmd.case_id), cmd.at)
    await books.meetings.add(meeting)
    await books.akter.save(akt)
    return meeting
