"""A letter as plain text: for who reads with a screen reader, a phone or a braille display."""

from collections.abc import Iterator
from typing import Any

from shared.letters.sheet import Sheet

Json = dict[str, Any]
UNDER = "\n  "
"""A further line of the same item."""


def render_text(sheet: Sheet) -> str:
    """Set a letter as text: parts apart by an empty line, lines as long as they are."""
    parts = [
        sheet.sender,
        tuple(f"{label}: {value}" for label, value in sheet.details),
        sheet.addressee,
        (sheet.title, "=" * min(len(sheet.title), 72)),
        *(lines for block in sheet.blocks for lines in _lines(block)),
        sheet.closing,
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _lines(block: Json) -> Iterator[list[str]]:
    match block["type"]:
        case "heading":
            yield [block["text"], "-" * min(len(block["text"]), 72)]
        case "paragraph":
            yield block["lines"]
        case "bullets":
            yield [f"- {UNDER.join(item)}" for item in block["items"]]
        case "facts":
            yield [f"{label} {UNDER.join(value)}".strip() for label, value in block["rows"]]
        case _:
            for row in block["rows"]:
                yield [
                    f"{title}: {UNDER.join(cell)}".rstrip()
                    for title, cell in zip(block["header"], row, strict=True)
                ]
