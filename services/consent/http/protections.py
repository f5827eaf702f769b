"""Protected identity: the mark that stops everything, and tells no one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.mark_protected import MarkProtected, mark_protected, may_open
from services.consent.core import CoreDep
from services.consent.exits import ExitDep
from services.consent.foreign import REFERRAL_CLIENT
from services.consent.http.own_connections import on_connections_of
from services.consent.queries import cases_of_same_person, known_case
from services.consent.repository.cases import CaseRows, PairDoors
from shared.auth import Forbidden, Unauthenticated, Verifier, ViewerDep, require
from shared.bodies import Body
from shared.idempotency import Answer, run_command

router = APIRouter(prefix="/v1", tags=["skyddade personuppgifter"])


class ProtectionForm(Body):
    """The case to mark."""

    case_id: UUID


@router.post("/protections", summary="Markera att personen har skyddade personuppgifter")
async def post_protection(
    request: Request,
    form: ProtectionForm,
    viewer: ViewerDep,
    core: CoreDep,
    exit_: ExitDep,
    *,
    x_service_authorization: Annotated[str | None, Header()] = None,
) -> Response:
    """Mark the case, by a handläggare of its unit or the koordinator of its team.

    200 `enforced`: nothing of the case is sealed or released from now on, and nothing is on its way. 202 `draining`:
    marked, but an answer may still be on its way; the same request again tells when it is not.

    For a draft that is not saved yet the referral service asks on the user's behalf, and shows its own token too (scope
    `coverage`) in `X-Service-Authorization`.
    """
    if not viewer.roles & {"handlaggare", "koordinator"}:
        raise Forbidden
    is_vouched = await _is_vouched(request, x_service_authorization)
    is_koordinator, at = "koordinator" in viewer.roles, core.clock.now()
    command = MarkProtected(form.case_id, viewer.unit, is_koordinator, is_vouched, at, viewer.token)

    async def prepare() -> bool:
        async with exit_.doors.commands.sessions() as session:
            case = await known_case(session, form.case_id)
        return await may_open(command, case.registering_unit if case else None, core.subjects)

    async def act(session: AsyncSession, opens: bool) -> Answer:
        await mark_protected(command, CaseRows(session), PairDoors(session), opens=opens)
        return Answer(200, {"case_id": str(form.case_id)})

    own = on_connections_of(request, exit_.doors.commands)
    await run_command(own, act, prepare=prepare, content=await request.body())
    async with exit_.doors.commands.sessions() as session:
        marked = await cases_of_same_person(session, form.case_id)
    drained = all([await exit_.drain(case_id) for case_id in marked])
    body = {"case_id": str(form.case_id), "state": "enforced" if drained else "draining"}
    return JSONResponse(body, status_code=200 if drained else 202)


async def _is_vouched(request: Request, authorization: str | None) -> bool:
    """Whether the referral service stands behind the request. Raises Unauthenticated, Forbidden for a false proof."""
    if authorization is None:
        return False
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    verifier: Verifier = request.app.state.verifier
    service = await verifier.viewer(token.strip())
    require(service, scope="coverage")
    if not service.is_machine() or service.client_id != REFERRAL_CLIENT:
        raise Forbidden
    return True
