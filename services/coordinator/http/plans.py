"""The gemensam plan, to the koordinator: make, change, compare; the questions to ask; and to the person: her plan."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.change_plan import ChangePlan, change_plan
from services.coordinator.commands.make_plan import MakePlan, make_plan
from services.coordinator.commands.name_driver import NameDriver, name_driver
from services.coordinator.domain import Cover, local_day
from services.coordinator.domain.delmal import CLOSED, DelmalKind
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_content import OUTSIDER
from services.coordinator.domain.smarta import SMARTA, advise
from services.coordinator.http.akter import HANDLING, Purpose
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import OWN_INSIGHT, PERSON
from services.coordinator.http.plan_forms import DriverForm, PlanChangeForm, PlanForm, units_of
from services.coordinator.queries import ROLE, must_be_listed, visible_akt
from services.coordinator.queries.plans import PlanReader, units_told
from services.coordinator.repository import ConsentRows
from shared.auth import Viewer, ViewerDep, require
from shared.idempotency import Answer, if_match, run_command
from shared.read_log import log_read

Json = dict[str, Any]
Why = Annotated[Purpose | None, Query()]
WITHOUT_DEPUTY = "Planen har ingen ersättare. Namnge någon som tar över om den drivande handläggaren slutar eller är borta."


class TwoVersions(BaseModel):
    """Which versions of a plan are compared, and why, where the akt has left the lists."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    from_: int = Field(alias="from", ge=1)
    to: int = Field(ge=1)
    purpose: Purpose | None = None


def plan_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's commands on plans; changing one needs If-Match."""
    router = APIRouter(prefix="/akter/{case_id}/plans", tags=["plan"])

    @router.post("", status_code=201)
    async def make(case_id: UUID, body: PlanForm, viewer: ViewerDep, request: Request) -> Response:
        """Write down the plan that a held meeting led to; a plan before it is replaced."""
        draft = body.draft()

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = MakePlan(
                case_id, body.meeting_id, draft, cover, desk.names, desk.office.contact, desk.clock.now()
            )
            return _answer(desk, await make_plan(command, desk.books(session)), 201)

        named = units_of(draft.goals, draft.driver, draft.deputy)
        return await run_command(request, act, prepare=lambda: _cover(desk, viewer, case_id, named))

    @router.patch("/{plan_id}")
    async def change(
        case_id: UUID, plan_id: UUID, body: PlanChangeForm, viewer: ViewerDep, request: Request
    ) -> Response:
        """Change goals and delmål: name those that go on by their id; what is not named is taken out."""
        version, goals = if_match(request), body.drafts()

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            words, now = body.individens_ord, desk.clock.now()
            command = ChangePlan(
                case_id, plan_id, version, goals, words, cover, desk.names, desk.office.contact, now
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

    @router.post("/{plan_id}/driver")
    async def drive(
        case_id: UUID, plan_id: UUID, body: DriverForm, viewer: ViewerDep, request: Request
    ) -> Response:
        """Name the handläggare who drives the plan from now on, and the ersättare."""
        version, driver = if_match(request), body.driver.value()
        deputy = body.deputy and body.deputy.value()

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            now = desk.clock.now()
            command = NameDriver(
                case_id, plan_id, version, driver, deputy, cover, desk.names, desk.office.contact, now
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


def plan_reads(desk: Desk) -> APIRouter:
    """Return the koordinator's reads of plans, each logged; an akt that has left the lists needs a purpose."""
    router = APIRouter(prefix="/akter/{case_id}/plans", tags=["plan"])
    reader = PlanReader(desk.reader.keys, desk.office, desk.names)

    @router.get("")
    async def list_plans(case_id: UUID, viewer: ViewerDep, response: Response, purpose: Why = None) -> Json:
        """Read the plan in force and the earlier ones."""
        await _must_be_readable(desk, viewer, case_id, purpose)
        async with desk.sessions.begin() as session:
            akt = await visible_akt(session, viewer, case_id)
            plans = await reader.of_case(session, akt)
            await log_read(session, viewer, case_id, purpose or HANDLING)
        if plans["current"] is not None:
            response.headers["ETag"] = f'"{plans["current"]["version"]}"'
        return plans

    @router.get("/{plan_id}/versions")
    async def list_versions(case_id: UUID, plan_id: UUID, viewer: ViewerDep, purpose: Why = None) -> Json:
        """List the versions of a plan, and what each came from."""
        await _must_be_readable(desk, viewer, case_id, purpose)
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            versions = await reader.versions(session, case_id, plan_id)
            await log_read(session, viewer, case_id, purpose or HANDLING)
        return {"versions": versions}

    @router.get("/{plan_id}/compare")
    async def compare_versions(
        case_id: UUID,
        plan_id: UUID,
        viewer: ViewerDep,
        versions: Annotated[TwoVersions, Query()],
    ) -> Json:
        """Compare two versions: delmål that came, went or say something else."""
        await _must_be_readable(desk, viewer, case_id, versions.purpose)
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            compared = await reader.compared(session, case_id, plan_id, (versions.from_, versions.to))
            await log_read(session, viewer, case_id, versions.purpose or HANDLING)
        return compared

    return router


def smarta_routes() -> APIRouter:
    """Return the help to write delmål."""
    router = APIRouter(tags=["plan"])

    @router.get("/smarta")
    async def questions(viewer: ViewerDep) -> Json:
        """List the questions to ask of each delmål, letter by letter."""
        require(viewer, role=ROLE)
        return {
            "letters": [
                {"key": one.key, "letter": one.letter, "word": one.word, "questions": list(one.questions)}
                for one in SMARTA
            ]
        }

    return router


def my_plan_routes(desk: Desk) -> APIRouter:
    """Return the person's read of her own plan."""
    router = APIRouter(tags=["individen"])
    reader = PlanReader(desk.reader.keys, desk.office, desk.names)

    @router.get("/my/plan")
    async def my_plan(viewer: ViewerDep) -> Json:
        """Read one's own plans in plain Swedish, those in force first."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions.begin() as session:
            plans = await reader.to_person(session, mine)
            for case_id in {UUID(plan["case_id"]) for plan in plans}:
                await log_read(session, viewer, case_id, OWN_INSIGHT)
        return {"plans": plans}

    return router


async def _must_be_readable(desk: Desk, viewer: Viewer, case_id: UUID, purpose: Purpose | None) -> None:
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
    hidden = await desk.consent.hidden([case_id])
    if purpose is None:
        must_be_listed(akt, hidden)


async def _cover(
    desk: Desk, viewer: Viewer, case_id: UUID, named: Iterable[str], plan_id: UUID | None = None
) -> Cover:
    """Ask, before the transaction, what the samtycke covers now: the units named, and all who may be told."""
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
