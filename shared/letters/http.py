"""A letter as an answer over HTTP. Neither its name nor its address says whose it is, and nobody stores it."""

from enum import StrEnum

from fastapi import Response
from fastapi.responses import PlainTextResponse

from shared.letters.pdf import render_pdf
from shared.letters.sheet import Sheet
from shared.letters.text import render_text


class Form(StrEnum):
    """How a letter is set."""

    PDF = "pdf"
    TXT = "txt"


async def letter_answer(sheet: Sheet, form: Form) -> Response:
    """Answer with a letter in the form asked for."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="brev.{form.value}"'}
    if form is Form.PDF:
        return Response(await render_pdf(sheet), media_type="application/pdf", headers=headers)
    return PlainTextResponse(render_text(sheet), headers=headers)
