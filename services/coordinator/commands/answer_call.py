"""Somebody who is called to a meeting answers."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.calls import akt_of, answered
from services.coordinator.commands.ports import Akter, Meetings
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


async def answer_call(cmd: AnswerCall, akter: Akter, meetings: Meetings) -> Meeting:
    """Take in a unit's answer; its words leave sealed for the team, with the unit as source."""
    akt = await akt_of(akter, cmd.case_id)
    meeting = await meetings.find(cmd.case_id, cmd.meeting_id)
    if not cmd.covered:
        raise NoLongerCovered
    reply = Reply(cmd.coming, cmd.at)
    meeting.answer(
        cmd.unit,
        reply,
        text=cmd.text,
        journal_reference=cmd.journal_reference,
        about=cmd.about,
    )
    await meetings.save_answers(meeting)
    await answered(akt, meeting.id, cmd.unit, reply, akter)
    return meeting


async def answer_call_for_person(cmd: AnswerCallForPerson, akter: Akter, meetings: Meetings) -> Meeting:
    """Take in the person's answer; what she says to the team is no disclosure."""
    akt = await akt_of(akter, cmd.case_id)
    meeting = await meetings.find(cmd.case_id, cmd.meeting_id)
    reply = Reply(cmd.coming, cmd.at, cmd.text, cmd.how)
    meeting.answer(INDIVID, reply, about=cmd.about)
    await meetings.save_answers(meeting)
    await answered(akt, meeting.id, INDIVID, reply, akter)
    return meeting
