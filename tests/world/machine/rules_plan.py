"""Rules of the plan and its follow-up."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from deploy.infra.topology import TEAM
from tests.world.life import AF, FK, JOBBTORG, REGION, SENDER, Json
from tests.world.machine.giving import Manner
from tests.world.machine.machine import cases, hows, picks
from tests.world.machine.onward import Onward
from tests.world.machine.person import Case
from tests.world.machine.working import (
    AKT,
    DELMAL,
    FOLLOW_UPS,
    MEETINGS,
    PLANS,
    WHY_ANOTHER,
    handlaggare,
    working_day,
)

PARTS = st.sampled_from([(AF, FK), (AF,), (REGION, SENDER), (), (JOBBTORG,)])
DRIVERS = st.sampled_from([SENDER, SENDER, AF, REGION, JOBBTORG])
CATEGORY = st.sampled_from(["plan", "plan", "sociala", "halsa"])


class PlanRules(Onward):
    """Any of them at any time."""

    @rule(case=cases, how=hows, pick=picks, parts=PARTS, driver=DRIVERS, category=CATEGORY)
    def makes_a_plan(self, case, how, pick, *, parts, driver, category) -> None:
        self.step(self._makes(case, how, pick, parts=parts, driver=driver, category=category), how)

    async def _makes(self, case, how, pick, *, parts, driver, category) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        goals = case.goals(*(parts or self.hearing(case, "plan")))
        goals[0]["delmal"][0]["category"] = category
        goals[0]["delmal"].append(_outsider(case))
        await self.make_plan(case, meeting, (), how, n=pick, driver=driver, goals=goals)

    @rule(case=cases, how=hows, pick=picks, parts=PARTS, category=CATEGORY, kept=st.booleans())
    def changes_the_plan(self, case, how, pick, *, parts, category, kept) -> None:
        self.step(self._changes(case, how, pick, parts=parts, category=category, kept=kept), how)

    async def _changes(self, case, how, pick, *, parts, category, kept) -> None:
        """New delmål instead of the old; those kept go on under their id."""
        plan = await self.last(case, PLANS, pick)
        goals = case.goals(*parts)
        goals[0]["delmal"][0]["category"] = category
        goals[0]["delmal"][-1]["accepted_at_meeting"] = pick == 1
        if kept:
            query = "select id from delmal where case_id = :id and kind = 'individ' order by plan_id, place"
            goals[0]["delmal"][-1]["id"] = str(await self.last(case, query))
        await self._on_plan(case, how, plan, "", {"goals": goals}, method="patch", n=pick)

    @rule(case=cases, how=hows, pick=picks, driver=DRIVERS)
    def names_a_driver(self, case: Case, how: Manner, pick: int, driver: str) -> None:
        self.step(self._names(case, how, pick, driver), how)

    async def _names(self, case: Case, how: Manner, pick: int, driver: str) -> None:
        plan = await self.last(case, PLANS, pick)
        body = {"driver": handlaggare(driver), "driver_reason": WHY_ANOTHER}
        await self._on_plan(case, how, plan, "/driver", body, n=pick)

    async def _on_plan(
        self,
        case: Case,
        how: Manner,
        plan: object,
        what: str,
        body: Json,
        *,
        method: str = "post",
        n: int,
    ) -> None:
        version = await self.version("coordinator", "plan", plan)
        give, path = self.giving(case, how, n), f"{AKT}/plans/{{plan_id}}{what}"
        await give(
            "coordinator", method, path, case.of(TEAM), body,
            version=version, case_id=case.case_id, plan_id=plan,
        )  # fmt: skip

    @rule(
        case=cases, how=hows, pick=picks, own=st.integers(0, 3), system=st.booleans(),
        answer=st.sampled_from(["accepterar", "avbojer"]),
    )  # fmt: skip
    def a_party_answers(self, case, how, pick, *, own, system, answer) -> None:
        body = {"answer": answer, "reason": "Så är det.", "journal_reference": "J 3"}
        self.step(self._party(case, how, pick, "answers", body, own=own, system=system), how)

    @rule(
        case=cases, how=hows, pick=picks, own=st.integers(0, 3), system=st.booleans(),
        status=st.sampled_from(["pagar", "klart", "hinder"]),
    )  # fmt: skip
    def a_party_reports(self, case, how, pick, *, own, system, status) -> None:
        body = {"status": status, "text": "Så går det.", "journal_reference": "J 4"}
        self.step(self._party(case, how, pick, "reports", body, own=own, system=system), how)

    async def _party(self, case, how, pick, what, body, *, own, system) -> None:
        """Mostly about its own delmål; now and then about another's, which does not exist for it."""
        query = f"{DELMAL}".replace("where", "where kind = 'part' and")
        delmal = await self.last(case, query, pick)
        query = "select responsible from delmal where id = :id"
        unit = await self.stage.one("coordinator", query, id=delmal) if own else JOBBTORG
        actor = case.system(unit or AF) if system else case.of(unit or AF)
        give = self.giving(case, how, pick)
        path = f"/v1/delmal/{{delmal_id}}/{what}"
        done = await give("coordinator", "post", path, actor, body, delmal_id=delmal)
        assert own or not done.ok, "Jobbtorg has answered for another"

    @rule(
        case=cases,
        how=hows,
        pick=picks,
        mine=st.booleans(),
        answer=st.sampled_from(["accepterar", "avbojer"]),
    )
    def she_answers_for_hers(self, case, how, pick, mine, answer) -> None:
        body, what = {"answer": answer, "reason": "Jag orkar."}, "answers" if mine else "person-answers"
        self.step(self._hers(case, how, pick, what, body, mine=mine), how)

    @rule(
        case=cases,
        how=hows,
        pick=picks,
        mine=st.booleans(),
        status=st.sampled_from(["pagar", "klart", "hinder"]),
    )
    def she_reports(self, case, how, pick, mine, status) -> None:
        self.step(
            self._hers(case, how, pick, "reports", {"status": status, "text": "Det går."}, mine=mine), how
        )

    async def _hers(self, case, how, pick, what, body, *, mine) -> None:
        query = DELMAL.replace("where", "where kind = 'individ' and") if pick % 4 else DELMAL
        delmal = await self.last(case, query, pick)
        give = self.giving(case, how, pick)
        if mine:
            path, actor, ids = f"/v1/my/delmal/{{delmal_id}}/{what}", case.who("individ"), {}
        else:
            path, actor = f"{AKT}/delmal/{{delmal_id}}/{what}", case.of(TEAM)
            ids = {"case_id": case.case_id}
        await give("coordinator", "post", path, actor, body, delmal_id=delmal, **ids)

    @rule(
        case=cases, how=hows, pick=picks, unit=st.sampled_from([SENDER, AF, FK, REGION]), system=st.booleans()
    )
    def answers_a_reminder(self, case, how, pick, unit, system) -> None:
        self.step(self._answers_reminder(case, how, pick, unit, system), how)

    async def _answers_reminder(self, case, how, pick, unit, system) -> None:
        follow_up = await self.last(case, FOLLOW_UPS, pick, "followup")
        body = {"answer": ["bereder", "klar", "hinder"][pick % 3], "text": "Det går bra."}
        actor = case.system(unit) if system else case.of(unit)
        give, path = self.giving(case, how, pick), "/v1/follow-ups/{followup_id}/answers"
        await give("followup", "post", path, actor, body, followup_id=follow_up)

    @rule(case=cases, how=hows, pick=picks, days=st.sampled_from([20, 60, 200, -10]))
    def reschedules(self, case: Case, how: Manner, pick: int, days: int) -> None:
        self.step(self._reschedules(case, how, pick, days), how)

    async def _reschedules(self, case: Case, how: Manner, pick: int, days: int) -> None:
        follow_up = await self.last(case, FOLLOW_UPS, pick, "followup")
        day = working_day(case.today() + timedelta(days=days))
        body = {"planned_for": day, "reason_code": "annat" if pick == 1 else "part_kan_inte"}
        await self.on_follow_up(case, follow_up, "reschedulings", body, how, n=pick)

    @rule(case=cases, how=hows, pick=picks, kind=st.sampled_from(["ny_plan", "avslut", "halls_oppet"]))
    def records(self, case: Case, how: Manner, pick: int, kind: str) -> None:
        self.step(self._records(case, how, pick, kind), how)

    async def _records(self, case: Case, how: Manner, pick: int, kind: str) -> None:
        follow_up = await self.last(case, FOLLOW_UPS, pick, "followup")
        await self.record(case, follow_up, kind, how, pick)

    @rule(case=cases, how=hows, pick=picks)
    def opens_a_follow_up(self, case: Case, how: Manner, pick: int) -> None:
        self.step(self._opens_follow_up(case, how, pick))

    async def _opens_follow_up(self, case: Case, how: Manner, pick: int) -> None:
        follow_up = await self.last(case, FOLLOW_UPS, pick, "followup")
        give, path = self.giving(case, how, pick), "/v1/follow-ups/{followup_id}/openings"
        body = {"purpose": "tillsyn"}
        await give("followup", "post", path, case.of(TEAM), body, followup_id=follow_up)


def _outsider(case: Case) -> Json:
    who = {"kind": "utomstaende", "name": "Kurator Testperson", "function": "kurator"}
    return {
        "what": "Erbjuder samtalsstöd varje vecka", "how_seen": "Samtalen har ägt rum fyra gånger",
        "responsible": who, "due": case.day(60), "accepted_at_meeting": False,
    }  # fmt: skip
