"""What this service asks the referral service, over HTTP: about an anmälan on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.coordinator.errors.papers import PaperNotAdmitted, TranscriptRefused
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


_OF_THE_SENDER = {
    "sender": "sender.unit",
    "handlaggare.funktion": "sender.function",
    "handlaggare.funktionsadress": "sender.address",
}
"""What the koordinator's form asks about the sender, and not in the transcript."""


def _fields(said: Any) -> list[dict[str, Any]]:
    """Name the fields as the koordinator's own form does."""
    named = said if isinstance(said, list) else []
    return [
        {**one, "field": _OF_THE_SENDER.get(one["field"], f"content.{one['field']}")}
        for one in named
        if isinstance(one, dict) and "field" in one
    ]
