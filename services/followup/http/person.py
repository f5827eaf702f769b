"""What the person reads: her follow-ups, and who has read them at the team."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from services.followup.errors import OpeningNeedsPurpose, UnknownFollowUp
from services.followup.http.desk import Desk
from services.followup.queries import read_by_reviewer
from shared.auth import Viewer, ViewerDep, require
from shared.purposes import OWN_INSIGHT, Purpose
from shared.read_log import ShowsReads, log_reads

PERSON, REVIEWER = "individ", "logggranskare"


def person_routes(desk: Desk) -> APIRouter:
    """Return the person's reads."""
    router = APIRouter(tags=["individen"])
    reads = ShowsReads(desk.sessions, PERSON, desk.consent.withheld, OpeningNeedsPurpose)

    @router.get("/my/follow-ups", summary="Uppföljningar av min plan")
    async def my_follow_ups(viewer: ViewerDep) -> dict[str, Any]:
        """Read the follow-ups of one's own plan, in plain words."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        contacts = {team: desk.contact(team) for team in desk.recipients}
        async with desk.sessions.begin() as session:
            follow_ups = await desk.reader.of_person(session, mine, contacts)
            await log_reads(session, viewer, {UUID(each["case_id"]) for each in follow_ups}, OWN_INSIGHT)
        return {"follow_ups": follow_ups}

    @router.get("/cases/{case_id}/reads", summary="Vilka som har läst ärendets uppföljningar")
    async def case_reads(
        case_id: UUID, viewer: ViewerDep, purpose: Annotated[Purpose | None, Query()] = None
    ) -> dict[str, Any]:
        """List who has read the case's follow-ups: unit and function, time and purpose.

        Of a case that is handled by hand its reviewer states why she asks, and that is logged too.
        """
        await _must_be_hers(desk, viewer, case_id)
        return {"reads": await reads.shown(viewer, case_id, purpose)}

    return router


async def _must_be_hers(desk: Desk, viewer: Viewer, case_id: UUID) -> None:
    if PERSON in viewer.roles:
        if case_id not in await desk.consent.cases_of(viewer.token):
            raise UnknownFollowUp
    elif REVIEWER in viewer.roles:
        async with desk.sessions() as session:
            await read_by_reviewer(session, viewer, case_id)
    else:
        raise UnknownFollowUp
