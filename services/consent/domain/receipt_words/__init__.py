"""The words of a receipt, in each language and variant that a samtycke can be signed in."""

from services.consent.domain.receipt_words.easy import EASY
from services.consent.domain.receipt_words.english import ENGLISH
from services.consent.domain.receipt_words.phrases import Phrases
from services.consent.domain.receipt_words.swedish import SWEDISH

__all__ = ["PHRASES", "Phrases", "of"]

PHRASES = {phrases.locale: phrases for phrases in (SWEDISH, EASY, ENGLISH)}
"""Locale → words. Every locale of a text in force is here (tested)."""


def of(locale: str) -> Phrases:
    """Return the words for a text's locale; of a text from before in ordinary Swedish."""
    return PHRASES.get(locale, SWEDISH)
