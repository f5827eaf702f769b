"""The koordinator registers a sender's answer by letter to a komplettering, the day it came in (OSL 5:1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers, Senders
from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt
from services.coordinator.domain.paper import LetterLine, Paper, must_be_registered_in_time
from services.coordinator.domain.values import OPEN
from services.coordinator.errors.papers import AnswerRegistered, NothingAsked


@dataclass(frozen=True, slots=True)
class RegisterLetter:
    """The letter: when it came, what it answers in which category, and the fields of the form that it changes, if any.

    `note_read`: what the person excludes in words has been read. Who registers it is noted with the sender.
    """

    case_id: UUID
    version: int
    received_on: date
    late_reason: str | None = field(repr=False)
    answer: Mapping[str, str] = field(repr=False)
    changes: Mapping[str, Any] | None = field(repr=False)
    note_read: bool
    subject: str
    function: str | None
    at: datetime


def what_it_answers(cmd: RegisterLetter, akt: Akt, paper: Paper, asked: UUID | None) -> UUID:
    """Return the komplettering that the letter answers: the one asked for last.

    Raises AnswersInTheSystem, NothingAsked, AnswerRegistered, WrongStatus, and what the day it came in can be.
    """
    akt.must_be(*OPEN)
    paper.must_answer_by_letter()
    must_be_registered_in_time(cmd.received_on, cmd.at, cmd.late_reason)
    if asked is None:
        raise NothingAsked
    if paper.is_answered(asked):
        raise AnswerRegistered
    return asked


async def pass_on(cmd: RegisterLetter, akt: Akt, asked: UUID, senders: Senders) -> None:
    """Have the sender's service send it to the team, before the transaction: it asks whether the samtycke covers it.

    Once per request: tried again after a word that was lost, it finds what is there.
    Raises PaperAnswerRefused, AnswerRegistered, ReferralUnreachable.
    """
    said: dict[str, Any] = {
        "case_id": str(cmd.case_id),
        "sender": akt.sender,
        "team": akt.team,
        "registered_by": {"subject": cmd.subject, "function": cmd.function},
        "exclusion_note_acknowledged": cmd.note_read,
        "answer": dict(cmd.answer),
    }
    if cmd.changes is not None:
        said["changes"] = dict(cmd.changes)
    await senders.answer_by_letter(asked, said)


async def register_letter(cmd: RegisterLetter, asked: UUID, akter: Akter, papers: Papers) -> Akt:
    """Keep its line. The akt moves on when the sender's document arrives, which may have happened already."""
    akt = await akter.find(cmd.case_id)
    assert akt is not None, "it was read just now, and akter are never deleted"
    paper = await papers.get(cmd.case_id)
    if not paper.is_answered(asked):
        line = LetterLine(asked, cmd.received_on, cmd.at, cmd.late_reason)
        paper.letters = (*paper.letters, line)
        await papers.save(paper)
        await akter.save(akt)
    return akt
