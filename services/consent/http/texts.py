"""The samtyckestext: exactly what the person reads and signs. Anyone may read it; it holds nothing about anyone."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.consent.core import Core, CoreDep
from services.consent.domain.texts import ConsentText
from services.consent.errors import TextUnknown
from shared.days import local_day

router = APIRouter(prefix="/v1", tags=["texter"])


class ListedText(BaseModel):
    """One text version, without its words. `variant` is `lattlast` (easy to read), or empty for the ordinary wording.

    `in_force` tells whether it can be signed today; `replaced_on` is the first day when another took its place.
    """

    id: str
    locale: str
    language: str
    variant: str | None
    hash: str
    title: str
    in_force: bool
    in_force_from: date
    replaced_on: date | None


class TextsAnswer(BaseModel):
    """Every version that was ever in use, in the order in which they came."""

    texts: list[ListedText]


class TextAnswer(ListedText):
    """One text version. `hash` is SHA-256 (hex) of `body` in UTF-8: body is what is signed, title is its first line."""

    body: str


@router.get("/texts", summary="Alla versioner av samtyckestexten, och vilka som gäller i dag")
async def all_texts(core: CoreDep) -> TextsAnswer:
    """Return every version with its language, its variant and whether it is in force."""
    today = local_day(core.clock.now())
    return TextsAnswer(texts=[ListedText(**_said(text, today)) for text in core.texts.versions])


@router.get("/texts/current", summary="Samtyckestexten som gäller nu på ett språk")
async def current_text(core: CoreDep, locale: Annotated[str, Query(max_length=20)] = "sv") -> TextAnswer:
    """Return the version to sign today."""
    return _answer(core.texts.current(locale), core)


@router.get("/texts/{text_id}", summary="En viss version av samtyckestexten")
async def one_text(core: CoreDep, text_id: str) -> TextAnswer:
    """Return a version, also one that is no longer the current one."""
    return _answer(core.texts.find(text_id), core)


def _answer(text: ConsentText | None, core: Core) -> TextAnswer:
    if text is None:
        raise TextUnknown
    return TextAnswer(**_said(text, local_day(core.clock.now())), body=text.body)


def _said(text: ConsentText, today: date) -> dict[str, Any]:
    return {
        "id": text.id,
        "locale": text.locale,
        "language": text.language,
        "variant": text.variant,
        "hash": text.hash,
        "title": text.title,
        "in_force": text.is_in_force(today),
        "in_force_from": text.in_force_from,
        "replaced_on": text.replaced_on,
    }
