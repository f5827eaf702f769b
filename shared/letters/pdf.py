"""A letter as PDF/UA-1, set by typst inside the process. The template is ours; what people wrote is data to it."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import typst

from shared.letters.sheet import Sheet

TEMPLATE = Path(__file__).parent / "template"
"""The only folder that typst may read; it holds the template alone."""
STANDARD = "ua-1"
MISSING_SIGN = "[tecken]"
"""Stands in the PDF for signs that no font of ours has, as a word that can be read aloud; the plain text has them."""
LONG_WORD, WORD_STEP = 60, 20
LONG_IN_CELL, CELL_STEP = 24, 8
NARROW = frozenset({"table", "facts"})
HYPHENATED = 32
"""Words up to this length are left to Swedish hyphenation."""
BREAK_HERE = "\u200b"
_CERTAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\xff–—‘’“”•…\n]*")
"""Signs that every font of ours has."""


class PdfFailed(RuntimeError):
    """The template could not be set: our fault. The text says nothing of the letter."""


async def render_pdf(sheet: Sheet) -> bytes:
    """Set a letter, outside the event loop. The same sheet always gives the same bytes."""
    return await asyncio.to_thread(_render, sheet)


def _render(sheet: Sheet) -> bytes:
    noon = int(datetime.combine(sheet.day, time(12), UTC).timestamp())
    data = sheet.as_json()
    for change in (_shown, _certain):
        try:
            return set_pdf(source("letter.typ"), _printable(data, change), noon)
        except typst.TypstError:
            continue
    raise PdfFailed("the letter's template could not be set")


def set_pdf(template: bytes, data: Any, timestamp: int) -> bytes:
    """Run typst with nothing but the template's folder and our fonts."""
    compiler = typst.Compiler(
        template,
        root=TEMPLATE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(data)},
        package_path=TEMPLATE,
        package_cache_path=TEMPLATE,
    )
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=timestamp)
    if not isinstance(made, bytes):
        raise PdfFailed("typst made no document")
    return made


@cache
def source(name: str) -> bytes:
    """Read a file of the template's folder."""
    return (TEMPLATE / name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _printable(data: Any, shown: Callable[[str], str]) -> Any:
    """Let every sign be one that can be set, and every word one that fits its line."""

    def in_a_line(text: str) -> str:
        return _fitting(shown(text), LONG_WORD, WORD_STEP)

    def in_a_cell(text: str) -> str:
        return _fitting(shown(text), LONG_IN_CELL, CELL_STEP)

    blocks = [_mapped(block, in_a_cell if block["type"] in NARROW else in_a_line) for block in data["blocks"]]
    return _mapped({**data, "blocks": []}, in_a_line) | {"blocks": blocks}


def _mapped(data: Any, change: Callable[[str], str]) -> Any:
    match data:
        case str():
            return change(data)
        case dict():
            return {key: value if key == "type" else _mapped(value, change) for key, value in data.items()}
        case list() | tuple():
            return [_mapped(value, change) for value in data]
        case _:
            return data


def _shown(text: str) -> str:
    if _CERTAIN.fullmatch(text):
        return text
    return _marked_once(_settable(sign) for sign in _signs(unicodedata.normalize("NFC", text)))


def _certain(text: str) -> str:
    """Keep only what is sure to be set: for signs that can be set one by one, and not together."""
    return _marked_once(sign if _CERTAIN.fullmatch(sign) else MISSING_SIGN for sign in text)


def _marked_once(signs: Iterable[str]) -> str:
    return "".join(MISSING_SIGN if same == MISSING_SIGN else "".join(run) for same, run in groupby(signs))


def _signs(text: str) -> list[str]:
    """Return each sign with the accents that stand on it."""
    found: list[str] = []
    for sign in text:
        if found and unicodedata.category(sign).startswith("M"):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _settable(sign: str) -> str:
    if _CERTAIN.fullmatch(sign) or _has_glyph(sign):
        return sign
    return sign[0] if _CERTAIN.fullmatch(sign[0]) or _has_glyph(sign[0]) else MISSING_SIGN


@lru_cache(maxsize=4096)
def _has_glyph(sign: str) -> bool:
    """Ask typst itself; the answer never changes, and is about a sign, not about a letter."""
    if any(unicodedata.category(part) in {"Cn", "Co"} for part in sign):
        return False
    try:
        set_pdf(source("sign.typ"), sign, 0)
    except typst.TypstError:
        return False
    return True


def _fitting(text: str, longest: int, step: int) -> str:
    if len(text) <= longest:
        return text
    return "".join(_broken(word, longest, step) for word in re.split(r"(\s+)", text))


def _broken(word: str, longest: int, step: int) -> str:
    if len(word) <= longest or (word.isalpha() and len(word) <= HYPHENATED):
        return word
    return BREAK_HERE.join(word[n : n + step] for n in range(0, len(word), step))
