"""How lives go: from the first talk to an end, each with its own dice. Shares are the simulation's own, near what is known."""

from datetime import date, timedelta

from shared.days import next_working_day
from tests.simulation.doings import CARE, WORDS, Over
from tests.simulation.events import Events
from tests.simulation.ledger import By, Page

REASONS = ("N01", "N02", "N04", "N05", "N06", "N07", "N08", "N09", "N10", "N11", "N12", "N14")
_DATED = {"N09", "N14"}
_BEFORE_DECISION = (
    "sekretess före beslut",
    "hela samtycket åter före beslut",
    "anmälarens samtycke åter före beslut",
)
_HANVISNING = {"finsam_insats": "U33", "gemensam_kartlaggning": "U32", "sip": "U35"}
_TO_WORK = ("U10", "U11", "U12", "U20")
_OTHERWISE = ("U30", "U31", "U32", "U33", "U34", "U35", "U41", "U42", "U43", "U51")


class SimulatedLife(Events):
    """One life. Each part ends with `Over`, or with what comes next."""

    async def live(self, begins: date) -> None:
        """Live it; whatever ends it is in the ledger."""
        await self.calendar.wait(begins)
        try:
            await self._until_sent()
            await self._until_decided()
            await self._until_plan()
            while True:
                await self._with_a_plan()
                await self._follow_up()
        except Over:
            pass
        finally:
            self.calendar.leave()

    async def _until_sent(self) -> None:
        if self.chance(0.08):
            await self.talk("vill_inte")
            self.ledger.no += 1
            self.way("säger nej")
            raise Over
        if self.chance(0.05):
            await self.talk("vill_tanka")
            self.way("vill tänka")
            await self.pause(14)
        await self.draft()
        runs_out = self.chance(0.12)
        await self.give_consent(self.dice.randrange(120, 330) if runs_out else 900)
        await self.submit()
        self.ledger.pages[self.case_id] = Page(self.today())
        self.draw()
        await self.pause()

    async def _until_decided(self) -> None:
        if self.chance(0.09):
            await self._before_decision(self.ledger.deal("före beslut", _BEFORE_DECISION))
        if self.chance(0.15):
            await self._supplement()
        if self.chance(0.16):
            await self._decline(self.ledger.deal("skäl", REASONS))
        await self.take_up()
        self.taken_up = True
        self.way("tas upp")

    async def _before_decision(self, name: str) -> None:
        self.way(name)
        if name == "sekretess före beslut":
            await self.protect()
            await self.by_hand()
        whole = name == "hela samtycket åter före beslut"
        await self.withdraw(**({"kind": "all"} if whole else {"kind": "party", "party": self.covered[0]}))

    async def _supplement(self) -> None:
        await self.decide("supplement-requests", {"text": "Vilken period gäller intyget?", "fields": []})
        await self.pause()
        if self.ledger.deal("komplettering", ("ja", "ja", "ja", "nej", "ja")) == "ja":
            await self.answer_supplement()
            self.way("komplettering besvarad")
            await self.pause()
        else:
            self.way("komplettering obesvarad")
            await self.pause(14)
            await self._decline("N05")

    async def _decline(self, code: str) -> None:
        body = {"reason_code": code}
        if code in _DATED:
            body["on"] = self.day(60)
        await self.decide("decline", body)
        self.page.declined_on = self.today()
        self.way(f"tas inte upp {code}")
        raise Over

    async def _until_plan(self) -> None:
        """Meet until there is a plan, or something else to go on with."""
        while True:
            await self._gather("team")
            if not self.chance(0.18):
                await self.meet("gemensam_plan")
                return
            if self.chance(0.5):
                target = self.dice.choice(sorted(_HANVISNING))
                await self.meet("hanvisning", hanvisning={"to": target})
                self.way("hänvisning")
                if await self._need():
                    continue
                self.way("hänvisning, slut")
                await self.end(_HANVISNING[target])
            else:
                await self.meet("vagledning")
                self.way("vägledning")
                if await self._need():
                    continue
                await self.end("U60")
            raise Over

    async def _need(self) -> bool:
        """Ask the sender whether the need remains."""
        if not self.has_sender():
            return False
        need = self.chance(0.3)
        url = self.url("coordinator", f"/meetings/{self.meeting_id}/needs")
        await self.of(self.covered[0]).send(url, {"need": need, "reason": "Frågan är inte löst."})
        self.way("behov kvar efter möte" if need else "inget behov efter möte")
        return need

    async def _gather(self, kind: str, *, day: date | None = None) -> None:
        """Call, and come together at last; whoever never comes is not found."""
        missed = 0
        while True:
            day = await self.book(kind=kind, day=day)
            if self.chance(0.2):
                await self.answer_call(self.dice.choice(self.covered), "kommer")
            if self.chance(0.1):
                await self.answer_call(self.covered[-1], "annan_tid")
                day = await self.move_meeting()
                self.way("möte flyttat")
            elif self.chance(0.05):
                await self.on_meeting("cancel", {"reason": "lokal_eller_teknik"})
                self.way("möte inställt")
                day = None
                continue
            await self.until(day + timedelta(days=1))
            if self.chance(0.09):
                missed += 1
                await self.adjourn("individen_uteblev")
                self.way("individen uteblev")
                if missed > 1 or self.chance(0.15):
                    self.way("inte anträffbar")
                    await self.end("U72")
                    raise Over
                day = None
            elif self.chance(0.04):
                await self.adjourn("ajournerat")
                self.way("ajournerat")
                day = None
            else:
                return

    async def _with_a_plan(self) -> None:
        """Make the plan at the meeting that was held, and carry it out until it is time to follow it up."""
        await self.make_plan()
        self.way("plan" if self.plans_made == 1 else "ny plan")
        for unit in self.covered[-2:]:
            if self.chance(0.2):
                await self.answer_delmal(unit, "avbojer")
                self.way("delmål avböjt")
            else:
                await self.answer_delmal(unit, "accepterar")
        await self.pause(60)
        await self._report()
        promised = self.page.follow_ups[-1]
        await self.until(promised.due - timedelta(days=40))

    async def _report(self) -> None:
        plan = await self.current_plan()
        accepted = {one["id"] for one in plan["delmal"] if one["state"] == "accepterat"}
        for whose, delmal_id in sorted(self.delmal.items()):
            if str(delmal_id) in accepted and (whose == "individ" or whose in self.covered):
                status = self.dice.choice(("pagar", "klart", "klart", "hinder"))
                await self.report(whose, status)
                self.way(f"delmål {status}")

    async def _follow_up(self) -> None:
        """Follow up: in time, moved, or late; and again as long as care comes first."""
        while True:
            promised = self.page.follow_ups[-1]
            day = promised.due - timedelta(days=7)
            if self.chance(0.15):
                day = next_working_day(promised.due + timedelta(days=self.dice.randrange(7, 40)))
                if self.signed_to is None or day <= self.signed_to:
                    await self.reschedule(day)
                    self.way("uppföljning flyttad")
            elif self.chance(0.12):
                await self.until(promised.due + timedelta(days=self.dice.randrange(1, 40)))
                day = None
                self.way("uppföljning försenad")
            elif self.chance(0.3):
                await self.answer_reminder()
            await self._gather("uppfoljning", day=day)
            at_once = self.chance(0.15)
            await self.meet("gemensam_plan" if at_once else "uppfoljning")
            promised.held_on = self.met_on
            await self.pause()
            if at_once:
                await self._record("U50", {"kind": "ny_plan", "reason": WORDS})
                self.way("ny plan vid uppföljningen")
                return
            if await self._came_to():
                return

    async def _came_to(self) -> bool:
        """Record the result. Returns when a new plan is to be made; False when the follow-up comes back."""
        throw = self.dice.random()
        if throw < 0.12:
            months = self.dice.randrange(1, 7)
            await self._record(
                "U40", {"kind": "halls_oppet", "months": months, "reason": "Vården går först."}
            )
            self.way("hålls öppet")
            promised = self.promise(self.today(), months)
            await self.until(promised.due - timedelta(days=25))
            return False
        if throw < 0.5:
            await self._record("U50", {"kind": "ny_plan", "reason": "Behovet kvarstår."})
            self.way("behovet kvarstår")
            await self.pause()
            await self._gather("team")
            await self.meet("gemensam_plan")
            return True
        main = (
            self.dice.choice(_TO_WORK)
            if throw < 0.72
            else self.dice.choice((*_OTHERWISE, "U60", "U60", "U71", "U72", "U73"))
        )
        await self._record(main, {"kind": "avslut", "carries_on": CARE, "text": WORDS})
        self.way("avslut vid uppföljning")
        self.has_ended(main, By.FOLLOW_UP)
        raise Over

    async def _record(self, main: str, following: dict[str, object]) -> None:
        others = [code for code in (*_TO_WORK, *_OTHERWISE) if code != main]
        secondary = tuple(self.dice.sample(others, self.dice.choice((0, 0, 1, 2))))
        await self.write_record(main, secondary, following)
