"""The stage: the running system, who acts on it, and what each party's client has got."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx2

from deploy.demo.cast import Actor
from deploy.demo.parties import PartyProcess
from deploy.demo.rest import at_rest
from deploy.demo.telling import Received, Telling, expect
from deploy.infra.system import System
from deploy.infra.topology import SERVICES
from shared.clock import MovableClock, move
from shared.days import local_day, long_date

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
    meeting_id: str = ""
    plan_id: str = ""
    delmal: dict[str, str] = field(default_factory=dict[str, str])
    """Whose part of the plan → its id: a recipient's, or `individ`."""
    followup_id: str = ""

    @property
    def teller(self) -> Actor:
        """The handläggare who made the anmälan."""
        return self.people["anmalare-soc"]

    @property
    def koordinator(self) -> Actor:
        """The team's koordinator."""
        return self.people["koordinator"]

    def today(self) -> date:
        """Return the day of the law's clock in Sweden, as the story's papers are dated."""
        return local_day(MovableClock(self.system.home.clock).now())

    def let_time_pass(self, until: datetime) -> None:
        """Move the law's clock of every service to a moment ahead."""
        move(self.system.home.clock, until - MovableClock(self.system.home.clock).now())
        self.telling.passes(f"Tiden går. Nu är det den {long_date(self.today())}.")

    async def akt(self) -> Json:
        """Read the team's akt as the koordinator does."""
        read: Json = await self.koordinator.get(self.url("coordinator", f"/v1/akter/{self.case_id}"))
        self.akt_version = read["version"]
        return read

    async def version(self) -> int:
        """Read the akt, and return the version that a command on it names."""
        await self.akt()
        return self.akt_version

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

    async def they_got(self, recipients: Iterable[str], *types: str) -> None:
        """Expect the same documents for these, and nothing for anybody else."""
        await self.everybody_got({recipient: list(types) for recipient in recipients})

    async def questions(self) -> list[Json]:
        """Return the questions that the koordinator has not taken a stand on."""
        return [question for question in (await self.akt())["questions"] if not question["answered_at"]]

    def opened(self, recipient: str, kind: str) -> Received:
        """Return the latest document of a type that a party's own client has opened."""
        return next(i for i in reversed(self.parties[recipient].items) if i.type == kind)

    async def rest(self) -> None:
        """Wait until outboxes, inboxes and every running client's lag are at zero."""
        services = {name: self.system.service_url(name) for name in SERVICES}
        running = [recipient for recipient in LISTENING if self.parties[recipient].running]
        admin = await asyncio.to_thread(self.system.admin)
        try:
            await at_rest(
                self.http, services, admin, running, mend=self._mend, parked_before=self.parked_before
            )
        finally:
            admin.close()

    def _mend(self) -> None:
        for name in self.system.mend(SERVICES):
            self.telling.note(f"{name} slutade och startas igen")

    def refused(self, body: Json) -> None:
        """Tell a refusal as the person at the screen reads it."""
        self.telling.note(f"Nej: {body['title']}")
        for fault in body.get("fields", []):
            self.telling.note(f"  • {fault['field']}: {fault['message']}")
