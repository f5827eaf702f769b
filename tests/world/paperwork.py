"""What people do with an anmälan that comes on paper, each through the services' own HTTP interfaces."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deploy.demo.cast import Answer
from deploy.demo.papers import FRAGESTALLNING, grants, signed_paper
from deploy.infra.topology import TEAM
from tests.world.life import CATEGORIES, SENDER
from tests.world.teamwork import Teamwork

Json = dict[str, Any]


@dataclass
class Paperwork(Teamwork):
    """One case that came to the team by post."""

    def transcript(self, **more: Any) -> Json:
        """What the koordinator reads from the form."""
        return {
            "individ": {"namn": self.person.name, "personnummer": self.person.personal_number},
            "kontakt": {
                "adress": "Provgatan 17", "postnummer": "11620", "postort": "Stockholm", "kanal": "brev",
            },
            "parter": list(self.asked),
            "fragestallning": {"text": FRAGESTALLNING, "category": "sociala"},
            **more,
        }  # fmt: skip

    async def post(self, *, samtycke: str = "saknas", **more: Any) -> Answer:
        """Register the paper that came today, with a scan of it."""
        body: Json = {
            "received_on": self.day(0), "samtycke": samtycke, "by_letter": True, "content": self.transcript(),
            "sender": {
                "unit": SENDER, "name": "Anmälare Testperson", "function": "Ekonomiskt bistånd",
                "address": ["Provgatan 3", "118 20 Stockholm"], "reference": "SOC-2026-77",
            },
            **more,
        }  # fmt: skip
        koordinator = self.of(TEAM)
        made = await koordinator.send(self.url("coordinator", "/paper-referrals"), body, expects=201)
        self._case_id = UUID(made.body["case_id"])
        await self.scan_letter()
        return made

    async def scan_letter(self) -> Answer:
        """Scan what came by post."""
        return await self.of(TEAM).upload(
            self.url("coordinator", "/akter/{}/paper/scans"),
            fields={}, content=self.scan(), media_type="application/pdf",
        )  # fmt: skip

    def scan(self) -> bytes:
        """Return a picture of the paper."""
        return signed_paper(self.person.personal_number or "", self.person.name, "i dag")

    async def sign_at_team(self, categories: tuple[str, ...] = CATEGORIES) -> Answer:
        """The samtycke came by post too: the koordinator scans it and attests it."""
        koordinator = self.of(TEAM)
        text = await koordinator.get(self.url("consent", "/texts/current"), locale="sv")
        scan = await koordinator.upload(
            self.url("consent", "/scans"),
            fields={"case_id": str(self.case_id)}, content=self.scan(), media_type="application/pdf",
        )  # fmt: skip
        body: Json = {
            "case_id": str(self.case_id), "text_id": text["id"], "text_hash": text["hash"], "locale": "sv",
            "method": "paper", "signed_on": self.day(0), "scan_id": scan.body["scan_id"],
            "valid_from": self.day(0), "valid_to": self.day(self.signed_for),
            "grants": grants(SENDER, TEAM, list(self.asked), list(categories)),
            "exclusions": [], "exclusion_note": "",
            "statistics": False, "contact_by_message": False, "read_aloud": False, "interpreter": False,
        }  # fmt: skip
        return await koordinator.send(self.url("consent", "/signings"), body, expects=201)

    async def letters(self) -> list[str]:
        """List the kinds of the akt's letters, the oldest first."""
        listed = await self.of(TEAM).get(self.url("coordinator", "/akter/{}/letters"))
        return [one["kind"] for one in reversed(listed["letters"])]
