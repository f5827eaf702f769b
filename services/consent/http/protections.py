"""Protected identity: the mark that stops everything, and tells no one."""

from typing import Protocol
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.mark_protected import MarkProtected, mark_protected
from services.consent.core import CoreDep
from services.consent.repository.cases import CaseRows, PairDoors
from shared.auth import Forbidden, ViewerDep
from shared.idempotency import Answer, run_command

router = APIRouter(prefix="/v1", tags=["skyddade personuppgifter"])


class ReleasesInFlight(Protocol):
    """The releases that were decided before the mark and may still be on their way out."""

    async def drain(self, case_id: UUID) -> bool:
        """Wait until every one of the case is sent, or its process known dead; False when the bound has passed."""
        ...


class ProtectionForm(BaseModel):
    """The case to mark."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: UUID


@router.post("/protections", summary="Markera att personen har skyddade personuppgifter")
async def post_protection(
    request: Request, form: ProtectionForm, viewer: ViewerDep, core: CoreDep
) -> Response:
    """Mark the case, by a handläggare of its unit or the koordinator of its team.

    200 `enforced`: nothing of the case is sealed or released from now on, and nothing is on its way. 202 `draining`:
    marked, but an answer may still be on its way; the same request again tells when it is not.
    """
    if not viewer.roles & {"handlaggare", "koordinator"}:
        raise Forbidden
    command = MarkProtected(form.case_id, viewer.unit, "koordinator" in viewer.roles, core.clock.now())

    async def act(session: AsyncSession, _: None) -> Answer:
        await mark_protected(command, CaseRows(session), PairDoors(session))
        return Answer(200, {"case_id": str(form.case_id)})

    await run_command(request, act)
    in_flight: ReleasesInFlight = request.app.state.exit
    drained = await in_flight.drain(form.case_id)
    body = {"case_id": str(form.case_id), "state": "enforced" if drained else "draining"}
    return JSONResponse(body, status_code=200 if drained else 202)
