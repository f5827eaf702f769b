"""Makulering of a samtycke registered in error: 200 when the door is shut, 202 while something may be on its way."""

import json
from time import monotonic
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.annul_signing import AnnulSigning, annul_signing, prepare_annulment
from services.consent.core import Core, CoreDep
from services.consent.domain.annulment import AnnulReason
from services.consent.ending.enforcing import BOUND_SECONDS
from services.consent.errors import AnnulmentUnknown, SigningUnknown
from services.consent.exit.exits import ExitDep
from services.consent.http.own_connections import on_connections_of
from services.consent.http.signings import attested_by
from services.consent.queries import KnownCase, known_case
from services.consent.queries.viewing import is_person, is_registering_staff
from services.consent.repository.annulments import (
    WRONG_SEALED_AS,
    AnnulmentRows,
    SeenAnnulment,
    annulment_seen,
)
from shared.auth import Viewer, ViewerDep
from shared.bodies import Body
from shared.idempotency import Answer, run_command
from shared.keys import KeyGone
from shared.read_log import log_read
from shared.sealing import CaseKey

router = APIRouter(prefix="/v1", tags=["makuleringar"])

_PRIVATE = {"Cache-Control": "no-store"}


class AnnulmentBody(Body):
    """Why the registration is struck: a code, and in words what was wrong. The words are read by the unit alone."""

    reason: AnnulReason
    what_was_wrong: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


@router.post(
    "/signings/{signing_id}/annulments", summary="Makulera ett samtycke som är felaktigt registrerat"
)
async def post_annulment(
    signing_id: UUID,
    body: AnnulmentBody,
    request: Request,
    viewer: ViewerDep,
    *,
    core: CoreDep,
    exit_: ExitDep,
) -> Response:
    """Commit the makulering, then carry it out like a withdrawal; the answer comes within ten seconds.

    Rows that another valid signature carries go on, for the time that it says. So where a wrong registration is to be
    replaced, register the right paper first and annul the wrong one then: nothing is interrupted.
    """
    deadline = monotonic() + BOUND_SECONDS
    by = attested_by(viewer, core.recipients)
    command = AnnulSigning(signing_id, body.reason, body.what_was_wrong, by, core.clock.now())

    async def prepare() -> CaseKey:
        try:
            async with exit_.doors.commands.sessions() as session:
                return await prepare_annulment(command, AnnulmentRows(session), core.keys)
        except KeyGone:  # erased: nothing of it is left
            raise SigningUnknown from None

    async def act(session: AsyncSession, key: CaseKey) -> Answer:
        annulment = await annul_signing(command, key, AnnulmentRows(session))
        location = f"/v1/annulments/{annulment.id}"
        return Answer(202, {"id": str(annulment.id), "state": "draining"}, location=location)

    # Until here nothing is committed: a store that is away answers 503. From here on the answer is 200 or 202.
    own = on_connections_of(request, exit_.doors.commands)
    committed = await run_command(own, act, prepare=prepare, content=await request.body())
    annulment_id = UUID(json.loads(bytes(committed.body))["id"])
    enforced = await exit_.doors.enforcer.enforce(annulment_id, deadline)
    return JSONResponse(
        {"id": str(annulment_id), "state": "enforced" if enforced else "draining"},
        status_code=200 if enforced else 202,
        headers={"Location": f"/v1/annulments/{annulment_id}", **_PRIVATE},
    )


@router.get("/annulments/{annulment_id}", summary="Hur långt en makulering har kommit")
async def get_annulment(annulment_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return it to the person, to the registering unit and to the team's koordinator.

    What was wrong, in words, is for the registering unit only: it may name somebody else.
    """
    async with core.sessions() as session, session.begin():
        seen = await annulment_seen(session, annulment_id)
        case = await known_case(session, seen.case_id) if seen else None
        if seen is None or case is None or not _may_see(viewer, case, core):
            raise AnnulmentUnknown
        if not is_person(viewer, case, core.person_index):
            await log_read(session, viewer, case.id, "makulering")
    answer = _answer(annulment_id, seen)
    if is_registering_staff(viewer, case, core.recipients) and (
        key := (await core.case_keys.open_many([case.id])).get(case.id)
    ):
        answer["what_was_wrong"] = key.open(*WRONG_SEALED_AS, annulment_id, seen.what_was_wrong).decode()
    return JSONResponse(answer, headers=_PRIVATE)


def _answer(annulment_id: UUID, seen: SeenAnnulment) -> dict[str, Any]:
    return {
        "id": str(annulment_id),
        "signing_id": str(seen.signing_id),
        "state": "enforced" if seen.enforced_at else "draining",
        "reason": seen.reason,
        "received_at": seen.received_at.isoformat(),
        "effective_at": seen.effective_at.isoformat() if seen.effective_at else None,
        "enforced_at": seen.enforced_at.isoformat() if seen.enforced_at else None,
    }


def _may_see(viewer: Viewer, case: KnownCase, core: Core) -> bool:
    if is_person(viewer, case, core.person_index) or is_registering_staff(viewer, case, core.recipients):
        return True
    return "koordinator" in viewer.roles and viewer.unit == case.team and not case.withheld
