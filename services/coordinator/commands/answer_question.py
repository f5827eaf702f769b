"""The koordinator takes a stand on a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.settle import ABOUT_DELMAL
from services.coordinator.domain import Akt
from services.coordinator.domain.plan_words import letter


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Which question, and what was decided; the names and the contact are for the person's letter."""

    case_id: UUID
    version: int
    question_id: UUID
    decision: str = field(repr=False)
    names: Mapping[str, str]
    contact: str
    at: datetime


async def answer_question(cmd: AnswerQuestion, books: Books) -> Akt:
    """Close the question with the decision. A declined delmål that nobody takes over is thereby out of the plan."""
    akt = await books.akter.get(cmd.case_id, cmd.version)
    question = akt.answer(cmd.question_id, cmd.decision, cmd.at)
    if question.kind in ABOUT_DELMAL and question.about is not None:
        await _let_lapse(question.about, cmd, books)
    await books.akter.save(akt)
    return akt


async def _let_lapse(delmal_id: UUID, cmd: AnswerQuestion, books: Books) -> None:
    plan = await books.plans.current(cmd.case_id)
    if plan is not None and plan.let_lapse(delmal_id, cmd.at):
        await books.plans.save(plan)
        await books.letters.keep(letter(plan, cmd.names, cmd.contact, cmd.at, changed=True))
