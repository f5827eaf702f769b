"""After a meeting without a plan the sender says whether the need remains."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Meetings
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import Need
from services.coordinator.errors import NoLongerCovered


@dataclass(frozen=True, slots=True)
class SayNeed:
    """Yes or no and why, the sender's journal reference, and whether the samtycke covers it now."""

    case_id: UUID
    meeting_id: UUID
    remains: bool = field(repr=False)
    reason: str = field(repr=False)
    journal_reference: str | None = field(repr=False)
    covered: bool
    at: datetime


async def say_need(cmd: SayNeed, meetings: Meetings) -> Meeting:
    """Take in the answer; the reason leaves sealed for the team, with the sender as source."""
    meeting = await meetings.find(cmd.case_id, cmd.meeting_id)
    if not cmd.covered:
        raise NoLongerCovered
    meeting.say_need(Need(cmd.remains, cmd.at), cmd.reason, cmd.journal_reference)
    await meetings.save_answers(meeting)
    return meeting
