"""What people do with one case, each through the services' own HTTP interfaces: steps 1 to 4."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deploy.demo.cast import Actor, Answer, Stale
from deploy.demo.papers import REVIEW, anmalan, grants, signed_paper
from deploy.infra.topology import TEAM
from shared.clock import STOCKHOLM
from shared.devidp.codes import Grant
from shared.devidp.directory import Person
from tests.world.house import House

SENDER, AF, FK, REGION, JOBBTORG = "soc-sodermalm", "af", "fk", "vard-sodermalm", "jobbtorg-stockholm"
STAFF = {
    SENDER: "anmalare-soc", AF: "handlaggare-af", FK: "handlaggare-fk",
    REGION: "handlaggare-region", JOBBTORG: "handlaggare-jobbtorg", TEAM: "koordinator",
}  # fmt: skip
CATEGORIES = (
    "identitet", "handlaggning", "forsorjning", "halsa", "sociala", "planer", "mote", "plan", "planoversikt",
    "uppfoljning",
)  # fmt: skip
READ_AGAIN = 4
"""How many times a koordinator reads the akt again when something came to it while she decided."""
_LOGIN = Grant("finsam-cli", "", "", "", "openid", None)
Json = dict[str, Any]


@dataclass
class Life:
    """One case, from the first talk on."""

    house: House
    person: Person
    asked: tuple[str, ...] = (AF, FK, REGION)
    signed_for: int = 730
    """Days that the samtycke holds."""
    _case_id: UUID | None = None
    _people: dict[str, Actor] = field(default_factory=dict)

    @property
    def case_id(self) -> UUID:
        """The case's id; there is one from the draft on."""
        assert self._case_id is not None
        return self._case_id

    def who(self, name: str) -> Actor:
        """Return someone by the id of the reference data, logged in; the person herself is `individ`."""
        person = self.person if name == "individ" else self.house.people[name]
        token = self.house.issuer.for_person(person, _LOGIN)["access_token"]
        return Actor(person.id, person.name, token, self.house.http)

    def of(self, unit: str) -> Actor:
        """Return a unit's handläggare; the team's is its koordinator."""
        return self.who(STAFF[unit])

    def today(self) -> date:
        """Return the day of the law's clock in Sweden."""
        return self.house.now().astimezone(STOCKHOLM).date()

    def day(self, days: int) -> str:
        """Return a day from today on."""
        return (self.today() + timedelta(days=days)).isoformat()

    def url(self, service: str, path: str = "") -> str:
        """Return an address under the case: `{}` in the path is its id."""
        return self.house.url(service, f"/v1{path}".replace("{}", str(self._case_id)))

    async def talk(self, answer: str = "vill") -> str:
        """Ask the person; returns the dialogue's id."""
        made = await self.of(SENDER).send(
            self.url("referral", "/dialogues"),
            {
                "individ": {"namn": self.person.name, "personnummer": self.person.personal_number},
                "asked_on": self.day(0), "asked_by": "Anmälare Testperson", "channel": "mote", "answer": answer,
                "words": "Samtalet", "next_step": "Vi fyller i anmälan tillsammans.",
            },
            expects=201,
        )  # fmt: skip
        return made.body["id"]

    async def draft(self) -> None:
        """Talk, and begin an anmälan that is whole."""
        content = anmalan(self.person.personal_number or "", self.person.name, list(self.asked))
        content["planer"] = []
        made = await self.of(SENDER).send(
            self.url("referral", "/referrals"),
            {"dialogue_id": await self.talk(), "team": TEAM, **content},
            expects=201,
        )
        self._case_id = UUID(made.body["id"])

    async def sign(
        self, parties: tuple[str, ...] | None = None, categories: tuple[str, ...] = CATEGORIES
    ) -> Answer:
        """The person signs on paper for the parties asked, or for those named."""
        teller = self.of(SENDER)
        text = await teller.get(self.url("consent", "/texts/current"), locale="sv")
        scan = await teller.upload(
            self.url("consent", "/scans"),
            fields={"case_id": str(self.case_id)},
            content=_paper(self.person.personal_number or "", self.person.name),
            media_type="application/pdf",
        )
        body: Json = {
            "case_id": str(self.case_id), "text_id": text["id"], "text_hash": text["hash"], "locale": "sv",
            "method": "paper", "signed_on": self.day(0), "scan_id": scan.body["scan_id"],
            "valid_from": self.day(0), "valid_to": self.day(self.signed_for),
            "grants": grants(SENDER, TEAM, list(self.asked if parties is None else parties), list(categories)),
            "exclusions": [], "exclusion_note": "",
            "statistics": False, "contact_by_message": False, "read_aloud": True, "interpreter": False,
        }  # fmt: skip
        return await teller.send(self.url("consent", "/signings"), body, expects=201)

    async def submit(self) -> None:
        """Confirm the sekretessprövning and send the anmälan."""
        teller, one = self.of(SENDER), self.url("referral", "/referrals/{}")
        version = (await teller.get(one))["version"]
        reviewed = await teller.send(f"{one}/secrecy-review", REVIEW, version=version)
        await teller.send(f"{one}/submit", {}, version=reviewed.body["version"])

    async def akt(self) -> Json:
        """Read the team's akt."""
        return await self.of(TEAM).get(self.url("coordinator", "/akter/{}"))

    async def decide(self, path: str, body: Json, *, expects: int = 200) -> Answer:
        """Give the koordinator's command on the akt as it stands; what came to it meanwhile is read first."""
        url, team = self.url("coordinator", f"/akter/{{}}/{path}"), self.of(TEAM)
        for _ in range(READ_AGAIN):
            with suppress(Stale):
                return await team.send(url, body, version=(await self.akt())["version"], expects=expects)
        return await team.send(url, body, version=(await self.akt())["version"], expects=expects)

    async def take_up(self) -> None:
        """Take the anmälan up."""
        await self.decide("take-up", {"next_step": "Du och parterna kallas till ett möte.", "earliest": None})

    async def decline(self, reason: str = "N05") -> None:
        """Do not take the anmälan up."""
        await self.decide("decline", {"reason_code": reason})

    async def revoke(self, **scope: str) -> Answer:
        """The person withdraws, logged in: all, a party, or a category."""
        return await self.who("individ").send(
            self.url("consent", "/revocations"),
            {
                "case_id": str(self.case_id), "scope": scope or {"kind": "all"},
                "said_on": self.day(0), "channel": "inloggad",
            },
        )  # fmt: skip

    async def alias(self, unit: str) -> UUID:
        """Return a unit's own id of the case."""
        return UUID(
            (await self.of(unit).get(self.url("consent", "/aliases"), case_id=str(self.case_id)))["alias"]
        )


_papers: dict[tuple[str, str], bytes] = {}


def _paper(number: str, name: str) -> bytes:
    if (number, name) not in _papers:
        _papers[number, name] = signed_paper(number, name, "i dag")
    return _papers[number, name]
