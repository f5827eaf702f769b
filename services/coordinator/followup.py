"""What this service asks the followup service, over HTTP: the words of a result, for the letter to the person."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.coordinator.domain import CarriesOn
from services.coordinator.domain.followup import After, Continuation, DelmalResult, FollowUpResult
from shared.peer import Peer
from shared.problem import Unavailable


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Delmal(_Said):
    id: UUID
    status: str = Field(repr=False)
    texts: list[str] = Field(repr=False)


class _CarriesOn(_Said):
    what: str = Field(repr=False)
    who: str = Field(repr=False)


class _After(_Said):
    kind: After = Field(repr=False)
    text: str = Field(repr=False)
    by: date | None
    carries_on: list[_CarriesOn] = Field(repr=False)


class _Result(_Said):
    plan_id: UUID
    held_on: date | None
    delmal: list[_Delmal] = Field(repr=False)
    outcomes: list[str] = Field(repr=False)
    own_words: str = Field(repr=False)
    after: _After


@dataclass(frozen=True, slots=True)
class FollowupService:
    """The followup service's answers that the team's letters need. No answer raises Unavailable: it is asked again."""

    peer: Peer

    async def result(self, followup_id: UUID) -> FollowUpResult | None:
        """Return what a follow-up came to, in words to the person; None when there is nothing to tell (erased)."""
        answer = await self.peer.post("/v1/follow-up-results", {"followup_id": str(followup_id)})
        try:
            said = answer["result"]
            return None if said is None else _read(said)
        except (KeyError, ValidationError):
            raise Unavailable from None


def _read(said: Any) -> FollowUpResult:
    result = _Result.model_validate(said)
    after = result.after
    return FollowUpResult(
        result.plan_id,
        result.held_on,
        tuple(DelmalResult(one.id, one.status, tuple(one.texts)) for one in result.delmal),
        tuple(result.outcomes),
        result.own_words,
        Continuation(
            after.kind, after.text, after.by, tuple(CarriesOn(one.what, one.who) for one in after.carries_on)
        ),
    )
