"""The signing keys that an issuer publishes, fetched by OIDC discovery."""

import asyncio
import time

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

_REFETCH_AFTER_SECONDS = 600
_REFETCH_AT_MOST_EVERY_SECONDS = 5
_TIMEOUT_SECONDS = 5


class KeyUnknown(ValueError):
    """The issuer publishes no such key."""


class KeysUnavailable(Exception):
    """The issuer does not answer, and its keys were never fetched."""


class IssuerKeys:
    """An issuer's keys by ``kid``; refetched for an unknown kid, but not more often than every 5 s."""

    def __init__(self, issuer: str, http: httpx2.AsyncClient) -> None:
        self._discovery = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        self._issuer = issuer
        self._http = http
        self._keys: dict[str, OKPKey] | None = None
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, kid: str) -> OKPKey:
        """Return the key; raises :class:`KeyUnknown` or :class:`KeysUnavailable`."""
        stale = time.monotonic() - self._fetched_at > _REFETCH_AFTER_SECONDS
        if stale or self._keys is None or kid not in self._keys:
            async with self._fetching:
                await self._refetch()
        if self._keys is None:
            raise KeysUnavailable
        if kid not in self._keys:
            raise KeyUnknown
        return self._keys[kid]

    async def _refetch(self) -> None:
        now = time.monotonic()
        # Without any key every try counts: a service that starts before its issuer must not wait.
        if self._keys is not None and now - self._tried_at < _REFETCH_AT_MOST_EVERY_SECONDS:
            return
        self._tried_at = now
        try:
            found = await self._fetch()
        except (httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError):
            return
        self._keys, self._fetched_at = found, time.monotonic()

    async def _fetch(self) -> dict[str, OKPKey]:
        about = (await self._http.get(self._discovery, timeout=_TIMEOUT_SECONDS)).raise_for_status().json()
        if about["issuer"] != self._issuer:
            raise ValueError("the discovery document names another issuer")
        answer = await self._http.get(about["jwks_uri"], timeout=_TIMEOUT_SECONDS)
        keys = KeySet.import_key_set(answer.raise_for_status().json()).keys
        return {key.kid: key for key in keys if isinstance(key, OKPKey) and key.kid}
