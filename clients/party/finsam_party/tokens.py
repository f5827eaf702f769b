"""The client's access token: client credentials with private_key_jwt (RFC 7523), no shared secret."""

import asyncio
import time
from uuid import uuid4

import httpx2
from joserfc import jwt
from joserfc.jwk import OKPKey

from finsam_party.outage import Outage
from finsam_party.settings import PartySettings

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS = 60
_RENEW_BEFORE_SECONDS = 30


class MachineTokens:
    """Tokens for this recipient, kept until 30 s before they expire."""

    def __init__(self, settings: PartySettings, http: httpx2.AsyncClient) -> None:
        self._settings = settings
        self._http = http
        self._key = OKPKey.import_key(settings.client_key_file.read_bytes())
        self._token = ""
        self._renew_at = 0.0
        self._asking = asyncio.Lock()

    async def bearer(self) -> str:
        """Return a valid access token; raises :class:`Outage`."""
        if time.monotonic() >= self._renew_at:
            async with self._asking:
                if time.monotonic() >= self._renew_at:
                    await self._renew()
        return self._token

    def forget(self) -> None:
        """Ask for a new token next time: the present one was not believed."""
        self._renew_at = 0.0

    async def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._assertion(),
        }
        try:
            answer = (await self._http.post(self._settings.token_url, data=form)).raise_for_status().json()
            token, seconds = str(answer["access_token"]), float(answer["expires_in"])
        except (httpx2.HTTPError, ValueError, KeyError, TypeError):
            raise Outage("token") from None
        self._token, self._renew_at = token, time.monotonic() + seconds - _RENEW_BEFORE_SECONDS

    def _assertion(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self._settings.recipient,
            "sub": self._settings.recipient,
            "aud": self._settings.issuer,
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + _ASSERTION_SECONDS,
        }
        return jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"])
