"""What this service asks the consent service, over HTTP. No answer means no: the caller fails closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import httpx2

from services.coordinator.domain import Cover
from services.coordinator.errors import ConsentUnreachable

TIMEOUT_SECONDS = 5
UNKNOWN = 404


class Bearer(Protocol):
    """Gives this service's own token."""

    async def bearer(self) -> str:
        """Return a valid access token."""
        ...


@dataclass(frozen=True, slots=True)
class ConsentService:
    """The consent service's answers that the team needs. Every method raises ConsentUnreachable."""

    base_url: str
    http: httpx2.AsyncClient
    tokens: Bearer

    async def covered(self, case_id: UUID, sender: str, team: str) -> bool:
        """Tell whether sender and team are covered now, both ways."""
        answer = await self._post(
            "/v1/coverage",
            {"case_id": str(case_id), "sender": sender, "team": team, "parties": [], "categories": []},
        )
        return answer.get("covered") is True

    async def covered_units(self, case_id: UUID, team: str, units: Iterable[str]) -> Cover:
        """Tell which units the samtycke covers together with the team at this moment, and in which categories."""
        asked = {"case_id": str(case_id), "team": team, "units": sorted(set(units))}
        answer = await self._post("/v1/covered-units", asked)
        listed = answer.get("units")
        if not isinstance(listed, list) or not isinstance(answer.get("withheld"), bool):
            raise ConsentUnreachable
        return Cover(
            withheld=answer["withheld"],
            units=frozenset(unit["unit"] for unit in listed if unit["covered"] is True),
            categories={unit["unit"]: frozenset(unit["categories"]) for unit in listed},
        )

    async def hidden(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return the cases that are to be left out of lists (protected identity)."""
        asked = [str(case_id) for case_id in case_ids]
        if not asked:
            return frozenset()
        answer = await self._post("/v1/hidden-cases", {"case_ids": asked})
        listed = answer.get("hidden")
        if not isinstance(listed, list):
            raise ConsentUnreachable
        return frozenset(UUID(case_id) for case_id in listed)

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in, asked with her own token."""
        answer = await self._send("GET", "/v1/my/cases", token, None)
        listed = answer.get("cases")
        if not isinstance(listed, list):
            raise ConsentUnreachable
        return frozenset(UUID(case if isinstance(case, str) else case["case_id"]) for case in listed)

    async def case_behind(self, recipient: str, alias: UUID) -> UUID | None:
        """Return the case that a recipient knows by an alias; None for an alias that is not its own."""
        asked = {"recipient": recipient, "alias": str(alias)}
        answer = await self._ask("POST", "/v1/aliases/resolve", None, asked, may_be_unknown=True)
        return UUID(answer["case_id"]) if answer else None

    async def stops(self, case_id: UUID, token: str) -> list[dict[str, Any]]:
        """List the stop notices of a case as the consent service tells them, asked with the koordinator's own token."""
        listed = await self._ask("GET", f"/v1/cases/{case_id}/stops", token, None, may_be_unknown=True)
        if listed is None:
            return []
        if not isinstance(listed, list):
            raise ConsentUnreachable
        return listed

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._send("POST", path, None, body)

    async def _send(
        self, method: str, path: str, token: str | None, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        answer = await self._ask(method, path, token, body)
        if not isinstance(answer, dict):
            raise ConsentUnreachable
        return answer

    async def _ask(
        self,
        method: str,
        path: str,
        token: str | None,
        body: dict[str, Any] | None,
        *,
        may_be_unknown: bool = False,
    ) -> Any:
        try:
            bearer = token or await self.tokens.bearer()
            answer = await self.http.request(
                method,
                f"{self.base_url.rstrip('/')}{path}",
                json=body,
                headers={"Authorization": f"Bearer {bearer}"},
                timeout=TIMEOUT_SECONDS,
            )
            if may_be_unknown and answer.status_code == UNKNOWN:
                return None
            answer.raise_for_status()
            return answer.json()
        except (httpx2.HTTPError, ValueError, OSError):
            raise ConsentUnreachable from None
