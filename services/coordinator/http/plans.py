"""What the koordinator does with the gemensam plan: make it, change it, name who drives."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.change_plan import ChangePlan, change_plan
from services.coordinator.commands.make_plan import MakePlan, make_plan
from services.coordinator.commands.name_driver import NameDriver, name_driver
from services.coordinator.consent import MOST_UNITS
from services.coordinator.domain import Cover, local_day
from services.coordinator.domain.delmal import CLOSED, DelmalKind
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_content import OUTSIDER
from services.coordinator.domain.smarta import advise
from services.coordinator.errors import TooManyUnits
from services.coordinator.http.desk import Desk
from services.coordinator.http.plan_forms import DriverForm, PlanChangeForm, PlanForm, units_of
from services.coordinator.queries import visible_akt
from services.coordinator.queries.plans import proposed_driver, units_told
from services.coordinator.repository import ConsentRows
from shared.auth import Viewer, ViewerDep
from shared.idempotency import Answer, if_match, run_command

Json = dict[str, Any]
WITHOUT_DEPUTY = "Planen har ingen ersättare. Namnge någon som tar över om den drivande handläggaren slutar eller är borta."


def plan_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's commands on plans; each needs If-Match: the akt's to make one, then the plan's."""
    router = APIRouter(prefix="/akter/{case_id}/plans", tags=["plan"])

    @router.post("", summary="Upprätta en gemensam plan", status_code=201)
    async def make(case_id: UUID, body: PlanForm, viewer: ViewerDep, request: Request) -> Response:
        """Write down the plan that a held meeting led to; a plan before it is replaced."""
        version, draft = if_match(request), body.draft()

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            akt = await visible_akt(session, viewer, case_id)
            command = MakePlan(
                case_id=case_id,
                version=version,
                meeting_id=body.meeting_id,
                draft=draft,
                cover=cover,
                proposed=await proposed_driver(session, desk.reader.keys, akt),
                names=desk.names,
                contact=desk.office.contact,
                at=desk.clock.now(),
            )
            return _answer(desk, await make_plan(command, desk.books(session)), 201)

        named = units_of(draft.goals, draft.driver, draft.deputy)
        return await run_command(request, act, prepare=lambda: _cover(desk, viewer, case_id, named))

    @router.patch("/{plan_id}", summary="Ändra en gemensam plan")
    async def change(
        case_id: UUID, plan_id: UUID, body: PlanChangeForm, viewer: ViewerDep, request: Request
    ) -> Response:
        """Change goals and delmål: name those that go on by their id; what is not named is taken out."""
        version, goals = if_match(request), body.drafts()

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = ChangePlan(
                case_id=case_id,
                plan_id=plan_id,
                version=version,
                goals=goals,
                individens_ord=body.individens_ord,
                cover=cover,
                names=desk.names,
                contact=desk.office.contact,
                at=desk.clock.now(),
            )
            plan = await change_plan(
                command,
                desk.akter(session),
                desk.plans(session),
                ConsentRows(session),
                desk.letters(session),
            )
            return _answer(desk, plan, 200)

        named = units_of(goals)
        return await run_command(request, act, prepare=lambda: _cover(desk, viewer, case_id, named, plan_id))

    @router.post("/{plan_id}/driver", summary="Utse vem som driver planen, och ersättare")
    async def drive(
        case_id: UUID, plan_id: UUID, body: DriverForm, viewer: ViewerDep, request: Request
    ) -> Response:
        """Name the handläggare who drives the plan from now on, and the ersättare."""
        version, driver = if_match(request), body.driver.value()
        deputy = body.deputy and body.deputy.value()

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            akt = await visible_akt(session, viewer, case_id)
            command = NameDriver(
                case_id=case_id,
                plan_id=plan_id,
                version=version,
                driver=driver,
                deputy=deputy,
                reason=body.driver_reason,
                cover=cover,
                proposed=await proposed_driver(session, desk.reader.keys, akt),
                names=desk.names,
                contact=desk.office.contact,
                at=desk.clock.now(),
            )
            plan = await name_driver(
                command,
                desk.akter(session),
                desk.plans(session),
                ConsentRows(session),
                desk.letters(session),
            )
            return _answer(desk, plan, 200)

        named = units_of(None, driver, deputy)
        return await run_command(request, act, prepare=lambda: _cover(desk, viewer, case_id, named, plan_id))

    return router


async def _cover(
    desk: Desk, viewer: Viewer, case_id: UUID, named: Collection[str], plan_id: UUID | None = None
) -> Cover:
    """Ask, before the transaction, what the samtycke covers now: the units named, and all who may be told.

    Raises TooManyUnits.
    """
    if len(named) > MOST_UNITS:
        raise TooManyUnits
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
        known = await ConsentRows(session).of_case(case_id)
        told = await units_told(session, case_id, plan_id) if plan_id else []
    await desk.prepare()
    units = {akt.sender, *named, *told, *(unit for row in known for unit in (row.source, row.recipient))}
    return await desk.consent.covered_units(case_id, akt.team, units - {akt.team})


def _answer(desk: Desk, plan: Plan, status: int) -> Answer:
    """Say what was kept, with advice on how it could be better; nothing of what the plan says."""
    today = local_day(desk.clock.now())
    going = [delmal for delmal in plan.delmal if delmal.state not in CLOSED]
    outside = [delmal for delmal in going if delmal.responsible.kind is DelmalKind.UTOMSTAENDE]
    body = {
        "plan_id": str(plan.plan_id),
        "number": plan.number,
        "version": plan.version,
        "state": plan.state.value,
        "goals": [str(goal.id) for goal in plan.goals],
        "delmal": [
            {"id": str(one.id), "goal": str(one.goal), "state": one.state.value} for one in plan.delmal
        ],
        "advice": [
            {"delmal": advice.delmal_id, "letter": advice.key, "advice": advice.text}
            for delmal in going
            for advice in advise(delmal, today)
        ],
        "notices": [
            *({"delmal": str(delmal.id), "notice": OUTSIDER} for delmal in outside),
            *([{"delmal": None, "notice": WITHOUT_DEPUTY}] if plan.deputy is None else []),
        ],
    }
    location = f"/v1/akter/{plan.case_id}/plans" if status == 201 else None  # noqa: PLR2004  created
    return Answer(status, body, etag=plan.version, location=location)
