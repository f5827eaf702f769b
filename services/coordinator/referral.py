"""What this service asks the referral service, over HTTP: about an anmälan on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.coordinator.errors.papers import (
    AnswerRegistered,
    PaperAnswerRefused,
    PaperNotAdmitted,
    TranscriptRefused,
)
from shared.idempotency import IdempotencyKeyReused
from shared.peer import REFUSALS, Peer


@dataclass(frozen=True, slots=True)
class ReferralService:
    """The referral service's answers. No clear answer raises ReferralUnreachable: nothing has gone on."""

    peer: Peer

    async def check_paper(self, said: Mapping[str, Any]) -> None:
        """Ask whether the form takes what a transcript says; nothing of it is kept there. Raises TranscriptRefused."""
        status, answer = await self.peer.told("/v1/paper-checks", dict(said))
        if status in REFUSALS:
            raise TranscriptRefused(cause=answer.get("code"), fields=_fields(answer.get("fields")))

    async def register_paper(self, case_id: UUID, said: Mapping[str, Any]) -> None:
        """Have it registered and sent to the team, once per case. Raises PaperNotAdmitted with what is wrong, by field."""
        status, answer = await self.peer.told("/v1/paper-referrals", {"case_id": str(case_id), **said})
        if status in REFUSALS:
            raise PaperNotAdmitted(cause=answer.get("code"), fields=_fields(answer.get("fields")))

    async def answer_by_letter(self, request: UUID, said: Mapping[str, Any]) -> None:
        """Have an answer by letter sent to the team, once per request: asked again when the word of it was lost.

        Raises PaperAnswerRefused with what is wrong, by field; AnswerRegistered when other words have gone on.
        """
        key = f"coordinator.paper-answer.{request}"
        status, answer = await self.peer.told("/v1/paper-answers", dict(said), key)
        if answer.get("code") == IdempotencyKeyReused.code:
            raise AnswerRegistered
        if status in REFUSALS:
            named = [
                one | {"field": one["field"] if _is_of_the_answer(one) else f"changes.{one['field']}"}
                for one in _listed(answer.get("fields"))
            ]
            raise PaperAnswerRefused(cause=answer.get("code"), fields=named)


_OF_THE_SENDER = {
    "sender": "sender.unit",
    "handlaggare.funktion": "sender.function",
    "handlaggare.funktionsadress": "sender.address",
}
"""What the koordinator's form asks about the sender, and not in the transcript."""


def _fields(said: Any) -> list[dict[str, Any]]:
    """Name the fields as the koordinator's own form does."""
    return [
        {**one, "field": _OF_THE_SENDER.get(one["field"], f"content.{one['field']}")} for one in _listed(said)
    ]


def _listed(said: Any) -> list[dict[str, Any]]:
    named = said if isinstance(said, list) else []
    return [one for one in named if isinstance(one, dict) and "field" in one]


def _is_of_the_answer(one: Mapping[str, Any]) -> bool:
    return str(one["field"]).split(".")[0] == "answer"
