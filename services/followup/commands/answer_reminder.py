"""A reminded party answers."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.followup.commands.ports import FollowUps
from services.followup.domain import AnswerKind, Cover, FollowUp, PartyAnswer


@dataclass(frozen=True, slots=True)
class AnswerReminder:
    """The party's answer, and what the consent service says about the party now."""

    followup_id: UUID
    party: str
    kind: AnswerKind
    text: str | None = field(repr=False)
    journal_reference: str | None = field(repr=False)
    cover: Cover
    at: datetime


async def answer_reminder(cmd: AnswerReminder, follow_ups: FollowUps) -> FollowUp:
    """Take the answer, only from a unit that was reminded and is covered still."""
    follow_up = await follow_ups.get(cmd.followup_id)
    follow_up.answer(PartyAnswer(cmd.party, cmd.kind, cmd.text, cmd.journal_reference, cmd.at), cmd.cover)
    await follow_ups.save(follow_up)
    return follow_up
