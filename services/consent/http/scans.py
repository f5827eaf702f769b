"""Scans of signed papers: stored by the unit that owns the draft, read by that unit and by the person."""

import base64
import hashlib
import json
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.commands.store_scan import CheckedFile, StoreScan, prepare_scan, store_scan
from services.consent.core import Core, CoreDep
from services.consent.errors import ScanNotFound
from services.consent.http.registrars import registrar
from services.consent.http.scan_form import MAX_BODY, read_scan_form
from services.consent.queries.viewing import is_person
from services.consent.repository.cases import CaseRows
from services.consent.repository.scans import DIGEST_SEALED_AS, SEALED_AS, ScanRows
from shared.auth import Viewer, ViewerDep
from shared.idempotency import Answer, run_command
from shared.read_log import log_read
from shared.scans.form import SUFFIX

router = APIRouter(prefix="/v1", tags=["skanningar"])

_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["case_id", "file"],
                    "properties": {
                        "case_id": {"type": "string", "format": "uuid"},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            }
        },
    }
}


@router.post(
    "/scans",
    status_code=201,
    summary="Lagra ett skannat samtycke",
    openapi_extra=_FORM,
    max_body_size=MAX_BODY + 1024 * 1024,  # past the form's own limit, which says in words what to do
)
async def post_scan(request: Request, viewer: ViewerDep, core: CoreDep) -> Response:
    """Store a PDF, PNG or JPEG (by content, at most 10 MB) for a draft of the viewer's own unit."""
    unit = registrar(viewer, core.recipients)
    form = await read_scan_form(request)
    command = StoreScan(form.case_id, unit, viewer.token, core.clock.now())

    async def prepare() -> CheckedFile:
        return await prepare_scan(command, form.content, core.scan_content, core.subjects, core.keys)

    async def act(session: AsyncSession, checked: CheckedFile) -> Answer:
        scan_id = await store_scan(command, checked, CaseRows(session), ScanRows(session))
        body = {"scan_id": str(scan_id), "pages": checked.scan.pages}
        return Answer(201, body, location=f"/v1/scans/{scan_id}")

    whole = form.case_id.bytes + form.content
    stored = await run_command(request, act, prepare=prepare, content=whole)
    # Not among what is kept for a repeated request: a hash of the paper lies sealed.
    body = {**json.loads(bytes(stored.body)), "sha256": hashlib.sha256(form.content).hexdigest()}
    headers = {name: value for name, value in stored.headers.items() if name != "content-length"}
    return JSONResponse(body, status_code=stored.status_code, headers=headers)


@router.get("/scans/{scan_id}", summary="Hämta ett skannat samtycke", response_class=Response)
async def get_scan(scan_id: UUID, viewer: ViewerDep, core: CoreDep) -> Response:
    """Return the exact file, to the unit that stored it and to the person; to others it does not exist."""
    async with core.sessions() as session, session.begin():
        scan = await _readable(session, scan_id, viewer, core)
        await log_read(session, viewer, scan.case_id, "skannat samtycke")
    key = await core.case_keys.open_key(scan.case_id)
    digest = key.open(*DIGEST_SEALED_AS, scan.id, scan.sha256)
    return Response(
        key.open(*SEALED_AS, scan.id, scan.content),
        media_type=scan.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="samtycke-{scan.id}.{SUFFIX[scan.media_type]}"',
            "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


async def _readable(session: AsyncSession, scan_id: UUID, viewer: Viewer, core: Core) -> queries.StoredScan:
    scan = await queries.stored_scan(session, scan_id)
    case = await queries.known_case(session, scan.case_id) if scan else None
    if scan is None or case is None:
        raise ScanNotFound
    role = "koordinator" if scan.unit == core.recipients.holder_of(case) else "handlaggare"
    of_unit = role in viewer.roles and viewer.unit == scan.unit
    if not of_unit and not is_person(viewer, case, core.person_index):
        raise ScanNotFound
    if not of_unit and await queries.is_of_wrong_person(session, scan_id):
        raise ScanNotFound
    return scan
