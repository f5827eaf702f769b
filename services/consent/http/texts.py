"""The samtyckestext: exactly what the person reads and signs. Anyone may read it; it holds nothing about anyone."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.consent.core import CoreDep
from services.consent.domain.texts import ConsentText
from services.consent.errors import TextUnknown

router = APIRouter(prefix="/v1", tags=["texter"])


class TextAnswer(BaseModel):
    """One text version. `hash` is SHA-256 (hex) of `body` in UTF-8: body is what is signed, title is its first line."""

    id: str
    locale: str
    hash: str
    title: str
    body: str


@router.get("/texts/current", summary="Samtyckestexten som gäller nu på ett språk")
async def current_text(core: CoreDep, locale: Annotated[str, Query(max_length=10)] = "sv") -> TextAnswer:
    """Return the version to sign today."""
    return _answer(core.texts.current(locale))


@router.get("/texts/{text_id}", summary="En viss version av samtyckestexten")
async def one_text(core: CoreDep, text_id: str) -> TextAnswer:
    """Return a version, also one that is no longer the current one."""
    return _answer(core.texts.find(text_id))


def _answer(text: ConsentText | None) -> TextAnswer:
    if text is None:
        raise TextUnknown
    return TextAnswer(id=text.id, locale=text.locale, hash=text.hash, title=text.title, body=text.body)
