"""Asking another service over HTTP. No answer, or one that can't be read, is a refusal of its own: callers fail closed."""

from dataclasses import dataclass
from typing import Any, Protocol

import httpx2

from shared.problem import Unavailable
from shared.service_tokens import TokenUnavailable

TIMEOUT_SECONDS = 5
UNKNOWN = 404
REFUSALS = frozenset({409, 422})
"""What the other understood and does not do: the caller tells its own user why."""


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
        return self._said(await self._send("GET", path, token, None))

    async def listed(self, path: str, token: str) -> list[Any]:
        """Read a list with the user's token; what the other does not know has nothing in it."""
        answer = await self._send("GET", path, token, None, may_be_unknown=True)
        if answer is None:
            return []
        if not isinstance(answer, list):
            raise self.unreachable
        return answer

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask with this service's own token."""
        return self._said(await self._send("POST", path, None, body))

    async def command(self, path: str, body: dict[str, Any], token: str, key: str) -> None:
        """Have something done with the user's token, once per key; any clear yes will do."""
        answer = await self._answered("POST", path, token, body, key)
        if not answer.is_success:
            raise self.unreachable

    async def told(
        self, path: str, body: dict[str, Any], key: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Have something done with this service's own token, once per key; returns the status and what was said, also a refusal."""
        answer = await self._answered("POST", path, None, body, key)
        if answer.status_code not in REFUSALS and not answer.is_success:
            raise self.unreachable
        try:
            return answer.status_code, self._said(answer.json())
        except ValueError:
            raise self.unreachable from None

    async def find(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Ask for something with this service's own token; None when the other does not know it."""
        answer = await self._send("POST", path, None, body, may_be_unknown=True)
        return None if answer is None else self._said(answer)

    def _said(self, answer: Any) -> dict[str, Any]:
        if not isinstance(answer, dict):
            raise self.unreachable
        return answer

    async def _send(
        self,
        method: str,
        path: str,
        token: str | None,
        body: dict[str, Any] | None,
        *,
        may_be_unknown: bool = False,
    ) -> Any:
        """Return what was answered; None, if that may be, when the other does not know what was asked for."""
        answer = await self._answered(method, path, token, body)
        if may_be_unknown and answer.status_code == UNKNOWN:
            return None
        try:
            answer.raise_for_status()
            return answer.json()
        except (httpx2.HTTPError, ValueError):
            raise self.unreachable from None

    async def _answered(
        self, method: str, path: str, token: str | None, body: dict[str, Any] | None, key: str | None = None
    ) -> httpx2.Response:
        try:
            bearer = token or await self.tokens.bearer()
            headers = {"Authorization": f"Bearer {bearer}", **({"Idempotency-Key": key} if key else {})}
            return await self.http.request(
                method,
                f"{self.base_url.rstrip('/')}{path}",
                json=body,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
            )
        except (httpx2.HTTPError, TokenUnavailable, ValueError, OSError):
            raise self.unreachable from None
