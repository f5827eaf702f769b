"""What a party answers from its own system: kallelser, delmål, reminders, stop notices. The unit is the token's.

Type and time of an answer act at once. Reasons, texts and journal references are for the team only: it gets them as a
document from this party. Nothing is stored here.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID, uuid4

import httpx2

from finsam_party.errors import AnswerRefused
from finsam_party.outage import Outage
from finsam_party.settings import PartySettings
from finsam_party.tokens import MachineTokens

_ATTEMPTS = 4
_PAUSE_SECONDS = 0.3
_OK = frozenset({HTTPStatus.OK, HTTPStatus.CREATED})


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that the service has taken in: the key it was sent under, and what the service says of it."""

    key: str
    answer: Mapping[str, Any]


class PartyAnswers:
    """Sends answers, each once: a call that gets no reply is sent again under the same idempotency key.

    A caller that keeps its own key with the answer may send it again after a crash, for two days. Every method raises
    :class:`AnswerRefused`, which says in Swedish what to do instead, and :class:`Outage` when nobody replies.
    """

    def __init__(self, settings: PartySettings, http: httpx2.AsyncClient) -> None:
        self._settings = settings
        self._base = settings.answers_url()
        self._tokens = MachineTokens(settings, http)
        self._http = http

    async def answer_call(
        self,
        meeting_id: UUID,
        answer: Literal["kommer", "annan_tid", "kommer_inte"],
        *,
        starts_at: datetime | None = None,
        text: str | None = None,
        journal_reference: str | None = None,
        key: str = "",
    ) -> Kept:
        """Answer a kallelse; ``starts_at`` names the time it is an answer to, so that an old one is told so."""
        said = {"answer": answer, "text": text, "journal_reference": journal_reference}
        when = {"starts_at": starts_at.isoformat()} if starts_at else {}
        return await self._send(f"/v1/meetings/{meeting_id}/answers", said | when, key)

    async def say_need(
        self,
        meeting_id: UUID,
        *,
        need: bool,
        reason: str,
        journal_reference: str | None = None,
        key: str = "",
    ) -> Kept:
        """Say whether the need remains after a meeting without a plan: the anmälande part is asked."""
        said = {"need": need, "reason": reason, "journal_reference": journal_reference}
        return await self._send(f"/v1/meetings/{meeting_id}/needs", said, key)

    async def answer_delmal(
        self,
        delmal_id: UUID,
        answer: Literal["accepterar", "avbojer"],
        *,
        reason: str | None = None,
        journal_reference: str | None = None,
        key: str = "",
    ) -> Kept:
        """Accept or decline a delmål; the plan binds this party when it has accepted."""
        said = {"answer": answer, "reason": reason, "journal_reference": journal_reference}
        return await self._send(f"/v1/delmal/{delmal_id}/answers", said, key)

    async def report_delmal(
        self,
        delmal_id: UUID,
        status: Literal["pagar", "klart", "hinder"],
        *,
        text: str | None = None,
        journal_reference: str | None = None,
        key: str = "",
    ) -> Kept:
        """Say how a delmål goes that this party has accepted."""
        said = {"status": status, "text": text, "journal_reference": journal_reference}
        return await self._send(f"/v1/delmal/{delmal_id}/reports", said, key)

    async def answer_reminder(
        self,
        followup_id: UUID,
        answer: Literal["bereder", "klar", "hinder"],
        *,
        text: str | None = None,
        journal_reference: str | None = None,
        key: str = "",
    ) -> Kept:
        """Answer a reminder of a follow-up: this party prepares it, is ready, or something is in the way."""
        said = {"answer": answer, "text": text, "journal_reference": journal_reference}
        url = f"{self._settings.reminders_url()}/v1/follow-ups/{followup_id}/answers"
        return await self._send_to(url, said, key)

    async def acknowledge_stop(
        self,
        alias: UUID,
        answer: Literal["stoppat", "bevaras", "gallrat"],
        *,
        lagrum: str | None = None,
        decision: str | None = None,
        journal_reference: str | None = None,
        key: str = "",
    ) -> Kept:
        """Acknowledge a stop notice: handling has stopped, what came is kept (by which law), or destroyed (by which decision)."""
        said = {
            "alias": str(alias),
            "answer": answer,
            "lagrum": lagrum,
            "decision": decision,
            "journal_reference": journal_reference,
        }
        return await self._send("/v1/stop-acknowledgements", said, key)

    async def _send(self, path: str, said: Mapping[str, Any], key: str) -> Kept:
        return await self._send_to(f"{self._base}{path}", said, key)

    async def _send_to(self, url: str, said: Mapping[str, Any], key: str) -> Kept:
        used = key or str(uuid4())
        body = {name: value for name, value in said.items() if value is not None}
        for attempt in range(1, _ATTEMPTS):
            try:
                return Kept(used, await self._once(url, body, used))
            except Outage:
                await asyncio.sleep(_PAUSE_SECONDS * attempt)
        return Kept(used, await self._once(url, body, used))

    async def _once(self, url: str, body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {await self._tokens.bearer()}", "Idempotency-Key": key}
        try:
            reply = await self._http.post(url, json=body, headers=headers)
            said = reply.json() if reply.content else {}
        except (httpx2.HTTPError, ValueError):
            raise Outage("answers") from None
        if reply.status_code in _OK:
            return said
        if reply.status_code == HTTPStatus.UNAUTHORIZED:
            self._tokens.forget()
        if (
            reply.status_code == HTTPStatus.UNAUTHORIZED
            or reply.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            raise Outage("answers")
        raise AnswerRefused(str(said.get("code", "refused")), str(said.get("detail", "")))
