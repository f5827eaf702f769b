"""Who in the team has read an akt, for the sender's report of what it took back: asked by the service that writes it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from services.coordinator.domain import utc
from services.coordinator.http.desk import Desk
from services.coordinator.queries.team_reads import team_reads
from shared.auth import Forbidden, ViewerDep, require
from shared.bodies import Body
from shared.read_log import log_read

SCOPE = "reads"
FOR_THE_REPORT = "rapport_om_atertagande"


class Asking(Body):
    """Which case."""

    case_id: UUID


def team_read_routes(desk: Desk) -> APIRouter:
    """Return the question between the services."""
    router = APIRouter(tags=["mellan tjänsterna"])

    @router.post("/team-reads", summary="När teamet har läst akten, och i vilken funktion")
    async def reads(asking: Asking, viewer: ViewerDep) -> dict[str, Any]:
        """Return when the akt has been read in the team and by which function (scope `reads`); never by whom or why."""
        require(viewer, scope=SCOPE)
        if not viewer.is_machine():
            raise Forbidden
        async with desk.sessions.begin() as session:
            found = await team_reads(session, asking.case_id, desk.office.team)
            if found:
                await log_read(session, viewer, asking.case_id, FOR_THE_REPORT)
        return {"reads": [{"at": utc(one.at), "function": one.function} for one in found]}

    return router
