"""What the person reads: her besked, and who has read her akt at the team."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from services.coordinator.errors import OpeningNeedsPurpose, UnknownAkt
from services.coordinator.http.desk import Desk
from services.coordinator.queries import read_by_reviewer
from shared.auth import Viewer, ViewerDep, require
from shared.purposes import OWN_INSIGHT, Purpose
from shared.read_log import ShowsReads, log_reads

PERSON, REVIEWER = "individ", "logggranskare"


def person_routes(desk: Desk) -> APIRouter:
    """Return the person's reads."""
    router = APIRouter(tags=["individen"])
    reads = ShowsReads(desk.sessions, PERSON, desk.consent.withheld, OpeningNeedsPurpose)

    @router.get("/my/decisions", summary="Mina besked")
    async def my_decisions(viewer: ViewerDep) -> dict[str, Any]:
        """Read the besked on one's own anmälningar, in plain words."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions.begin() as session:
            decisions = await desk.reader.decisions(session, mine)
            await log_reads(session, viewer, {UUID(each["case_id"]) for each in decisions}, OWN_INSIGHT)
        return {"decisions": decisions}

    @router.get("/cases/{case_id}/reads", summary="Vilka som har läst akten")
    async def case_reads(
        case_id: UUID, viewer: ViewerDep, purpose: Annotated[Purpose | None, Query()] = None
    ) -> dict[str, Any]:
        """List who has read the akt: unit and function, time and purpose.

        Of a case that is handled by hand its reviewer states why she asks, and that is logged too.
        """
        await _must_be_hers(desk, viewer, case_id)
        return {"reads": await reads.shown(viewer, case_id, purpose)}

    return router


async def _must_be_hers(desk: Desk, viewer: Viewer, case_id: UUID) -> None:
    if PERSON in viewer.roles:
        if case_id not in await desk.consent.cases_of(viewer.token):
            raise UnknownAkt
    elif REVIEWER in viewer.roles:
        async with desk.sessions() as session:
            await read_by_reviewer(session, viewer, case_id)
    else:
        raise UnknownAkt
