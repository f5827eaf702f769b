"""How a question is put to the koordinator, with the party and the categories that it is about."""

from collections.abc import Collection

from services.coordinator.domain.meeting_words import listed
from services.coordinator.domain.questions import WORDS, QuestionKind
from services.coordinator.domain.words import CATEGORIES


def question_text(kind: QuestionKind, party: str | None, categories: Collection[str]) -> str:
    """Write it; no party: the person. `categories`: those that the samtycke no longer covers between party and team."""
    if kind is QuestionKind.AVBOJT_DELMAL and party is None:
        return "Personen har sagt nej till sitt delmål. Vem tar över det, eller ska det utgå?"
    if kind is not QuestionKind.PART_UTAN_KATEGORI or party is None or not categories:
        return WORDS[kind]
    named = listed([CATEGORIES.get(category, category) for category in sorted(categories)])
    return (
        f"Samtycket omfattar inte längre alla uppgifter för {party}. Det som har upphört: {named}. "
        "Vad ändras i planen och på mötena?"
    )
