"""Questions as they are stored: what they are about lies sealed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import Answered, Question, QuestionKind
from services.coordinator.tables import QuestionRow
from shared.sealing import CaseKey

TABLE = "question"


def question_of(key: CaseKey, row: QuestionRow) -> Question:
    """Read a question."""
    kind = key.open(TABLE, "kind", row.id, row.kind).decode() if row.kind else QuestionKind.PART_UTAN_SAMTYCKE
    return Question(QuestionKind(kind), row.party, row.about, row.at, row.id)


async def questions_of(session: AsyncSession, case_id: UUID) -> Sequence[QuestionRow]:
    """List the questions of a case, answered ones too, the oldest first."""
    found = await session.exec(
        select(QuestionRow)
        .where(col(QuestionRow.case_id) == case_id)
        .order_by(col(QuestionRow.at), col(QuestionRow.id))
    )
    return found.all()


def question_row(key: CaseKey, question: Question) -> QuestionRow:
    """Write a new question for storage."""
    return QuestionRow(
        id=question.id,
        case_id=key.case_id,
        party=question.party,
        about=question.about,
        at=question.at,
        kind=key.seal(TABLE, "kind", question.id, question.kind.value.encode()),
        answered_at=None,
        decision=None,
    )


async def keep_answer(session: AsyncSession, key: CaseKey, answered: Answered) -> None:
    """Keep the stand that was taken on a question."""
    said = answered.decision
    sealed = key.seal(TABLE, "decision", answered.question.id, said.encode()) if said else None
    await session.exec(
        update(QuestionRow)
        .where(col(QuestionRow.id) == answered.question.id)
        .values(answered_at=answered.at, decision=sealed)
    )
