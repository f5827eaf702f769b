"""A service's own token: client credentials with private_key_jwt (RFC 7523), no shared secret."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx2
from joserfc import jwt
from joserfc.jwk import OKPKey

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS = 60
_RENEW_BEFORE_SECONDS = 30
_TIMEOUT_SECONDS = 5


class TokenUnavailable(Exception):
    """The identity provider gave no token. What needs it fails closed."""


@dataclass(slots=True)
class ServiceTokens:
    """Tokens for one client id, kept until 30 s before they expire."""

    token_url: str
    client_id: str
    key: OKPKey = field(repr=False)
    http: httpx2.AsyncClient = field(repr=False)
    _token: str = field(default="", repr=False)
    _renew_at: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @classmethod
    def from_file(
        cls, token_url: str, client_id: str, key_file: Path, http: httpx2.AsyncClient
    ) -> "ServiceTokens":
        """Read the client's Ed25519 private key (PEM)."""
        return cls(token_url, client_id, OKPKey.import_key(key_file.read_bytes()), http)

    async def bearer(self) -> str:
        """Return a valid access token; raises :class:`TokenUnavailable`."""
        if time.monotonic() >= self._renew_at:
            async with self._asking:
                if time.monotonic() >= self._renew_at:
                    await self._renew()
        return self._token

    async def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._assertion(),
        }
        try:
            answer = await self.http.post(self.token_url, data=form, timeout=_TIMEOUT_SECONDS)
            answer.raise_for_status()
            token, seconds = str(answer.json()["access_token"]), float(answer.json()["expires_in"])
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            raise TokenUnavailable from None
        self._token, self._renew_at = token, time.monotonic() + seconds - _RENEW_BEFORE_SECONDS

    def _assertion(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.token_url,
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + _ASSERTION_SECONDS,
        }
        return jwt.encode({"alg": "Ed25519"}, claims, self.key, algorithms=["Ed25519"])
