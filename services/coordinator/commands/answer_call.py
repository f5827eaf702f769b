"""Somebody who is called to a meeting answers."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Meetings
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import INDIVID, Coming, Reply
from services.coordinator.errors import NoLongerCovered


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """A unit's answer, its words and journal reference, and whether the samtycke covers it now."""

    case_id: UUID
    meeting_id: UUID
    unit: str
    coming: Coming
    text: str | None = field(repr=False)
    journal_reference: str | None = field(repr=False)
    about: datetime | None
    """The time that the answer is given to, if it says so."""
    covered: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerCallForPerson:
    """The person's answer: her own, or her word as the koordinator wrote it down, and `how` she said it."""

    case_id: UUID
    meeting_id: UUID
    coming: Coming
    text: str | None = field(repr=False)
    how: str | None = field(repr=False)
    about: datetime | None
    at: datetime


async def answer_call(cmd: AnswerCall, meetings: Meetings) -> Meeting:
    """Take in a unit's answer; its words leave sealed for the team, with the unit as source."""
    meeting = await meetings.find(cmd.case_id, cmd.meeting_id)
    if not cmd.covered:
        raise NoLongerCovered
    meeting.answer(
        cmd.unit,
        Reply(cmd.coming, cmd.at),
        text=cmd.text,
        journal_reference=cmd.journal_reference,
        about=cmd.about,
    )
    await meetings.save_answers(meeting)
    return meeting


async def answer_call_for_person(cmd: AnswerCallForPerson, meetings: Meetings) -> Meeting:
    """Take in the person's answer; what she says to the team is no disclosure."""
    meeting = await meetings.find(cmd.case_id, cmd.meeting_id)
    meeting.answer(INDIVID, Reply(cmd.coming, cmd.at, cmd.text, cmd.how), about=cmd.about)
    await meetings.save_answers(meeting)
    return meeting
