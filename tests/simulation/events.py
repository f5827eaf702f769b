"""What comes between: at most one thing in a life that nobody planned, and the end of the samtycke's time."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.simulation.doings import Doings, Over

_SHARE = 0.42
"""Of the lives, something comes between in this share."""
_CARDS = (
    "part åter", "allt åter", "avliden", "kategori åter", "flyttat, slut", "anmälaren åter, ny drivande",
    "part åter", "egen begäran", "sekretess", "anmälaren åter, slut", "flyttat, fortsätter", "allt åter",
    "part åter", "kategori åter",
)  # fmt: skip


@dataclass
class Events(Doings):
    """A life to which things happen while it waits."""

    taken_up: bool = False
    coming: str | None = None
    comes_on: date = date.max

    def draw(self) -> None:
        """Draw what will come, and when."""
        if self.chance(_SHARE):
            self.coming = self.ledger.deal("händelse", _CARDS)
            self.comes_on = self.today() + timedelta(days=self.dice.randrange(20, 300))

    def has_sender(self) -> bool:
        """Whether the sender is still in."""
        return "soc-sodermalm" in self.covered

    async def pause(self, days: int = 0) -> None:
        """Let days go by, at least to the next week."""
        await self.until(self.today() + timedelta(days=days))

    async def until(self, day: date) -> None:
        """Wait for a day. What comes between may end it all: raises Over."""
        while True:
            await self._let(min(day, self.comes_on, self.signed_to or date.max))
            if self.today() >= self.comes_on and self.coming and self._is_time(self.coming):
                name, self.coming, self.comes_on = self.coming, None, date.max
                await self._happen(name)
            elif self.today() >= self.comes_on:
                self.comes_on = self.today() + timedelta(days=28)
            await self.tend()
            if self.today() >= day:
                return

    async def tend(self) -> None:
        """Take a stand on what stands open, as the koordinator's list says."""
        listed = self.calendar.listed.get(self._case_id) if self._case_id else None
        if listed is None or listed["next"]["step"] != "ta_stallning":
            return
        for _ in range(6):
            asked = [one for one in (await self.akt())["questions"] if one["answered_at"] is None]
            asked = [one for one in asked if one["kind"] != "ny_plan"]
            if not asked:
                return
            await self._take_a_stand(asked[0])

    async def _take_a_stand(self, question: dict[str, str]) -> None:
        kind = question["kind"]
        self.way(f"fråga {kind}")
        match kind:
            case "avbojt_delmal" | "delmal_utan_part":
                if not await self.hand_over({"avbojt", "utgatt"}):
                    await self.answer_question(question, "Delmålet utgår.")
            case "drivande_saknas" if self.page.planned:
                await self.name_driver(self.covered[0])
            case "drivande_saknas":
                await self.name_in_words(question, self.covered[0])
            case "samtycke_gar_ut":
                if self.has_sender() and self.ledger.deal("förlängning", ("ja", "nej")) == "ja":
                    await self.renew(700)
                    self.way("samtycket förlängt")
                await self.answer_question(question, "Personen är tillfrågad.")
            case _:
                await self.answer_question(question, "Vi går vidare utan.")

    def _is_time(self, name: str) -> bool:
        """Most comes only to a case that the team has taken up, some only to one with a plan."""
        if not self.taken_up:
            return name == "avliden"
        if name == "anmälaren åter, ny drivande":
            return self.page.planned and len(self.covered) > 1
        if name == "part åter":
            return self.page.planned and len(self.covered) > 2
        return True

    async def _happen(self, name: str) -> None:
        self.way(name)
        match name:
            case "part åter":
                party = self.covered.pop()
                await self.take_back(kind="party", party=party)
                await self._wait_for_the_list()
            case "kategori åter":
                await self.take_back(kind="category", category="halsa")
                await self._wait_for_the_list()
            case "anmälaren åter, ny drivande":
                sender = self.covered.pop(0)
                await self.take_back(kind="party", party=sender)
                await self._wait_for_the_list()
            case "anmälaren åter, slut":
                await self.take_back(kind="party", party=self.covered.pop(0))
                await self._wait_for_the_list()
                await self.end("U71")
                raise Over
            case "allt åter":
                await self.withdraw(kind="all")
            case "avliden":
                await self.end("U74")
                raise Over
            case "flyttat, fortsätter" | "flyttat, slut":
                await self.decide_without_body("moves")
                await self._wait_for_the_list()
                if name.endswith("slut"):
                    await self.end("U73")
                    raise Over
            case "egen begäran":
                await self.end("U71")
                raise Over
            case _:
                await self.protect()
                await self.by_hand()

    async def _wait_for_the_list(self) -> None:
        """Let a week go by, so that everybody has heard."""
        await self._let(self.today())
        await self.tend()

    async def _let(self, day: date) -> None:
        """Wait, at least until next week. The samtycke's time may run out meanwhile: raises Over."""
        self.calendar.give_way()
        await self.calendar.wait(day)
        if self._case_id in self.ledger.pages and self.signed_to and self.today() > self.signed_to:
            self.way("samtycket gick ut")
            self.has_ended(None)
            raise Over

    async def withdraw(self, **scope: str) -> None:
        """Take back what ends the case."""
        await self.take_back(**scope)
        self.has_ended("U70")
        raise Over

    async def by_hand(self) -> None:
        """The case leaves the lists. Some are ended by hand; nothing of them is counted."""
        if self.ledger.deal("för hand", ("slut", "kvar", "slut")) == "slut":
            await self._let(self.today() + timedelta(days=30))
            if not self.page.planned and self.page.declined_on is None and await self._is_undecided():
                await self.decide_by_hand()
                self.way("för hand, tas inte upp")
            else:
                await self.end("U60")
                self.way("för hand, avslutat")
        else:
            self.way("för hand, kvar")
        raise Over

    async def _is_undecided(self) -> bool:
        return (await self.open_akt())["status"] == "inkommen"

    async def decide_by_hand(self) -> None:
        """Decide that the case is handled outside the system (N13)."""
        version = (await self.open_akt())["version"]
        url = self.url("coordinator", "/akter/{}/decline")
        await self.koordinator().send(url, {"reason_code": "N13"}, version=version)
        self.page.declined_on = self.today()

    async def decide_without_body(self, path: str) -> None:
        """Note something on the akt that needs no words."""
        version = (await self.akt())["version"]
        await self.koordinator().send(self.url("coordinator", f"/akter/{{}}/{path}"), {}, version=version)
