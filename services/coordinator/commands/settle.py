"""Questions of an akt that are answered by what was done, not in words."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.coordinator.domain import Akt, QuestionKind

ABOUT_DELMAL = frozenset({QuestionKind.AVBOJT_DELMAL, QuestionKind.DELMAL_UTAN_PART})


def settle(
    akt: Akt, kinds: Collection[QuestionKind], about: Collection[UUID], decision: str, at: datetime
) -> bool:
    """Answer the open questions of these kinds about these things (or about none); returns whether there was any."""
    answered = [
        question
        for question in akt.open_questions
        if question.kind in kinds and (question.about is None or question.about in about)
    ]
    for question in answered:
        akt.answer(question.id, decision, at, is_done=True)
    return bool(answered)
