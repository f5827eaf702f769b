"""The stage: the running system, who acts on it, and what each party's client has got."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from deploy.demo.cast import Actor
from deploy.demo.parties import PartyProcess
from deploy.demo.rest import at_rest
from deploy.demo.telling import Received, Telling, expect
from deploy.infra.system import System
from deploy.infra.topology import SERVICES

SENDER, TEAM, AF, FK, REGION, JOBBTORG = (
    "soc-sodermalm", "team-stockholm", "af", "fk", "vard-sodermalm", "jobbtorg-stockholm",
)  # fmt: skip
# How the story names them, beside their full names in the reference data.
NAMES = {
    SENDER: "Södermalms stadsdelsnämnd", TEAM: "Finsamteamet", AF: "Arbetsförmedlingen", FK: "Försäkringskassan",
    REGION: "Region Stockholm, vårdenhet Södermalm", JOBBTORG: "Jobbtorg Stockholm",
}  # fmt: skip
LISTENING = (SENDER, AF, FK, REGION, JOBBTORG)

Json = dict[str, Any]


@dataclass(slots=True)
class Stage:
    """What every act needs."""

    system: System
    telling: Telling
    http: httpx2.AsyncClient
    people: Mapping[str, Actor]
    parties: Mapping[str, PartyProcess]
    names: Mapping[str, str]
    number: str = field(repr=False)
    individ: Actor = field(repr=False)
    dialogue_id: str = ""
    scan_id: str = ""
    case_id: uuid.UUID | None = None
    referral_version: int = 0
    akt_version: int = 0
    parked_before: int = 0

    def url(self, service: str, path: str) -> str:
        """Return a service's address."""
        return f"{self.system.service_url(service)}{path}"

    async def everybody_got(self, expected: Mapping[str, list[str]]) -> dict[str, list[Received]]:
        """Wait for rest; tell what each party opened; break the story unless it is just what is expected.

        ``expected`` is recipient → document types in order; a running client that isn't named must have got nothing.
        """
        await self.rest()
        got = {r: self.parties[r].fresh() for r in LISTENING}
        silent: list[str] = []
        for recipient, items in got.items():
            wanted = expected.get(recipient, [])
            types = [i.type if i.kind != "gone" else "gone" for i in items]
            expect(
                types == wanted,
                f"{self.names[recipient]} fick {types or 'inget'}, berättelsen lovar {wanted or 'inget'}",
            )
            for item in items:
                if item.kind != "gone":
                    self.telling.opened(self.names[recipient], item)
            if not items and self.parties[recipient].running:
                silent.append(self.names[recipient])
        self.telling.nothing(silent, all_of_them=not any(got.values()))
        return got

    async def rest(self) -> None:
        """Wait until outboxes, inboxes and every running client's lag are at zero."""
        services = {name: self.system.service_url(name) for name in SERVICES}
        running = [recipient for recipient in LISTENING if self.parties[recipient].running]
        admin = await asyncio.to_thread(self.system.admin)
        try:
            await at_rest(self.http, services, admin, running, self.parked_before)
        finally:
            admin.close()

    def refused(self, body: Json) -> None:
        """Tell a refusal as the person at the screen reads it."""
        self.telling.note(f"Nej: {body['title']}")
        for fault in body.get("fields", []):
            self.telling.note(f"  • {fault['field']}: {fault['message']}")
