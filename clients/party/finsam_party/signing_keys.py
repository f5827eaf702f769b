"""The public keys that records are signed with, from ``GET /v1/signing-keys``, kept by key id."""

import asyncio
import base64
import binascii
import time
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

from finsam_party.outage import Outage

_FETCH_AT_MOST_EVERY_SECONDS = 1.0


class _Key(BaseModel):
    model_config = ConfigDict(frozen=True)

    kid: UUID
    public: str


class _Keys(BaseModel):
    keys: list[_Key]


class SigningKeys:
    """Keys by id. An unknown id is looked up afresh each time, at most once a second."""

    def __init__(self, base_url: str, http: httpx2.AsyncClient) -> None:
        self._url = f"{base_url.rstrip('/')}/v1/signing-keys"
        self._http = http
        self._keys: dict[UUID, Ed25519PublicKey] = {}
        self._may_fetch_at = 0.0

    async def key(self, kid: UUID) -> Ed25519PublicKey | None:
        """Return the key, or None when its owner publishes no such key; raises :class:`Outage`."""
        if kid not in self._keys:
            await asyncio.sleep(self._may_fetch_at - time.monotonic())
            await self._fetch()
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        self._may_fetch_at = time.monotonic() + _FETCH_AT_MOST_EVERY_SECONDS
        try:
            answer = (await self._http.get(self._url)).raise_for_status()
            found = _Keys.model_validate_json(answer.content).keys
            self._keys = {one.kid: _public_key(one.public) for one in found}
        except (httpx2.HTTPError, ValidationError, ValueError):
            raise Outage("signing-keys") from None


def _public_key(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise ValueError("base64") from None
