"""What is read of the gemensam plan: by the koordinator, with its versions; by the person, hers; and the questions to ask."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.coordinator.domain.smarta import SMARTA
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import PERSON
from services.coordinator.queries import ROLE, must_be_listed, visible_akt
from services.coordinator.queries.plans import PlanReader
from shared.auth import Viewer, ViewerDep, require
from shared.bodies import Body
from shared.purposes import HANDLING, OWN_INSIGHT, Purpose
from shared.read_log import log_read, log_reads

Json = dict[str, Any]
Why = Annotated[Purpose | None, Query()]
MOST = 2**31 - 1
"""The highest number of a version that is kept."""


class TwoVersions(Body):
    """Which versions of a plan are compared, and why, where the akt has left the lists."""

    from_: int = Field(alias="from", ge=1, le=MOST)
    to: int = Field(ge=1, le=MOST)
    purpose: Purpose | None = None


def plan_reads(desk: Desk) -> APIRouter:
    """Return the koordinator's reads of plans, each logged; an akt that has left the lists needs a purpose."""
    router = APIRouter(prefix="/akter/{case_id}/plans", tags=["plan"])
    reader = PlanReader(desk.reader.keys, desk.office, desk.names)

    @router.get("", summary="Ärendets planer, den som gäller och tidigare")
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

    @router.get("/{plan_id}/versions", summary="En plans versioner")
    async def list_versions(case_id: UUID, plan_id: UUID, viewer: ViewerDep, purpose: Why = None) -> Json:
        """List the versions of a plan, and what each came from."""
        await _must_be_readable(desk, viewer, case_id, purpose)
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            versions = await reader.versions(session, case_id, plan_id)
            await log_read(session, viewer, case_id, purpose or HANDLING)
        return {"versions": versions}

    @router.get("/{plan_id}/compare", summary="Jämför två versioner av en plan")
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

    @router.get("/smarta", summary="Frågor att ställa om varje delmål, bokstav för bokstav i SMARTA")
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

    @router.get("/my/plan", summary="Min plan")
    async def my_plan(viewer: ViewerDep) -> Json:
        """Read one's own plans in plain Swedish, those in force first."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions.begin() as session:
            plans = await reader.to_person(session, mine)
            await log_reads(session, viewer, {UUID(plan["case_id"]) for plan in plans}, OWN_INSIGHT)
        return {"plans": plans}

    return router


async def _must_be_readable(desk: Desk, viewer: Viewer, case_id: UUID, purpose: Purpose | None) -> None:
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
    hidden = await desk.consent.hidden([case_id])
    if purpose is None:
        must_be_listed(akt, hidden)
