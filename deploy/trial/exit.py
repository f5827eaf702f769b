"""Asks at the one exit as a party's machine does: how many keys come out. One question at a time, so that nobody waits for it."""

import asyncio
import json
import time
import uuid
from http import HTTPStatus
from typing import Any, Final

import httpx2
from finsam_party.outage import Outage
from finsam_party.tokens import MachineTokens

from deploy.demo.own_system import party_settings
from deploy.trial.client import Client
from deploy.trial.history import Probe

PATIENCE_SECONDS: Final = 20.0
_PAUSE_SECONDS: Final = 0.5


class Exit:
    """The door that every withdrawal shuts."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._machines: dict[str, MachineTokens] = {}
        self._one_at_a_time = asyncio.Lock()

    async def probe(self, case_id: str, recipient: str, alias: str, category: str, *, after: bool) -> None:
        """Ask for everything under an alias, and note how many keys came for what is (to be) withdrawn.

        `category` narrows it. A notice needs no row, and counts as none. No answer: nothing is noted.
        """
        async with self._one_at_a_time:
            end = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < end:
                keys = await self._keys(recipient, alias, category)
                if keys is not None:
                    self._client.recorder.probes.append(Probe(case_id, recipient, after, keys))
                    return
                await asyncio.sleep(_PAUSE_SECONDS)
            self._client.recorder.notes.append(f"utgången svarade inte {recipient} i {case_id}")

    async def _keys(self, recipient: str, alias: str, category: str) -> int | None:
        feed = await self._ask(recipient, "GET", "/v1/feed", params={"alias": alias})
        if feed is None:
            return None
        events = [record["id"] for record in feed["records"]]
        if not events:
            return 0
        asked = {"events": events, "purpose": "handlaggning"}
        released = await self._ask(recipient, "POST", "/v1/release", json=asked)
        return None if released is None else keys_in(released, category)

    async def _ask(self, recipient: str, method: str, path: str, **sent: Any) -> Any:
        machine = self._machines.get(recipient)
        if machine is None:
            settings = party_settings(self._client.system, recipient)
            machine = self._machines[recipient] = MachineTokens(settings, self._client.http)
        url = self._client.system.service_url("consent") + path
        try:
            headers = {
                "Authorization": f"Bearer {await machine.bearer()}",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            answer = await self._client.http.request(method, url, headers=headers, **sent)
        except (httpx2.HTTPError, Outage):
            return None
        return json.loads(answer.content) if answer.status_code == HTTPStatus.OK else None


def keys_in(released: Any, category: str) -> int:
    """Count the keys of documents in an answer of the exit: a notice has one section, a document more."""
    return sum(
        section["status"] == "key" and category in {"", section["category"]}
        for event in released["events"]
        for section in event.get("sections", [])
        if len(event["sections"]) > 1
    )
