"""What this service asks the coordinator service, over HTTP: who in the team has read what was taken back."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from services.referral.errors import TeamUnreachable
from shared.peer import Peer


class TeamRead(BaseModel):
    """One reading inside the team: when, and by which function."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    at: AwareDatetime
    function: str


class _TeamReads(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    reads: tuple[TeamRead, ...]


class TeamLog(Protocol):
    """The team's own log of who has read its akter."""

    async def reads(self, case_id: UUID) -> tuple[TeamRead, ...]:
        """Return the readings of a case's akt inside the team; raises TeamUnreachable."""
        ...


@dataclass(frozen=True, slots=True)
class CoordinatorService:
    """The coordinator service's answer. No clear answer raises TeamUnreachable: nobody is said not to have read."""

    peer: Peer

    async def reads(self, case_id: UUID) -> tuple[TeamRead, ...]:
        """Return the readings of a case's akt inside the team, the first first."""
        answer = await self.peer.post("/v1/team-reads", {"case_id": str(case_id)})
        try:
            return _TeamReads.model_validate(answer).reads
        except ValidationError:
            raise TeamUnreachable from None
