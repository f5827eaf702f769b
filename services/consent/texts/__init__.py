"""The samtyckestexter, one file per version. A file in use is never edited: another wording is another file."""

from pathlib import Path

from services.consent.domain.texts import ConsentText, ConsentTexts

_VERSIONS = (("sv-1", "sv"), ("en-1", "en"), ("sv-2", "sv"), ("en-2", "en"))


def load_texts() -> ConsentTexts:
    """Read every version's exact bytes; the last one listed in a language is the current one."""
    folder = Path(__file__).parent
    return ConsentTexts(
        tuple(
            ConsentText(text_id, locale, (folder / f"{text_id}.md").read_bytes())
            for text_id, locale in _VERSIONS
        )
    )
