"""GET /v1/cases/{case_id}/stops: for the koordinator, who must stop, and whether it has read so."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.consent.core import CoreDep
from services.consent.errors import CaseUnknown
from services.consent.queries import known_case
from services.consent.queries.stopped import stops_of
from shared.auth import ViewerDep
from shared.read_log import log_read

router = APIRouter(prefix="/v1/cases", tags=["återkallelser"])


class StopAnswer(BaseModel):
    """A recipient that the samtycke, or some of it, no longer lets the team tell anything.

    `never_opened`: so many documents were never opened, and their keys are destroyed.
    """

    recipient: str
    recipient_name: str
    stopped_at: datetime
    notice_opened_at: datetime | None
    never_opened: int


@router.get(
    "/{case_id}/stops",
    summary="Vilka som samtycket inte längre omfattar, och om de har öppnat sitt stoppmeddelande",
    responses={200: {"model": list[StopAnswer]}},
)
async def get_stops(case_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return them to the koordinator of the case's team. Whether the person withdrew or the time ran out is not said."""
    async with core.sessions() as session, session.begin():
        case = await known_case(session, case_id)
        is_ours = case is not None and "koordinator" in viewer.roles and viewer.unit == case.team
        if case is None or case.team is None or not is_ours or case.withheld:
            raise CaseUnknown
        stops = await stops_of(session, case_id, case.team)
        await log_read(session, viewer, case_id, "stoppmeddelanden")
    answers = [
        StopAnswer(
            recipient=stop.recipient,
            recipient_name=core.recipients.name_of(stop.recipient),
            stopped_at=stop.stopped_at,
            notice_opened_at=stop.notice_opened_at,
            never_opened=stop.never_opened,
        ).model_dump(mode="json")
        for stop in stops
    ]
    return JSONResponse(answers, headers={"Cache-Control": "no-store"})
