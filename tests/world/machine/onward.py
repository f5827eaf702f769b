"""The case goes on: whoever is next does what is next. So it can be seen that each answer is one that can be acted on."""

import inspect
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from deploy.infra.topology import TEAM
from services.coordinator.domain.situation import INDIVIDEN, KOORDINATORN
from tests.world.life import SENDER, Json
from tests.world.machine.giving import Manner
from tests.world.machine.looking import OPEN_FOLLOW_UP, next_of
from tests.world.machine.machine import NothingYet
from tests.world.machine.person import Case
from tests.world.machine.working import AKT, WHY_ANOTHER, Working, handlaggare

BOOKED = (
    "select id, lower(during) as starts_at, kind from meeting"
    " where case_id = :id and state = 'bokat' order by lower(during)"
)


class Onward(Working):
    """Takes steps; where a step finds nothing to act on, it does what is next in the case instead."""

    def step(self, doing: Coroutine[Any, Any, Any], how: Manner = Manner.STRAIGHT) -> None:
        """Take one step; in a hurry the next one does not wait for what this leads to."""
        name = inspect.stack(0)[1].function
        self.stage.steps[name] += 1
        self.tell(f"{self.stage.house.now():%Y-%m-%d} {name} {how.value}")
        if not self.is_quiet:
            self.remember()
        try:
            self.stage.run(self._take(doing, how))
        except Exception as failure:
            failure.add_note("\n".join(self.stage.story))
            raise

    async def _take(self, doing: Coroutine[Any, Any, Any], how: Manner) -> None:
        try:
            await doing
        except NothingYet as there_is_nothing:
            await self.go_on(there_is_nothing.case)
        self.remember()
        self.is_quiet = how is not Manner.HURRY
        if self.is_quiet:
            await self.rest()

    async def go_on(self, case: Case) -> None:
        """Do it; what has ended stays as it is."""
        found = await self.stage.rows("coordinator", "select 1 from akt where case_id = :id", id=case.case_id)
        if found:
            coming = await next_of(case)
            self.tell(f"  next: {coming['step']} by {coming['who']} until {coming['by']}")
            await getattr(self, f"_{coming['step']}")(case, coming)
            return
        status = await self.stage.one(
            "referral", "select status from referral where id = :id", id=case.case_id
        )
        if status == "utkast" and not case.consent.active(case.house.now()):
            await self.sign(case)
        elif status == "utkast":
            await self.send_in(case)

    async def _bedoma(self, case: Case, _: Json) -> None:
        await self.on_akt(case, "take-up", {"next_step": "Ni kallas till ett möte."})

    _bedoma_utan_svar = _bedoma

    async def _svara_komplettering(self, case: Case, _: Json) -> None:
        body = {"answer": {"text": "Till den siste februari.", "category": "handlaggning"}}
        await self.on_referral(case, "/supplement-answers", body | {"secrecy_review": REVIEWED})

    async def _kalla(self, case: Case, _: Json) -> None:
        await self.call(case, self.covered(case))

    _kalla_eller_avsluta = _kalla

    async def _ny_tid(self, case: Case, coming: Json) -> None:
        fallen = await self.stage.rows(
            "coordinator",
            "select kind from meeting where case_id = :id and state in ('ajournerat', 'installt') order by during desc",
            id=case.case_id,
        )
        again = self._kalla_uppfoljning if fallen[0][0] == "uppfoljning" else self._kalla
        await again(case, coming)

    async def _mote(self, case: Case, _: Json) -> None:
        meeting, starts_at, kind = (await self.stage.rows("coordinator", BOOKED, id=case.case_id))[0]
        ahead = starts_at - case.house.now()
        if ahead > timedelta(0):
            await self.pass_time(ahead.days + 1)
        outcome = "uppfoljning" if kind == "uppfoljning" else "gemensam_plan"
        query = "select invited from invitation where meeting_id = :id and fallen_at is null"
        called = [row[0] for row in await self.stage.rows("coordinator", query, id=meeting)]
        present = tuple(unit for unit in self.covered(case) if unit in called)
        await self.hold(case, meeting, present, outcome=outcome)

    _skriva_utfall = _mote

    async def _saga_behov(self, case: Case, _: Json) -> None:
        meetings = await self.things(
            "coordinator",
            "select id from meeting where case_id = :id and state = 'hallet' order by during desc",
            case,
        )
        body = {"need": True, "reason": "Det behövs en plan."}
        path = "/v1/meetings/{meeting_id}/needs"
        give = self.giving(case)
        await give("coordinator", "post", path, case.of(SENDER), body, meeting_id=meetings[0])

    async def _skriva_plan(self, case: Case, _: Json) -> None:
        query = (
            "select id from meeting m where case_id = :id and state = 'hallet'"
            " and not exists (select 1 from plan where meeting_id = m.id) order by during desc"
        )
        meetings = await self.things("coordinator", query, case)
        units = self.covered(case)
        driver = SENDER if SENDER in units else next(iter(units), SENDER)
        made = None
        if meetings:
            made = await self.make_plan(case, meetings[0], self.hearing(case, "plan"), driver=driver)
        if made is None or not made.ok:
            await self.call(case, units)

    async def _ta_stallning(self, case: Case, _: Json) -> None:
        query = "select id from question where case_id = :id and answered_at is null order by at, id"
        question = (await self.things("coordinator", query, case))[0]
        path = "questions/{question_id}/answers"
        body: Json = {"decision": "Vi går vidare."}
        told = await self.on_akt(case, path, body, question_id=question)
        if told.said == "driver_needed":
            await self._name_a_driver(case, question)

    async def _name_a_driver(self, case: Case, question: object) -> None:
        units = self.hearing(case, "plan")
        if not units:
            await self.end(case, "U71")
            return
        driver, query = handlaggare(units[0]), "select id from plan where case_id = :id and state = 'galler'"
        if plans := await self.things("coordinator", query, case):
            body, path = {"driver": driver, "driver_reason": WHY_ANOTHER}, f"{AKT}/plans/{{plan_id}}/driver"
            version, give = await self.version("coordinator", "plan", plans[0]), self.giving(case)
            await give(
                "coordinator", "post", path, case.of(TEAM), body,
                version=version, case_id=case.case_id, plan_id=plans[0],
            )  # fmt: skip
        else:
            body = {"decision": "En annan part driver ärendet.", "driver": driver}
            await self.on_akt(case, "questions/{question_id}/answers", body, question_id=question)

    async def _acceptera_delmal(self, case: Case, coming: Json) -> None:
        delmal = await self._delmal_of(case, coming["who"], "state = 'foreslaget'")
        await self.about_delmal(case, delmal, coming["who"], "answers", {"answer": "accepterar"})

    async def _obesvarat_delmal(self, case: Case, coming: Json) -> None:
        """The koordinator has asked again, and is answered."""
        query = (
            "select d.responsible from delmal d join plan p on p.id = d.plan_id where d.case_id = :id and"
            " p.state = 'galler' and d.state = 'foreslaget' and d.kind <> 'utomstaende' order by d.due, d.id"
        )
        ((unit,), *_) = await self.stage.rows("coordinator", query, id=case.case_id)
        await self._acceptera_delmal(case, coming | {"who": unit or INDIVIDEN})

    async def _delmal(self, case: Case, coming: Json) -> None:
        delmal = await self._delmal_of(
            case, coming["who"], "state in ('foreslaget', 'accepterat', 'pagar', 'hinder')"
        )
        await self.about_delmal(case, delmal, coming["who"], "reports", {"status": "klart"})

    async def about_delmal(self, case: Case, delmal: object, who: str, what: str, body: Json) -> None:
        """Answer or report, as the one whose delmål it is."""
        give = self.giving(case)
        if who == INDIVIDEN:
            path, actor, ids = f"/v1/my/delmal/{{delmal_id}}/{what}", case.who("individ"), {}
        elif who == KOORDINATORN:
            path, actor = f"/v1/akter/{{case_id}}/delmal/{{delmal_id}}/{what}", case.of(TEAM)
            ids: dict[str, Any] = {"case_id": case.case_id}
        else:
            path, actor, ids = f"/v1/delmal/{{delmal_id}}/{what}", case.system(who), {}
        await give("coordinator", "post", path, actor, body, delmal_id=delmal, **ids)

    async def _kalla_uppfoljning(self, case: Case, _: Json) -> None:
        query = f"select due, plan_id from follow_up where case_id = :id and status in {OPEN_FOLLOW_UP}"
        due, plan = (await self.stage.rows("followup", query, id=case.case_id))[0]
        days = (due - case.today()).days - 20
        if days > 0:
            await self.pass_time(days)
        await self.call(case, self.covered(case), kind="uppfoljning", plan_id=str(plan))

    async def _dokumentera(self, case: Case, _: Json) -> None:
        query = (
            "select id, status from follow_up where case_id = :id"
            " and held_at is not null and recorded_at is null and status <> 'utgatt' order by held_at"
        )
        follow_up, status = (await self.stage.rows("followup", query, id=case.case_id))[0]
        is_followed_by_a_plan = status == "ersatt" or await self._is_first(case)
        await self.record(case, follow_up, "ny_plan" if is_followed_by_a_plan else "avslut")

    async def _ny_plan_eller_avslut(self, case: Case, _: Json) -> None:
        await self.end(case, "U60")

    async def _tas_inte_upp(self, case: Case, _: Json) -> None:
        await self.pass_time(1)

    _avslutat = _for_hand = _tas_inte_upp

    def covered(self, case: Case) -> tuple[str, ...]:
        """Return who may sit with the team."""
        return self.hearing(case, "mote")

    def hearing(self, case: Case, category: str) -> tuple[str, ...]:
        """Return who may be told something of a category by the team."""
        now = case.house.now()
        active = case.consent.active(now)
        return tuple(
            unit
            for unit in case.units
            if case.consent.covers(unit, TEAM, now) and (TEAM, unit, category) in active
        )

    async def _is_first(self, case: Case) -> bool:
        query = "select count(*) from plan where case_id = :id"
        return await self.stage.one("coordinator", query, id=case.case_id) < 2

    async def _delmal_of(self, case: Case, who: str, state: str) -> object:
        whose = {INDIVIDEN: "d.kind = 'individ'", KOORDINATORN: "d.kind = 'utomstaende'"}.get(
            who, "d.responsible = :who"
        )
        query = (
            f"select d.id from delmal d join plan p on p.id = d.plan_id where d.case_id = :id and"
            f" p.state = 'galler' and {whose} and d.{state} order by d.due, d.id"
        )
        values = {"who": who} if "responsible" in whose else {}
        found = await self.stage.rows("coordinator", query, id=case.case_id, **values)
        assert found, f"{who} is next in {case}, and has no delmål that is {state}"
        return found[0][0]


REVIEWED = {"content_tried": True, "third_persons_tried": True, "exclusion_note_acknowledged": True}
