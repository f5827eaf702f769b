"""Letters as they are frozen, and as they are set: PDF/UA-1 and plain text, from the same sheet."""

from services.coordinator.letters.codec import letter_from_json, letter_to_json
from services.coordinator.letters.pdf import PdfFailed, render_pdf
from services.coordinator.letters.sheet import Sheet, sheet_of
from services.coordinator.letters.text import render_text

__all__ = [
    "PdfFailed",
    "Sheet",
    "letter_from_json",
    "letter_to_json",
    "render_pdf",
    "render_text",
    "sheet_of",
]
