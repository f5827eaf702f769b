"""The koordinator takes a stand on a question."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Which question, and what was decided."""

    case_id: UUID
    version: int
    question_id: UUID
    decision: str = field(repr=False)
    at: datetime


async def answer_question(cmd: AnswerQuestion, akter: Akter) -> Akt:
    """Close the question with the decision."""
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.answer(cmd.question_id, cmd.decision, cmd.at)
    await akter.save(akt)
    return akt
