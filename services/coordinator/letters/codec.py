"""A letter as it is stored, sealed, in its row. Old letters are read as they were written: a form is never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.coordinator.domain.letter import Letter, LetterKind, WrittenLetter
from shared.letters.blocks import Addressee, Block, Bullets, Facts, Heading, Letterhead, Paragraph, Table

FORM = 1
Json = dict[str, Any]


def letter_to_json(written: WrittenLetter) -> Json:
    """Write all that stands on the sheet, for storage."""
    head, to = written.head, written.addressee
    return {
        "form": FORM,
        "number": written.number,
        "head": {
            "team": head.name,
            "authority": head.authority,
            "contact": head.contact,
            "phone": head.phone,
            "address": list(head.address),
        },
        "to": {"name": to.name, "address": list(to.address), "by_hand": to.by_hand},
        "title": written.letter.title,
        "blocks": [_block_to_json(block) for block in written.letter.blocks],
    }


def letter_from_json(case_id: UUID, kind: str, at: datetime, stored: Json) -> WrittenLetter:
    """Read a letter from storage."""
    head, to = stored["head"], stored["to"]
    return WrittenLetter(
        letter=Letter(
            case_id,
            LetterKind(kind),
            at,
            stored["title"],
            tuple(_block_from_json(block) for block in stored["blocks"]),
        ),
        number=stored["number"],
        head=Letterhead(
            head["team"], head["authority"], head["contact"], head["phone"], tuple(head.get("address", ()))
        ),
        addressee=Addressee(to["name"], tuple(to["address"]), to["by_hand"]),
    )


def _block_to_json(block: Block) -> Json:
    match block:
        case Heading(text):
            return {"type": "heading", "text": text}
        case Paragraph(text):
            return {"type": "paragraph", "text": text}
        case Bullets(items):
            return {"type": "bullets", "items": list(items)}
        case Facts(rows):
            return {"type": "facts", "rows": [list(row) for row in rows]}
        case Table(header, rows):
            return {"type": "table", "header": list(header), "rows": [list(row) for row in rows]}


def _block_from_json(stored: Json) -> Block:
    match stored["type"]:
        case "heading":
            return Heading(stored["text"])
        case "paragraph":
            return Paragraph(stored["text"])
        case "bullets":
            return Bullets(tuple(stored["items"]))
        case "facts":
            return Facts(tuple((label, value) for label, value in stored["rows"]))
        case "table":
            return Table(tuple(stored["header"]), tuple(tuple(row) for row in stored["rows"]))
        case _:
            raise ValueError("a block of a form that this version does not know")
