"""Asking another service over HTTP. No answer, or one that can't be read, is a refusal of its own: callers fail closed."""

from dataclasses import dataclass
from typing import Any, Protocol

import httpx2

from shared.problem import Unavailable
from shared.service_tokens import TokenUnavailable

TIMEOUT_SECONDS = 5


class Bearer(Protocol):
    """Gives this service's own token."""

    async def bearer(self) -> str:
        """Return a valid access token."""
        ...


@dataclass(frozen=True, slots=True)
class Peer:
    """Another service, asked with this service's own token, or with the user's. Every method raises `unreachable`."""

    base_url: str
    http: httpx2.AsyncClient
    tokens: Bearer
    unreachable: type[Unavailable]

    async def get(self, path: str, token: str) -> dict[str, Any]:
        """Read with the user's token."""
        return await self._send("GET", path, token, None)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask with this service's own token."""
        return await self._send("POST", path, None, body)

    async def _send(
        self, method: str, path: str, token: str | None, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        try:
            bearer = token or await self.tokens.bearer()
            answer = await self.http.request(
                method,
                f"{self.base_url.rstrip('/')}{path}",
                json=body,
                headers={"Authorization": f"Bearer {bearer}"},
                timeout=TIMEOUT_SECONDS,
            )
            answer.raise_for_status()
            said = answer.json()
        except (httpx2.HTTPError, TokenUnavailable, ValueError, OSError):
            raise self.unreachable from None
        if not isinstance(said, dict):
            raise self.unreachable
        return said
