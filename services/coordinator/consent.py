"""What this service asks the consent service, over HTTP. No answer means no: the caller fails closed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.coordinator.domain import Cover
from services.coordinator.errors import ConsentUnreachable
from shared.peer import Peer

MOST_HIDDEN, MOST_WITHHELD, MOST_UNITS = 1000, 200, 60
"""How many cases, and how many units, the consent service lets one ask about at once."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConsentService:
    """The consent service's answers that the team needs. Every method raises ConsentUnreachable."""

    peer: Peer

    async def covered(self, case_id: UUID, sender: str, team: str) -> bool:
        """Tell whether sender and team are covered now, both ways."""
        asked = {"case_id": str(case_id), "sender": sender, "team": team, "parties": [], "categories": []}
        return (await self.peer.post("/v1/coverage", asked)).get("covered") is True

    async def covered_units(self, case_id: UUID, team: str, units: Iterable[str]) -> Cover:
        """Tell which units the samtycke covers together with the team at this moment, and in which categories each way."""
        asked, listed, withheld = sorted(set(units)), list[Json](), False
        for some in _pieces(asked, MOST_UNITS) if asked else [asked]:
            body = {"case_id": str(case_id), "team": team, "units": some}
            answer = await self.peer.post("/v1/covered-units", body)
            listed += _listed(answer, "units")
            if not isinstance(answer.get("withheld"), bool):
                raise ConsentUnreachable
            withheld = withheld or answer["withheld"]
        try:
            return Cover(
                withheld=withheld,
                units=frozenset(unit["unit"] for unit in listed if unit["covered"] is True),
                categories={unit["unit"]: frozenset(unit["categories"]) for unit in listed},
                to_team={unit["unit"]: frozenset(unit["to_team"]) for unit in listed},
            )
        except (KeyError, TypeError):
            raise ConsentUnreachable from None

    async def hidden(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return the cases that are to be left out of lists: protected identity, or a samtycke that is gone."""
        return await self._named("/v1/hidden-cases", "hidden", case_ids, MOST_HIDDEN)

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that are handled by hand: protected identity."""
        return await self._named("/v1/withheld-cases", "withheld", case_ids, MOST_WITHHELD)

    async def protect(self, case_id: UUID, token: str) -> None:
        """Have a case handled by hand from now on, on the koordinator's own token; again changes nothing."""
        key = f"coordinator.protect.{case_id}"
        await self.peer.command("/v1/protections", {"case_id": str(case_id)}, token, key)

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in, asked with her own token."""
        listed = _listed(await self.peer.get("/v1/my/cases", token), "cases")
        return frozenset(UUID(case if isinstance(case, str) else case["case_id"]) for case in listed)

    async def case_behind(self, recipient: str, alias: UUID) -> UUID | None:
        """Return the case that a recipient knows by an alias; None for an alias that is not its own."""
        asked = {"recipient": recipient, "alias": str(alias)}
        answer = await self.peer.find("/v1/aliases/resolve", asked)
        return UUID(answer["case_id"]) if answer else None

    async def stops(self, case_id: UUID, token: str) -> list[Json]:
        """List the stop notices of a case as the consent service tells them, asked with the koordinator's own token."""
        return await self.peer.listed(f"/v1/cases/{case_id}/stops", token)

    async def _named(self, path: str, name: str, case_ids: Iterable[UUID], most: int) -> frozenset[UUID]:
        found: set[UUID] = set()
        for some in _pieces([str(case_id) for case_id in case_ids], most):
            answer = await self.peer.post(path, {"case_ids": some})
            found |= {UUID(case_id) for case_id in _listed(answer, name)}
        return frozenset(found)


def _pieces(asked: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    return (asked[first : first + most] for first in range(0, len(asked), most))


def _listed(answer: Json, name: str) -> list[Any]:
    listed = answer.get(name)
    if not isinstance(listed, list):
        raise ConsentUnreachable
    return listed
