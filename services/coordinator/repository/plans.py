"""Rows ↔ plan. Saving a plan keeps the version whole and stages what it publishes, in the same transaction."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain.delmal import Delmal, DelmalKind, DelmalState, Entry, Responsible
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_content import kept_handlaggare, snapshot
from services.coordinator.domain.plan_values import Goal, Handlaggare, PlanState
from services.coordinator.errors import StalePlan, UnknownDelmal, UnknownPlan
from services.coordinator.repository.followups import follow_ups_of
from services.coordinator.tables import AktRow, DelmalEntryRow, DelmalRow, PlanRow, PlanVersionRow
from shared.ids import uuid7
from shared.outbox import Outbox
from shared.sealing import CaseKey, CaseKeys

Json = dict[str, Any]


class PlanRepository:
    """The plans of one team, within one transaction. Whoever changes one holds the case already."""

    def __init__(self, session: AsyncSession, team: str, keys: CaseKeys, outbox: Outbox) -> None:
        self._session = session
        self._team = team
        self._keys = keys
        self._outbox = outbox

    async def current(self, case_id: UUID) -> Plan | None:
        """Load the plan of a case that is in force, if there is one."""
        return await self._one(case_id, col(PlanRow.state) == PlanState.GALLER.value)

    async def get(self, case_id: UUID, plan_id: UUID) -> Plan:
        """Load one plan of a case. Raises UnknownPlan."""
        plan = await self._one(case_id, col(PlanRow.id) == plan_id)
        if plan is None:
            raise UnknownPlan
        return plan

    async def of_delmal(self, case_id: UUID, delmal_id: UUID) -> Plan:
        """Load the plan that a delmål stands in. Raises UnknownDelmal."""
        its_plan = select(DelmalRow.plan_id).where(col(DelmalRow.id) == delmal_id)
        plan = await self._one(case_id, col(PlanRow.id).in_(its_plan))
        if plan is None:
            raise UnknownDelmal
        return plan

    async def of_meeting(self, case_id: UUID, meeting_id: UUID) -> Plan | None:
        """Load the plan that was made at a meeting, if there is one."""
        return await self._one(case_id, col(PlanRow.meeting_id) == meeting_id)

    async def last_number(self, case_id: UUID) -> int:
        """Return the number of the latest plan of a case; 0 when there is none."""
        found = await self._session.exec(
            select(func.max(PlanRow.number)).where(col(PlanRow.case_id) == case_id)
        )
        return found.one() or 0

    async def add(self, plan: Plan) -> None:
        """Keep a new plan; from now on its version is 1."""
        key = await self._keys.open_key(plan.case_id)
        plan.version = 1
        self._session.add(
            PlanRow(
                id=plan.plan_id,
                case_id=plan.case_id,
                number=plan.number,
                meeting_id=plan.meeting_id,
                made_on=plan.made_on,
                state=plan.state.value,
                version=plan.version,
                parties=list(plan.parties),
                content=_seal_plan(key, plan),
            )
        )
        await self._session.flush()
        await self._keep(key, plan)

    async def save(self, plan: Plan) -> None:
        """Keep what was done as a new version; nothing when nothing was done. Raises StalePlan."""
        if plan.occasion is None:
            return
        key = await self._keys.open_key(plan.case_id)
        moved = await self._session.exec(
            update(PlanRow)
            .where(col(PlanRow.id) == plan.plan_id, col(PlanRow.version) == plan.version)
            .values(
                state=plan.state.value,
                version=plan.version + 1,
                parties=list(plan.parties),
                content=_seal_plan(key, plan),
            )
        )
        if moved.rowcount != 1:
            raise StalePlan
        plan.version += 1
        await self._keep(key, plan)

    async def _keep(self, key: CaseKey, plan: Plan) -> None:
        assert plan.occasion is not None, "something was done"
        assert plan.touched_at is not None, "something was done"
        for place, delmal in enumerate(plan.delmal):
            await self._session.merge(_delmal_row(key, plan, delmal, place))
        await self._session.flush()
        self._session.add_all(_entry_row(key, entry) for entry in plan.new_entries)
        self._session.add(
            PlanVersionRow(
                plan_id=plan.plan_id,
                version=plan.version,
                case_id=plan.case_id,
                at=plan.touched_at,
                occasion=plan.occasion.value,
                content=key.seal_json(
                    "plan_version", "content", version_id(plan.plan_id, plan.version), snapshot(plan)
                ),
            )
        )
        await self._session.flush()
        for publication in plan.take_publications():
            await self._outbox.stage(self._session, publication.fact, publication.sections)
        plan.new_entries, plan.occasion, plan.touched_at = [], None, None

    async def _one(self, case_id: UUID, which: Any) -> Plan | None:
        found = await self._session.exec(
            select(PlanRow, AktRow.sender)
            .join(AktRow, col(AktRow.case_id) == col(PlanRow.case_id))
            .where(col(PlanRow.case_id) == case_id, col(AktRow.team) == self._team, which)
            .execution_options(populate_existing=True)
        )
        row = found.one_or_none()
        if row is None:
            return None
        delmal = await self._session.exec(
            select(DelmalRow)
            .where(col(DelmalRow.plan_id) == row[0].id)
            .order_by(col(DelmalRow.place))
            .execution_options(populate_existing=True)
        )
        key = await self._keys.open_key(case_id)
        plan = to_plan(key, row[0], list(delmal.all()), sender=row[1], team=self._team)
        plan.follow_ups = tuple(await follow_ups_of(self._session, [plan.plan_id]))
        return plan


MakePlans = Callable[[AsyncSession], PlanRepository]
"""Makes the plans of one transaction."""


def to_plan(key: CaseKey, row: PlanRow, delmal: list[DelmalRow], *, sender: str, team: str) -> Plan:
    """Read a plan from its rows."""
    content = key.open_json("plan", "content", row.id, row.content)
    return Plan(
        plan_id=row.id,
        case_id=row.case_id,
        sender=sender,
        team=team,
        number=row.number,
        meeting_id=row.meeting_id,
        made_on=row.made_on,
        goals=[Goal(UUID(goal["id"]), goal["goal"]) for goal in content["goals"]],
        delmal=[_to_delmal(key, one) for one in delmal],
        individens_ord=content["individens_ord"],
        driver=_to_handlaggare(content["driver"]),
        driver_reason=content["driver_reason"],
        deputy=_to_handlaggare(content["deputy"]),
        parties=tuple(row.parties),
        state=PlanState(row.state),
        version=row.version,
    )


def version_id(plan_id: UUID, version: int) -> str:
    """Return the row id that a kept version is bound to."""
    return f"{plan_id}:{version}"


def _seal_plan(key: CaseKey, plan: Plan) -> bytes:
    content = {
        "goals": [{"id": str(goal.id), "goal": goal.text} for goal in plan.goals],
        "driver": kept_handlaggare(plan.driver),
        "driver_reason": plan.driver_reason,
        "deputy": kept_handlaggare(plan.deputy),
        "individens_ord": plan.individens_ord,
    }
    return key.seal_json("plan", "content", plan.plan_id, content)


def _delmal_row(key: CaseKey, plan: Plan, delmal: Delmal, place: int) -> DelmalRow:
    content = {
        "goal": str(delmal.goal),
        "what": delmal.what,
        "how_seen": delmal.how_seen,
        "name": delmal.responsible.name,
        "function": delmal.responsible.function,
    }
    return DelmalRow(
        id=delmal.id,
        plan_id=plan.plan_id,
        case_id=plan.case_id,
        place=place,
        kind=delmal.responsible.kind.value,
        responsible=delmal.responsible.unit,
        due=delmal.due,
        category=delmal.category,
        state=delmal.state.value,
        content=key.seal_json("delmal", "content", delmal.id, content),
    )


def _to_delmal(key: CaseKey, row: DelmalRow) -> Delmal:
    content: Json = key.open_json("delmal", "content", row.id, row.content)
    return Delmal(
        id=row.id,
        goal=UUID(content["goal"]),
        what=content["what"],
        how_seen=content["how_seen"],
        responsible=Responsible(DelmalKind(row.kind), row.responsible, content["name"], content["function"]),
        due=row.due,
        category=row.category,
        state=DelmalState(row.state),
    )


def _to_handlaggare(stored: Json | None) -> Handlaggare | None:
    return None if stored is None else Handlaggare(stored["unit"], stored["name"], stored["function"])


def _entry_row(key: CaseKey, entry: Entry) -> DelmalEntryRow:
    row_id = uuid7()
    return DelmalEntryRow(
        id=row_id,
        delmal_id=entry.delmal_id,
        case_id=key.case_id,
        at=entry.at,
        voice=entry.voice.value,
        unit=entry.unit,
        said=entry.said.value,
        text=key.seal("delmal_entry", "text", row_id, entry.text.encode()) if entry.text else None,
    )
