"""The samtyckestexter, one file per version. A file in use is never edited: another wording is another file."""

from datetime import date
from pathlib import Path

from services.consent.domain.texts import ConsentText, ConsentTexts

_FIRST, _SECOND = date(2025, 1, 1), date(2026, 1, 1)
_VERSIONS = (
    ("sv-1", "sv", _FIRST, _SECOND),
    ("en-1", "en", _FIRST, _SECOND),
    ("sv-2", "sv", _SECOND, None),
    ("en-2", "en", _SECOND, None),
    ("sv-lattlast-2", "sv-lattlast", _SECOND, None),
)
"""Id, locale, the first day it can be signed, and the first day when another has taken its place."""


def load_texts() -> ConsentTexts:
    """Read every version's exact bytes; the last one listed in a locale is the current one."""
    folder = Path(__file__).parent
    return ConsentTexts(
        tuple(
            ConsentText(text_id, locale, (folder / f"{text_id}.md").read_bytes(), since, replaced)
            for text_id, locale, since, replaced in _VERSIONS
        )
    )
