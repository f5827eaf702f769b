"""What people do beside `tests.world`: with a calendar of their own, and more than one way to go on."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from deploy.demo.cast import Actor
from deploy.demo.papers import REVIEW
from deploy.infra.topology import TEAM
from shared.days import add_months, next_working_day
from tests.simulation.calendar import Calendar
from tests.simulation.ledger import By, End, FollowedUp, Ledger, Page, Recorded
from tests.world.teamwork import SENDER, Teamwork

Json = dict[str, Any]
TICKED = ("identitet", "handlaggning", "forsorjning", "halsa", "sociala", "mote", "plan", "uppfoljning")
CARE = [{"what": "Kontakten med socialtjänsten", "who": "Socialtjänsten Södermalm"}]
WORDS = "Vi har gått igenom läget tillsammans."
_FOLLOWED = {"natt", "delvis", "inte_natt", "pagar"}


class Over(Exception):
    """Nothing more happens in this life that the team takes part in."""


@dataclass
class Doings(Teamwork):
    """One case, its page in the ledger, and its own dice."""

    calendar: Calendar = field(kw_only=True)
    ledger: Ledger = field(kw_only=True)
    dice: random.Random = field(kw_only=True)
    covered: list[str] = field(default_factory=list)
    """The units that the samtycke covers as far as those at the meeting know, the sender first."""
    met_on: date | None = None
    signed_to: date | None = None
    plans_made: int = 0

    @property
    def page(self) -> Page:
        """The case's page."""
        return self.ledger.pages[self.case_id]

    def today(self) -> date:
        """Return the day."""
        return self.calendar.today

    def way(self, name: str) -> None:
        """Write down which way the life took."""
        self.ledger.ways[name] += 1

    def chance(self, share: float) -> bool:
        """Throw the dice."""
        return self.dice.random() < share

    def koordinator(self) -> Actor:
        """Return the team's koordinator."""
        return self.of(TEAM)

    async def give_consent(self, days: int) -> None:
        """Sign for some days, all that the team works with."""
        self.signed_for = days
        await self.sign(categories=TICKED)
        self.signed_to = self.today() + timedelta(days=days)
        self.covered = [SENDER, *self.asked]

    async def renew(self, days: int) -> None:
        """Sign a new paper for those who are still in."""
        self.signed_for = days
        await self.sign(parties=tuple(self.covered[1:]), categories=TICKED)
        self.signed_to = self.today() + timedelta(days=days)

    async def book(self, *, kind: str = "team", day: date | None = None) -> date:
        """Call to a meeting two weeks ahead or more; returns its day."""
        first = self.today() + timedelta(days=15 + self.dice.randrange(7))
        starts_at = self.calendar.slot(next_working_day(max(first, day or first)))
        await self.call(*self.covered, kind=kind, starts_at=starts_at.isoformat())
        self.met_on = starts_at.date()
        return self.met_on

    async def move_meeting(self) -> date:
        """Move the meeting; returns its new day."""
        starts_at = self.calendar.slot(next_working_day(self.today() + timedelta(days=16)))
        body = {
            "starts_at": starts_at.isoformat(), "minutes": 15, "place": "Jobbtorg, Testgatan 1",
            "reason": "part_kan_inte",
        }  # fmt: skip
        await self.on_meeting("move", body)
        self.met_on = starts_at.date()
        return self.met_on

    async def answer_call(self, unit: str, answer: str) -> None:
        """Answer the kallelse for a unit."""
        url = self.url("coordinator", f"/meetings/{self.meeting_id}/answers")
        await self.of(unit).send(url, {"answer": answer})

    async def meet(self, outcome: str, **more: Any) -> None:
        """Note the meeting that was held with everybody who may be there."""
        await self.hold(*self.covered, outcome=outcome, **more)

    async def make_plan(self) -> None:
        """Make the gemensam plan at the meeting."""
        self.delmal = {}
        driver = self.covered[0]
        named = {"unit": driver, "name": "Anmälare Testperson", "function": "handläggare"}
        await self.plan(*self.covered[-2:], driver=named, deputy=None)
        self.plans_made += 1
        self.page.planned = True
        assert self.met_on is not None
        self.promise(self.met_on, 6)

    async def current_plan(self) -> Json:
        """Read the plan in force."""
        return (await self.plans())["current"]

    async def answer_delmal(self, unit: str, answer: str) -> None:
        """Accept or decline a delmål for a unit."""
        url = self.url("coordinator", f"/delmal/{self.delmal[unit]}/answers")
        await self.of(unit).send(url, {"answer": answer})

    async def report(self, whose: str, status: str) -> None:
        """Say how a delmål goes: a unit, or the person herself."""
        mine = "/my" if whose == "individ" else ""
        url = self.url("coordinator", f"{mine}/delmal/{self.delmal[whose]}/reports")
        await (self.who("individ") if mine else self.of(whose)).send(url, {"status": status})

    async def hand_over(self, states: set[str]) -> bool:
        """Write the plan anew: what was declined, or left with its party, becomes another's. Tells whether anything did."""
        plan = await self.current_plan()
        gone = [one for one in plan["delmal"] if one["state"] in states]
        if not gone:
            return False
        kept = ("id", "what", "how_seen", "responsible", "due", "category")
        goals = [
            {
                **goal,
                "delmal": [
                    {name: one[name] for name in kept}
                    | ({"responsible": self._taker(one["responsible"]["unit"])} if one in gone else {})
                    for one in plan["delmal"]
                    if one["goal"] == goal["id"] and one["state"] != "borttaget"
                ],
            }
            for goal in plan["goals"]
        ]
        url = self.url("coordinator", f"/akter/{{}}/plans/{self.plan_id}")
        await self.koordinator().change(url, {"goals": goals}, version=plan["version"])
        await self._learn_delmal()
        return True

    def _taker(self, decliner: str) -> Json:
        """Name somebody else than who said no; when there is no other unit, the person herself."""
        others = [unit for unit in self.covered if unit != decliner]
        if not others:
            return {"kind": "individ"}
        return {"kind": "part", "unit": others[0], "name": "Ny Testperson", "function": "handläggare"}

    async def name_driver(self, unit: str) -> None:
        """Let another unit drive the plan."""
        plan = await self.current_plan()
        driver = {"unit": unit, "name": "Ny Testperson", "function": "handläggare"}
        url = self.url("coordinator", f"/akter/{{}}/plans/{self.plan_id}/driver")
        await self.koordinator().send(url, {"driver": driver}, version=plan["version"])

    async def answer_question(self, question: Json, decision: str) -> None:
        """Take a stand on a question."""
        await self.decide(f"questions/{question['id']}/answers", {"decision": decision})

    async def name_in_words(self, question: Json, unit: str) -> None:
        """Say who drives a case that has no plan yet."""
        driver = {"unit": unit, "name": "Ny Testperson", "function": "handläggare"}
        body = {"decision": "En annan part driver ärendet.", "driver": driver}
        await self.decide(f"questions/{question['id']}/answers", body)

    async def open_akt(self) -> Json:
        """Open the akt for a stated purpose: it has left the lists, or is handled by hand."""
        url = self.url("coordinator", "/akter/{}/openings")
        answer = await self.koordinator().send(url, {"purpose": "handlaggning_for_hand"})
        return answer.body

    async def end(self, outcome: str) -> None:
        """End the case by the koordinator's decision."""
        version = (await self.open_akt())["version"]
        body: Json = {"outcome": outcome}
        if outcome != "U74":
            body |= {"carries_on": CARE, "text": WORDS}
        await self.koordinator().send(self.url("coordinator", "/akter/{}/end"), body, version=version)
        self.has_ended(outcome)

    def has_ended(self, code: str | None, by: By = By.AKT) -> None:
        """Write the end into the ledger; an open follow-up is given up."""
        page = self.page
        page.end = End(self.today(), code, by, page.protected)
        for each in page.follow_ups:
            each.given_up = each.held_on is None

    async def last_follow_up(self) -> Json:
        """Read the follow-up of the case that was scheduled last."""
        listed = await self.koordinator().get(self.url("followup", "/cases/{}/follow-ups"))
        return listed["follow_ups"][-1]

    def promise(self, since: date, months: int) -> FollowedUp:
        """Write down by which day the next follow-up is promised."""
        promised = FollowedUp(next_working_day(add_months(since, months)))
        self.page.follow_ups.append(promised)
        return promised

    async def reschedule(self, day: date) -> None:
        """Plan the follow-up for another day."""
        found = await self.last_follow_up()
        await self.koordinator().send(
            self.url("followup", f"/follow-ups/{found['id']}/reschedulings"),
            {"planned_for": day.isoformat(), "reason_code": "individen_sjuk"},
            version=found["version"],
        )

    async def answer_reminder(self) -> None:
        """Answer the reminder, for each unit that got one."""
        found = await self.last_follow_up()
        told = {
            unit
            for one in found["notices"]
            for unit in one["parties"]
            if one["kind"].startswith("paminnelse")
        }
        for unit in sorted(told & set(self.covered)):
            url = self.url("followup", f"/follow-ups/{found['id']}/answers")
            await self.of(unit).send(url, {"answer": "bereder"}, expects=201)

    async def write_record(self, main: str, secondary: tuple[str, ...], following: Json) -> None:
        """Record what the follow-up came to."""
        found = await self.last_follow_up()
        left = [
            {"delmal_id": one["id"], "status": "utgatt" if one["left"] else status, "texts": {}}
            for one in found["plan"]["delmal"]
            for status in [self.dice.choice(sorted(_FOLLOWED))]
        ]
        body: Json = {
            "delmal": left, "outcomes": {"main": main, "secondary": list(secondary)},
            "arbetsformaga": {"before": {"level": "SAKNAR"}, "after": {"level": "DELVIS", "percent": 25}},
            "forsorjning": "FORS_EKON_BISTAND", "own_words": "Det går åt rätt håll.", "next": following,
        }  # fmt: skip
        url = self.url("followup", f"/follow-ups/{found['id']}/record")
        await self.koordinator().send(url, body, version=found["version"])
        self.page.recorded.append(Recorded(self.today(), main, secondary, self.page.protected))

    async def take_back(self, **scope: str) -> None:
        """The person withdraws, logged in. A machine that is busy says 202: the door shuts in a moment."""
        person = self.who("individ")
        body = {"case_id": str(self.case_id), "scope": scope, "said_on": self.day(0), "channel": "inloggad"}
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid4())}
        url = self.url("consent", "/revocations")
        answer = await self.house.http.post(url, json=body, headers=headers)
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.ACCEPTED}, answer.text

    async def answer_supplement(self) -> None:
        """Answer what the team has asked for."""
        one = self.url("referral", "/referrals/{}")
        version = (await self.of(SENDER).get(one))["version"]
        body = {
            "answer": {"text": "Intyget gäller till februari.", "category": "sociala"},
            "secrecy_review": REVIEW,
        }
        await self.of(SENDER).send(f"{one}/supplement-answers", body, version=version)

    async def protect(self) -> None:
        """Mark that her identity is protected: from now on the case is handled by hand."""
        await self.koordinator().send(self.url("consent", "/protections"), {"case_id": str(self.case_id)})
        self.page.protected = True
