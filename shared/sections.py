"""Sections of an event: content sealed to the receiving key of the week.

Whoever stores or carries the event sees a section's category and source, nothing more. Only the
holder of the receiving key's private half opens it, and only in its own place: the encryption
binds event, case, source and category.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.binding import bind
from shared.hybrid import HybridKey, seal_to
from shared.unopenable import Unopenable

_LABEL = "finsam-section-v1"
_RENEW_BEFORE = timedelta(minutes=5)
_TIMEOUT_SECONDS = 5


class ReceivingKeyUnavailable(Exception):
    """No valid receiving key could be fetched. Nothing can be sealed now: answer 503."""


class SealedSection(BaseModel):
    """A section as it stands in an event's ``data.sections``."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    category: str = Field(min_length=1, max_length=40)
    source: str = Field(min_length=1, max_length=100)
    kid: str = Field(min_length=1, max_length=40, description="id of the receiving key")
    sealed: str = Field(min_length=1, description="suite byte and HPKE message, base64")


class ReceivingKey(BaseModel):
    """The public half of a receiving key, as its owner publishes it."""

    model_config = ConfigDict(frozen=True)

    kid: str
    public: str = Field(description="ML-KEM-768 and X25519 public keys, base64")
    not_after: datetime = Field(description="last time to seal with it, UTC")

    def public_bytes(self) -> bytes:
        """Return the raw public key."""
        return base64.b64decode(self.public, validate=True)


class CurrentKey(Protocol):
    """Where a sealer gets the receiving key that is valid now."""

    async def current(self) -> ReceivingKey:
        """Return the key; raises :class:`ReceivingKeyUnavailable`."""
        ...


def _info(event_id: UUID, case_id: UUID, source: str, category: str) -> bytes:
    return bind(_LABEL, str(event_id), str(case_id), source, category)


@dataclass(frozen=True, slots=True)
class SectionSealer:
    """Seals sections to the current receiving key."""

    keys: CurrentKey

    async def prepare(self) -> None:
        """Fetch the key if it is due. Call before a transaction opens, so that none waits for HTTP."""
        await self.keys.current()

    async def seal(
        self, event_id: UUID, case_id: UUID, source: str, category: str, plaintext: bytes
    ) -> SealedSection:
        """Seal one section (JSON bytes); raises :class:`ReceivingKeyUnavailable`."""
        key = await self.keys.current()
        sealed = seal_to(key.public_bytes(), plaintext, _info(event_id, case_id, source, category))
        return SealedSection(
            category=category, source=source, kid=key.kid, sealed=base64.b64encode(sealed).decode()
        )


def open_section(private: HybridKey, section: SealedSection, *, event_id: UUID, case_id: UUID) -> bytes:
    """Open a section in its place; raises :class:`~shared.unopenable.Unopenable`."""
    try:
        sealed = base64.b64decode(section.sealed, validate=True)
    except binascii.Error:
        raise Unopenable from None
    return private.open(sealed, _info(event_id, case_id, section.source, section.category))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ReceivingKeys:
    """The current receiving key, from ``GET <base>/v1/receiving-key`` of its owner.

    Kept until it expires; renewed some minutes earlier, and while the owner does not answer the
    old one serves as long as it is valid.
    """

    def __init__(
        self, base_url: str, http: httpx2.AsyncClient, *, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/v1/receiving-key"
        self._http = http
        self._now = now
        self._key: ReceivingKey | None = None
        self._fetching = asyncio.Lock()

    async def current(self) -> ReceivingKey:
        """Return the key that is valid now; raises :class:`ReceivingKeyUnavailable`."""
        if self._valid(_RENEW_BEFORE) is None:
            async with self._fetching:
                if self._valid(_RENEW_BEFORE) is None:
                    self._key = await self._fetch() or self._key
        key = self._valid(timedelta())
        if key is None:
            raise ReceivingKeyUnavailable
        return key

    def _valid(self, margin: timedelta) -> ReceivingKey | None:
        key = self._key
        return key if key is not None and self._now() + margin < key.not_after else None

    async def _fetch(self) -> ReceivingKey | None:
        try:
            answer = await self._http.get(self._url, timeout=_TIMEOUT_SECONDS)
            answer.raise_for_status()
            return ReceivingKey.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError):
            return None
