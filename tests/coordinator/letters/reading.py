"""What a reader's software gets out of a letter's PDF: the words in the order of the tags, and the tags themselves."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, NumberObject

FURTHER = {"Tm", "Td", "T*", "cm", "BT"}
"""Operators that go on to another place: what follows is another word."""


@dataclass(frozen=True)
class Pdf:
    """An opened PDF."""

    reader: PdfReader

    @classmethod
    def of(cls, content: bytes) -> "Pdf":
        return cls(PdfReader(io.BytesIO(content)))

    @property
    def root(self) -> DictionaryObject:
        return self.reader.trailer["/Root"].get_object()

    @property
    def pages(self) -> list[str]:
        """All that is to be seen on each page, footers too."""
        return [page.extract_text() for page in self.reader.pages]

    def tags(self) -> list[str]:
        """The structure, in reading order: H1, P, Table …"""
        return [str(element["/S"])[1:] for element, _ in _walk(self.root["/StructTreeRoot"])]

    def spoken(self) -> str:
        """The words in the order in which a screen reader says them."""
        marked = [_marked(page) for page in self.reader.pages]
        numbers = {page.indirect_reference.idnum: n for n, page in enumerate(self.reader.pages)}
        said = []
        for element, pieces in _walk(self.root["/StructTreeRoot"]):
            for piece in pieces:
                if isinstance(piece, DictionaryObject):
                    page, mcid = piece.raw_get("/Pg"), piece["/MCID"]
                else:
                    page, mcid = element.raw_get("/Pg"), piece
                said.append(marked[numbers[page.idnum]].pop(int(mcid)))
        assert all(set(left) <= {None} for left in marked), (
            "something on a page is neither tagged nor an artifact"
        )
        return words(" ".join(said))


def words(text: str) -> str:
    """Text without line breaks; a hyphen that a line break made, and a place where a long word may break, are no signs."""
    return " ".join(re.sub(r"\s*\u00ad\s*|\u200b\s*", "", text).split())


def _walk(node: Any) -> Iterator[tuple[DictionaryObject, list[Any]]]:
    node = node.get_object()
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    listed = kids if isinstance(kids, list) else [kids]
    opened = [kid.get_object() for kid in listed]
    if "/S" in node:
        yield node, [kid for kid in opened if isinstance(kid, NumberObject) or "/MCID" in kid]
    for kid in opened:
        if isinstance(kid, DictionaryObject) and "/MCID" not in kid:
            yield from _walk(kid)


def _marked(page: Any) -> dict[int | None, str]:
    """Return the text of each marked piece of a page; under None what stands outside all pieces and artifacts."""
    fonts = {name: _signs(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    found: dict[int | None, str] = {}
    open_: list[tuple[str, Any]] = []
    font: dict[int, str] = {}
    for operands, operator in ContentStream(page["/Contents"], page.pdf).operations:
        match operator:
            case b"BDC" | b"BMC":
                said = operands[1].get_object() if len(operands) > 1 else {}
                open_.append((str(operands[0]), said))
                if "/ActualText" in said:
                    _add(found, open_, str(said["/ActualText"]))
            case b"EMC":
                open_.pop()
            case b"Tf":
                font = fonts[operands[0]]
            case b"Tj" | b"TJ" if not any("/ActualText" in said for _, said in open_):
                pieces = operands[0] if operator == b"TJ" else operands
                codes = b"".join(p.original_bytes for p in pieces if hasattr(p, "original_bytes"))
                _add(
                    found,
                    open_,
                    "".join(font[int.from_bytes(codes[n : n + 2])] for n in range(0, len(codes), 2)),
                )
            case _ if operator.decode() in FURTHER:
                _add(found, open_, " ")
            case _:
                pass
    return {mcid: text for mcid, text in found.items() if mcid is not None or text.strip()}


def _add(found: dict[int | None, str], open_: list[tuple[str, Any]], text: str) -> None:
    if any(tag == "/Artifact" for tag, _ in open_):
        return
    mcid = next((int(said["/MCID"]) for _, said in reversed(open_) if "/MCID" in said), None)
    found[mcid] = found.get(mcid, "") + text


def _signs(font: DictionaryObject) -> dict[int, str]:
    """Read which text each glyph stands for (ToUnicode)."""
    table = font["/ToUnicode"].get_object().get_data().decode()
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = ord(bytes.fromhex(text).decode("utf-16-be"))
            for n in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + n] = chr(start + n)
    return found
