"""What this service asks the consent service, over HTTP. No answer means no: the caller fails closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.followup.domain import Cover
from services.followup.errors import ConsentUnreachable
from shared.peer import Peer

MOST_WITHHELD, MOST_HIDDEN = 200, 1000
"""How many cases the consent service lets one ask about at once."""


@dataclass(frozen=True, slots=True)
class ConsentService:
    """The consent service's answers that follow-ups need. Every method raises ConsentUnreachable."""

    peer: Peer

    async def cover(self, case_id: UUID, team: str, units: Iterable[str]) -> Cover:
        """Tell which of the units are covered with the team now, both ways."""
        asked = sorted(set(units))
        body = {"case_id": str(case_id), "team": team, "units": asked}
        answer = await self.peer.post("/v1/covered-units", body)
        listed: list[dict[str, Any]] = _listed(answer, "units")
        withheld = answer.get("withheld") is not False
        covered = frozenset(each["unit"] for each in listed if each.get("covered") is True and not withheld)
        return Cover(frozenset(asked), covered, withheld)

    async def hidden(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return the cases that are to be left out of lists (protected identity, samtycke gone)."""
        return await self._named("/v1/hidden-cases", "hidden", case_ids, MOST_HIDDEN)

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return the cases that are left out of statistics too (protected identity)."""
        return await self._named("/v1/withheld-cases", "withheld", case_ids, MOST_WITHHELD)

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in, asked with her own token."""
        listed = _listed(await self.peer.get("/v1/my/cases", token), "cases")
        return frozenset(UUID(case if isinstance(case, str) else case["case_id"]) for case in listed)

    async def _named(self, path: str, name: str, case_ids: Iterable[UUID], most: int) -> frozenset[UUID]:
        asked = [str(case_id) for case_id in case_ids]
        found: set[UUID] = set()
        for first in range(0, len(asked), most):
            answer = await self.peer.post(path, {"case_ids": asked[first : first + most]})
            found |= {UUID(case_id) for case_id in _listed(answer, name)}
        return frozenset(found)


def _listed(answer: dict[str, Any], name: str) -> list[Any]:
    listed = answer.get(name)
    if not isinstance(listed, list):
        raise ConsentUnreachable
    return listed
