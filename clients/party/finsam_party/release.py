"""Asking for release: the moment at which a document is disclosed to this party, and logged as such."""

import base64
import binascii
from http import HTTPStatus
from typing import Literal
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finsam_party.errors import ReleaseForbidden
from finsam_party.outage import Outage
from finsam_party.tokens import MachineTokens

_DEK_BYTES = 32


class ReleasedSection(BaseModel):
    """One section's answer: a key, or why there is none."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    index: int
    status: Literal["key", "gone", "refused"]
    key: str | None = Field(default=None, repr=False)

    def dek(self) -> bytes | None:
        """The section's key, or None when it stays closed; raises ValueError for a broken answer."""
        if self.status != "key":
            return None
        try:
            dek = base64.b64decode(self.key or "", validate=True)
        except binascii.Error:
            raise ValueError("base64") from None
        if len(dek) != _DEK_BYTES:
            raise ValueError("length")
        return dek


class ReleasedEvent(BaseModel):
    """One document's answer. ``case_id`` is given to teams only."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: UUID
    status: Literal["ok", "gone", "refused"]
    case_id: UUID | None = None
    sections: tuple[ReleasedSection, ...] = ()

    def deks(self) -> dict[int, bytes]:
        """Keys by section index."""
        return {one.index: dek for one in self.sections if (dek := one.dek()) is not None}


class _Answer(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    events: tuple[ReleasedEvent, ...]


class Release:
    """``POST /v1/release`` for one document at a time, never ahead of need.

    Nothing of an answer is cached: whoever asks again is asked about again.
    """

    def __init__(self, base_url: str, purpose: str, tokens: MachineTokens, http: httpx2.AsyncClient) -> None:
        self._url = f"{base_url.rstrip('/')}/v1/release"
        self._purpose = purpose
        self._tokens = tokens
        self._http = http

    async def ask(self, event_id: UUID) -> ReleasedEvent:
        """Return the answer for one event; raises :class:`Outage` or :class:`ReleaseForbidden`."""
        bearer = await self._tokens.bearer()
        body = {"events": [str(event_id)], "purpose": self._purpose}
        try:
            answer = await self._http.post(
                self._url, json=body, headers={"Authorization": f"Bearer {bearer}"}
            )
        except httpx2.HTTPError:
            raise Outage("release") from None
        if answer.status_code == HTTPStatus.FORBIDDEN:
            raise ReleaseForbidden
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._tokens.forget()
        if answer.status_code != HTTPStatus.OK:
            raise Outage("release")
        return _find(answer.content, event_id)


def _find(content: bytes, event_id: UUID) -> ReleasedEvent:
    try:
        events = _Answer.model_validate_json(content).events
        event = next(event for event in events if event.id == event_id)
        event.deks()  # a broken key is a broken answer: ask again
    except (ValidationError, ValueError, StopIteration):
        raise Outage("release answer") from None
    return event
