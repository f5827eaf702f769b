"""What a follow-up came to, for the team's letter to the person: asked by the service that writes and keeps letters."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from services.followup.http.desk import Desk
from shared.auth import Forbidden, ViewerDep, require
from shared.bodies import Body
from shared.read_log import log_read

SCOPE = "results"
TO_THE_PERSON = "brev_till_individen"
"""Why it is read. A letter to her is no disclosure; that her result was read shows in her log all the same."""


class Asking(Body):
    """Which follow-up."""

    followup_id: UUID


def result_routes(desk: Desk) -> APIRouter:
    """Return the team's own question."""
    router = APIRouter(tags=["teamets tjänster"])

    @router.post("/follow-up-results", summary="Uppföljningens resultat, i ord till personen")
    async def result(asking: Asking, viewer: ViewerDep) -> dict[str, Any]:
        """Return the result in words to the person, by delmål; null when nothing is recorded, or it is erased."""
        require(viewer, scope=SCOPE)
        if not viewer.is_machine():
            raise Forbidden
        async with desk.sessions.begin() as session:
            case_id, said = await desk.reader.told_by_letter(session, asking.followup_id)
            if case_id is not None:
                await log_read(session, viewer, case_id, TO_THE_PERSON)
        return {"result": said}

    return router
