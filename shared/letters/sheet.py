"""What stands on a letter's sheet, word by word and in reading order: PDF and plain text only lay it out."""

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from shared.days import long_date
from shared.letters.blocks import (
    Addressee,
    Block,
    Bullets,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Table,
)

BY_HAND = "Lämnas för hand"
GREETING = "Med vänlig hälsning"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What every letter says, in one language."""

    day: str
    phone: str
    by_hand: str
    greeting: str
    page: str


FIXED = {
    "sv": Fixed("Datum", "Telefon", BY_HAND, GREETING, "Sida"),
    "en": Fixed("Date", "Telephone", "Handed over in person", "Kind regards", "Page"),
}
"""Language (its first subtag, RFC 5646) → the words. A screen reader is told which language it reads."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter's words, in reading order. Lines are plain: no markup in them means anything."""

    day: date
    sender: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    addressee: tuple[str, ...] = field(repr=False)
    title: str = field(repr=False)
    blocks: tuple[Json, ...] = field(repr=False)
    closing: tuple[str, ...]
    language: str = "sv"

    def as_json(self) -> Json:
        """Write it as the template reads it."""
        return {
            **asdict(self),
            "day": [self.day.year, self.day.month, self.day.day],
            "page": FIXED[self.language].page,
        }


def lay_out(
    title: str,
    blocks: Iterable[Block],
    *,
    day: date,
    head: Letterhead,
    to: Addressee,
    references: Iterable[tuple[str, str]] = (),
    by_hand: bool = False,
    language: str = "sv",
) -> Sheet:
    """Lay out a letter. `references` stand under the date. `by_hand` leaves the address out, also one that is known."""
    no_address, fixed = by_hand or to.by_hand, FIXED[language]
    return Sheet(
        day=day,
        sender=_lines(head.name, head.authority, *head.address, _call(fixed, head.phone)),
        details=(
            (fixed.day, long_date(day, language)),
            *((label, plain(value)) for label, value in references),
        ),
        addressee=_lines(to.name, *((fixed.by_hand,) if no_address else to.address)),
        title=" ".join(plain(title).split()),
        blocks=tuple(said for block in blocks for said in _said(block)),
        closing=_lines(
            fixed.greeting, _capital(head.contact), head.name if head.name not in head.contact else None
        ),
        language=language,
    )


def sheet_from(said: Json) -> Sheet:
    """Read a sheet that was written with `as_json`: a letter that was frozen is set again with the same words."""
    return Sheet(
        day=date(*said["day"]),
        sender=tuple(said["sender"]),
        details=tuple((label, value) for label, value in said["details"]),
        addressee=tuple(said["addressee"]),
        title=said["title"],
        blocks=tuple(said["blocks"]),
        closing=tuple(said["closing"]),
        language=said["language"],
    )


def plain(text: str) -> str:
    """Return a text without what no reader sees or hears: control characters, and signs that turn the direction."""
    kept = (sign if sign == "\n" else " " if sign.isspace() else sign for sign in text.replace("\r\n", "\n"))
    return "".join(
        sign for sign in kept if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )


def _said(block: Block) -> list[Json]:
    match block:
        case Heading(text):
            said = " ".join(plain(text).split())
            return [{"type": "heading", "text": said}] if said else []
        case Paragraph(text):
            parts = [_paragraph(part) for part in plain(text).split("\n\n")]
            return [{"type": "paragraph", "lines": lines} for lines in parts if lines]
        case Bullets(items):
            written = [lines for item in items if (lines := _paragraph(plain(item)))]
            return [{"type": "bullets", "items": written}] if written else []
        case Facts(rows):
            facts = [[_label(label), _paragraph(plain(value))] for label, value in rows]
            facts = [fact for fact in facts if any(fact)]
            return [{"type": "facts", "rows": facts}] if facts else []
        case Table(header, rows):
            titles = [" ".join(plain(title).split()) for title in header]
            cells = [[_paragraph(plain(cell)) for cell in row] for row in rows]
            if any(len(row) != len(titles) for row in cells):
                raise ValueError("a table's row has other columns than its header")
            return [{"type": "table", "header": titles, "rows": cells}] if cells else []


def _paragraph(text: str) -> list[str]:
    return [said for line in text.split("\n") if (said := " ".join(line.split()))]


def _label(text: str) -> str:
    said = " ".join(plain(text).split())
    return said if not said or said.endswith((":", "?")) else f"{said}:"


def _lines(*texts: str | None) -> tuple[str, ...]:
    return tuple(line for text in texts if text for line in _paragraph(plain(text)))


def _call(fixed: Fixed, phone: str | None) -> str | None:
    return f"{fixed.phone} {phone}" if phone else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
