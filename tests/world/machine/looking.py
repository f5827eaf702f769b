"""What must hold whenever nothing is on its way: looked up where it lies, and compared with the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from finsam_party.documents import Control, Document, Unreadable

from deploy.infra.topology import TEAM
from services.coordinator.domain import ENDED, OPEN, Status
from services.coordinator.domain.next_step import Step
from services.coordinator.domain.situation import INDIVIDEN, INGEN, KOORDINATORN
from tests.world.life import JOBBTORG, Json
from tests.world.machine.model import Cell
from tests.world.machine.person import Case
from tests.world.machine.stage import Stage

OPEN_DELMAL = "('foreslaget', 'accepterat', 'avbojt', 'pagar', 'hinder')"
OPEN_FOLLOW_UP = "('planerad', 'kallad', 'genomford', 'vantar_ny_plan')"
OUTSIDE = "N13"
SAME = {
    Step.KALLA_UPPFOLJNING: ("kalla_uppfoljning",),
    Step.NY_TID: ("ny_tid",),
    Step.DOKUMENTERA: ("dokumentera",),
    Step.KALLA: ("ny_plan",),
    Step.NY_PLAN_ELLER_AVSLUT: ("ny_plan",),
    Step.SKRIVA_PLAN: ("ny_plan",),
}
"""What the akt says of a case with a plan → what the follow-up calls it. A plan may be agreed on at any meeting, too."""
Allowed = Mapping[UUID, Sequence[frozenset[Cell]]]
"""Case → what the samtycke allowed, at each moment since the last look."""


@dataclass(frozen=True)
class Looking:
    """One look at everything."""

    stage: Stage
    allowed: Allowed

    async def look(self, cases: Sequence[Case]) -> None:
        """Look at what has left since last time, and at how the cases stand."""
        for name in self.stage.house.parties:
            if name != TEAM:
                await self._opened(name)
        await self._team()
        assert not self.stage.house.parties[JOBBTORG].got, "Jobbtorg was never covered"
        listed = await listed_by(cases[0]) if cases else {}
        for case in cases:
            await self._state(case, listed)

    async def _opened(self, unit: str) -> None:
        party = self.stage.house.parties[unit]
        new = party.got[self.stage.checked[unit] :]
        self.stage.checked[unit] = len(party.got)
        for item in new:
            assert not isinstance(item, Unreadable), f"{unit} got bytes that are no record"
            self.stage.opened[unit, getattr(item, "type", item.kind)] += 1
            if isinstance(item, Document):
                await self._document(unit, item)
            elif isinstance(item, Control):
                case = await self._case(item.alias)
                assert not case.consent.protected, f"{unit} was told of a protected person: {item}"

    async def _document(self, unit: str, document: Document) -> None:
        case = await self._case(document.alias)
        needed = {(document.source, unit, "handlaggning")}
        needed |= {(section.source, unit, section.category) for section in document.sections}
        self._must_be_allowed(case, needed, document.type)
        logged = await case.who("individ").get(
            case.url("consent", "/cases/{}/disclosures"),
        )
        leaves = [
            (leaf["source"], leaf["recipient"], leaf["category"])
            for leaf in logged
            if leaf["event_id"] == str(document.event_id)
        ]
        assert needed <= set(leaves), f"{document.type} to {unit}: {needed - set(leaves)} is not in the log"
        assert len(leaves) >= 1 + len(document.sections), f"{document.type} to {unit}: a leaf is missing"

    async def _team(self) -> None:
        """The team's system puts what it opens into the akt at once."""
        parts = await self.stage.rows("coordinator", "select id, case_id, source, category, type from part")
        for part_id, case_id, source, category, kind in parts:
            if part_id not in self.stage.parts_seen:
                self.stage.parts_seen.add(part_id)
                self.stage.opened[TEAM, kind] += 1
                case = self.stage.cases[case_id]
                self._must_be_allowed(case, {(source, TEAM, category), (source, TEAM, "handlaggning")}, kind)

    def _must_be_allowed(self, case: Case, needed: set[Cell], kind: str) -> None:
        moments = self.allowed.get(case.case_id) or [case.consent.active(case.house.now())]
        assert any(needed <= moment for moment in moments), (
            f"{kind} of {case}: {sorted(needed - moments[-1])} was opened without samtycke"
        )

    async def _case(self, alias: UUID) -> Case:
        if alias not in self.stage.aliases:
            found = await self.stage.rows("consent", "select alias, case_id from alias")
            self.stage.aliases = {row[0]: row[1] for row in found}
        return self.stage.cases[self.stage.aliases[alias]]

    async def _state(self, case: Case, listed: Mapping[UUID, Json]) -> None:
        await self._numbers(case)
        akt = await self.stage.rows(
            "coordinator", "select status from akt where case_id = :id", id=case.case_id
        )
        if akt:
            status = Status(akt[0][0])
            self._listed(case, status, await self._next(case, status), listed)
            await self._standing(case, status)

    async def _numbers(self, case: Case) -> None:
        query = "select count(*), coalesce(max(number), 0) from event_history where case_id = :id"
        for service in self.stage.house.services:
            ((count, last),) = await self.stage.rows(service, query, id=case.case_id)
            assert count == last, f"{service}: {case} has {count} facts, the last is number {last}"

    async def _next(self, case: Case, status: Status) -> Json:
        """Exactly one answer: what happens next, who does it, by when."""
        akt = await akt_of(case)
        coming, now = akt["next"], case.house.now()
        is_moved = status is Status.TAS_INTE_UPP and akt["decision"]["reason_code"] == OUTSIDE
        over = status in ENDED or (status is Status.TAS_INTE_UPP and not is_moved)
        if status in ENDED:
            unwritten = "select 1 from meeting where case_id = :id and state = 'bokat'"
            over = not await self.stage.rows("coordinator", unwritten, id=case.case_id)
        step, who, by = Step(coming["step"]), coming["who"], coming["by"]
        assert coming["what"]
        assert (who == INGEN) is (by is None) is over, f"{case} is {status}, and next is {coming}"
        assert who in {KOORDINATORN, INDIVIDEN, INGEN, *case.units}, f"next of {case} is {coming}"
        assert coming["overdue"] is (by is not None and by < case.today().isoformat())
        if who in case.units and not case.consent.protected and TEAM not in self.stage.still:
            assert case.consent.covers(who, TEAM, now), f"{who} is not covered, but next of {case}: {coming}"
        if status is Status.PLAN and not case.consent.protected and case.consent.active(now):
            await self._agrees(case, step, coming)
        return coming

    def _listed(self, case: Case, status: Status, coming: Json, listed: Mapping[UUID, Json]) -> None:
        """Whatever somebody has to do stands in the koordinator's list, unless it is done by hand."""
        akt, active = listed.get(case.case_id), case.consent.active(case.house.now())
        told = status not in OPEN or any(recipient == TEAM for _, recipient, _ in active)
        if coming["who"] != INGEN and told and not case.consent.protected:
            assert akt, f"{case} is {status}, next is {coming}, and it stands in no list"
        if akt is not None:
            assert not case.consent.protected, f"{case} is handled by hand, and stands in the list"
            assert akt["next"] == coming, f"{case}: the list says {akt['next']}, the akt {coming}"
            assert coming["who"] != INGEN or status is Status.TAS_INTE_UPP, f"{case} is over, and is listed"

    async def _agrees(self, case: Case, step: Step, coming: Json) -> None:
        """What the team's akt says is next, and what the follow-up says, are one answer."""
        listed = await case.of(TEAM).get(case.url("followup", "/cases/{}/follow-ups"))
        told = [one["next"] for one in listed["follow_ups"] if one["next"]]
        assert told, f"{case} is to be followed up, and nobody says what comes next"
        assert {one["who"] for one in told} == {KOORDINATORN}
        said = f"{case}: the akt says {coming}, the follow-up {told}"
        if step not in {Step.TA_STALLNING, Step.SKRIVA_UTFALL}:
            assert coming["by"] <= min(one["by"] for one in told), said
        if same := [one for one in told if one["step"] in SAME.get(step, ())]:
            assert coming["who"] == KOORDINATORN, said
            assert coming["by"] in {one["by"] for one in same}, said
        else:
            assert step not in SAME or step is Step.SKRIVA_PLAN, said

    async def _standing(self, case: Case, status: Status) -> None:
        ours, found = {"id": case.case_id}, self.stage.one
        plans = await found(
            "coordinator", "select count(*) from plan where case_id = :id and state = 'galler'", **ours
        )
        open_ = await found(
            "followup",
            f"select count(*) from follow_up where case_id = :id and status in {OPEN_FOLLOW_UP}",
            **ours,
        )
        assert plans == (status is Status.PLAN), f"{case} is {status} with {plans} plans in force"
        assert open_ == plans, f"{case} is {status} with {plans} plans and {open_} open follow-ups"
        booked = await self.stage.rows(
            "coordinator",
            "select i.invited from meeting m join invitation i on i.meeting_id = m.id"
            " where m.case_id = :id and m.state = 'bokat' and i.fallen_at is null and lower(m.during) > :now",
            **ours,
            now=case.house.now(),
        )
        asked = await found(
            "coordinator", "select count(*) from question where case_id = :id and answered_at is null", **ours
        )
        if status in ENDED:
            assert not booked, f"{case} is {status}, and a meeting is booked"
            assert not asked, f"{case} is {status}, and questions are open"
        if not case.consent.protected:
            await self._with_whom(case, {row[0] for row in booked} - {"individ"})

    async def _with_whom(self, case: Case, called: set[str]) -> None:
        """Whoever is called, or answers for a delmål that goes on, is covered."""
        going_on = await self.stage.rows(
            "coordinator",
            "select d.responsible from delmal d join plan p on p.id = d.plan_id where d.case_id = :id"
            f" and p.state = 'galler' and d.kind = 'part' and d.state in {OPEN_DELMAL}",
            id=case.case_id,
        )
        now = case.house.now()
        for unit in called | {row[0] for row in going_on}:
            assert case.consent.covers(unit, TEAM, now), f"{unit} is not covered, and stands in {case}"


async def next_of(case: Case) -> Json:
    """Return what the koordinator reads as next."""
    return (await akt_of(case))["next"]


async def listed_by(case: Case) -> dict[UUID, Json]:
    """Return the koordinator's list."""
    found: list[Json] = []
    after: dict[str, str] = {}
    while True:
        page = await case.of(TEAM).get(case.house.url("coordinator", "/v1/akter"), **after)
        found += page["akter"]
        if page["more"] is None:
            return {UUID(one["case_id"]): one for one in found}
        after = {"after": page["more"]}


async def akt_of(case: Case) -> Json:
    """Return the akt as the koordinator reads it, also one that has left the lists."""
    answer = await case.house.http.post(
        case.url("coordinator", "/akter/{}/openings"),
        json={"purpose": "handlaggning_for_hand"},
        headers=case.of(TEAM).headers(),
    )
    whole: Any = answer.json()
    assert answer.status_code == 200, whole
    return whole
