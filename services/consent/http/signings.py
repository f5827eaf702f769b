"""Registration of a signed samtycke."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.register_signing import (
    Readied,
    RegisterSigning,
    prepare_signing,
    register_signing,
)
from services.consent.core import CoreDep
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import GivenRow
from services.consent.domain.signing import Attestation, Signing
from services.consent.http.registrars import registrar
from services.consent.http.signing_form import SigningForm
from services.consent.repository.cases import CaseRows
from services.consent.repository.signings import SigningRows
from services.consent.restoring.gate import OpenGate
from shared.auth import Viewer, ViewerDep
from shared.idempotency import Answer, run_command

router = APIRouter(prefix="/v1", tags=["samtycken"])


@router.post(
    "/signings",
    status_code=201,
    summary="Registrera ett samtycke, undertecknat på papper eller lämnat muntligt",
)
async def post_signing(
    request: Request, form: SigningForm, viewer: ViewerDep, core: CoreDep, _open: OpenGate
) -> Response:
    """Register it, attested by the viewer, for a draft of her unit or a paper of her team; answers with every row it is about.

    `change` tells what the signature did to a row: `ny`, `forlangd` (an active row got a longer time), or
    `oforandrad` (an active row already holds at least as long; to shorten is to withdraw).
    """
    command = RegisterSigning(
        form.case_id,
        form.paper(),
        attested_by(viewer, core.recipients),
        core.clock.now(),
        viewer.token,
        form.giving(),
    )

    async def prepare() -> Readied:
        return await prepare_signing(command, core.texts, core.recipients, core.subjects, core.keys)

    async def act(session: AsyncSession, readied: Readied) -> Answer:
        await core.gate.pass_through(session)
        signings = SigningRows(session, core.outbox)
        signing = await register_signing(
            command, readied, CaseRows(session), signings, core.person_index, now=core.clock.now()
        )
        rows = {row.id for row in signing.renewal.effective()}
        await core.receipting.of_signing(session, signing.case_id, signing.id, rows, readied.case_key)
        return Answer(201, _answer(signing))

    return await run_command(request, act, prepare=prepare)


def attested_by(viewer: Viewer, directory: Directory) -> Attestation:
    """Return who stands for it: a handläggare, or the koordinator for what came to her team. Raises Forbidden."""
    return Attestation(viewer.subject, registrar(viewer, directory), viewer.function)


def _answer(signing: Signing) -> dict[str, Any]:
    renewal = signing.renewal
    rows = [
        *_rows(renewal.new, "ny"),
        *_rows(renewal.lengthened, "forlangd"),
        *_rows(renewal.unchanged, "oforandrad"),
    ]
    return {"signing_id": str(signing.id), "rows": rows}


def _rows(rows: Iterable[GivenRow], change: str) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": str(row.id),
            **row.cell.as_dict(),
            "valid_from": row.window.start.isoformat(),
            "valid_to": row.window.end.isoformat(),
            "change": change,
        }
        for row in rows
    )
