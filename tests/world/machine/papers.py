"""Giving the samtycke and taking it back, with the model told of each; begins a case too."""

from datetime import timedelta
from typing import Any

from deploy.demo.papers import anmalan
from deploy.infra.topology import TEAM
from shared.clock import STOCKHOLM
from tests.world.life import AF, CATEGORIES, FK, REGION, SENDER, Json, _paper
from tests.world.machine.giving import Manner, Reply
from tests.world.machine.machine import Base
from tests.world.machine.model import Cell, cells_of
from tests.world.machine.person import Case

ASKED = ((AF, FK, REGION), (AF, FK), (REGION,), (FK, REGION))


class Papers(Base):
    """What the sender does before anything is sent."""

    async def draft(self, case: Case, how: Manner = Manner.STRAIGHT) -> None:
        """Talk with the person, and begin an anmälan with her."""
        talked = await self.talk(case, "vill")
        case.dialogue_id = str(talked.body["id"])
        drafted = await self.draft_from(case, case.dialogue_id, how)
        assert drafted.ok, drafted
        case.begin(_uuid(drafted.body["id"]), case.dialogue_id)
        self.stage.cases[case.case_id] = case
        self.mine.append(case)

    async def talk(self, case: Case, answer: str, how: Manner = Manner.STRAIGHT) -> Reply:
        """Ask the person whether she wants it."""
        body = {
            "individ": {"namn": case.person.name, "personnummer": case.person.personal_number},
            "asked_on": case.day(0), "asked_by": "Anmälare Testperson", "channel": "mote", "answer": answer,
            "words": "Samtalet", "next_step": "Vi hörs igen.",
        }  # fmt: skip
        give = self.giving(case, how)
        return await give("referral", "post", "/v1/dialogues", case.of(SENDER), body, for_all=True)

    async def draft_from(
        self, case: Case, dialogue_id: str, how: Manner = Manner.STRAIGHT, **more: Any
    ) -> Reply:
        """Begin an anmälan on the strength of a dialogue."""
        content = anmalan(case.person.personal_number or "", case.person.name, list(case.asked))
        content["planer"] = []
        body = {"dialogue_id": dialogue_id, "team": TEAM, **content, **more}
        return await self.giving(case, how)("referral", "post", "/v1/referrals", case.of(SENDER), body)

    async def store_scan(self, case: Case, how: Manner = Manner.STRAIGHT, number: int = 0) -> Reply:
        """Store the signed paper."""
        paper = _paper(case.person.personal_number or "", case.person.name)
        stored = await self.giving(case, how, number).upload(case.of(SENDER), paper)
        assert not (how is Manner.STRANGER and stored.ok), "somebody else's paper was stored"
        if stored.ok:
            case.scan_id = str(stored.body["scan_id"])
        return stored

    async def sign(
        self,
        case: Case,
        how: Manner = Manner.STRAIGHT,
        *,
        parties: tuple[str, ...] | None = None,
        categories: tuple[str, ...] = CATEGORIES,
        days: int = 730,
        starts: int = 0,
        without: tuple[Cell, ...] = (),
    ) -> Reply:
        """She signs: for whom, for what and for how long."""
        if not case.scan_id:
            await self.store_scan(case)
        teller, now = case.of(SENDER), case.house.now()
        text = await teller.get(case.url("consent", "/texts/current"), locale="sv")
        granted = _pairs(parties if parties is not None else case.asked)
        body: Json = {
            "case_id": str(case.case_id), "text_id": text["id"], "text_hash": text["hash"], "locale": "sv",
            "method": "paper", "signed_on": case.day(0), "scan_id": case.scan_id or str(case.case_id),
            "valid_from": case.day(starts), "valid_to": case.day(starts + days),
            "grants": [{"source": s, "recipient": r, "categories": list(categories)} for s, r in granted],
            "exclusions": [{"source": s, "recipient": r, "category": c} for s, r, c in without],
            "exclusion_note": "", "statistics": False, "contact_by_message": False, "read_aloud": True,
            "interpreter": False,
        }  # fmt: skip
        signed = await self.giving(case, how)("consent", "post", "/v1/signings", teller, body)
        if signed.ok:
            cells = cells_of([(s, r, categories) for s, r in granted], without)
            first = now.astimezone(STOCKHOLM).date() + timedelta(days=starts)
            case.consent.sign(cells, first, first + timedelta(days=days), now)
        return signed

    async def withdraw(
        self,
        case: Case,
        how: Manner = Manner.STRAIGHT,
        *,
        by: str = "individ",
        party: str | None = None,
        category: str | None = None,
        number: int = 0,
    ) -> Reply:
        """She says no to all of it, to a party or to a category; staff may take it in on her word."""
        scope = {"kind": "category" if category else "party" if party else "all"}
        scope |= {name: value for name, value in (("party", party), ("category", category)) if value}
        body = {
            "case_id": str(case.case_id), "scope": scope, "said_on": case.day(0),
            "channel": "inloggad" if by == "individ" else "telefon",
        }  # fmt: skip
        actor = case.who("individ") if by == "individ" else case.of(by)
        give = self.giving(case, how, number)
        done = await give("consent", "post", "/v1/revocations", actor, body)
        if done.ok:
            assert done.body["state"] == "enforced", f"{case}: a withdrawal took more than ten seconds"
            case.consent.withdraw(party, category)
        return done

    async def protect(self, case: Case, actor: str, how: Manner = Manner.STRAIGHT, number: int = 0) -> Reply:
        """Her identity is protected from now on: she, not a case, so all her cases."""
        give, body = self.giving(case, how, number), {"case_id": str(case.case_id)}
        done = await give("consent", "post", "/v1/protections", case.of(actor), body)
        if done.ok:
            self.is_protected(case)
        return done

    def is_protected(self, case: Case) -> None:
        """Tell the model: it is she who is protected, in each case of hers."""
        for other in (case, *self.stage.cases.values()):
            if other.person.personal_number == case.person.personal_number:
                other.consent.protected = True


def _pairs(parties: tuple[str, ...]) -> list[tuple[str, str]]:
    both = [(SENDER, TEAM), (TEAM, SENDER)]
    for party in parties:
        both += [(SENDER, party), (TEAM, party), (party, TEAM)]
    return both


def _uuid(value: str) -> Any:
    from uuid import UUID

    return UUID(value)
