"""What is read of anmälningar on paper: the register, whose one is, its pictures, and the letter that it is sent back with."""

import base64
import hashlib
import json
from datetime import date, datetime, time
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.store_paper_scan import StorePaperScan, store_paper_scan
from services.coordinator.domain import Status, utc
from services.coordinator.domain.letter import WrittenLetter
from services.coordinator.domain.paper_letters import MISSING, Post, return_letter
from services.coordinator.domain.same_person import STAND_TEXT
from services.coordinator.errors.papers import NoPaper, ReturnUnfinished
from services.coordinator.http.akter import STATUS_TEXT
from services.coordinator.http.desk import Desk
from services.coordinator.http.left_out import left_out
from services.coordinator.letters import sheet_of
from services.coordinator.queries import ROLE, must_be_listed, visible_akt
from services.coordinator.queries.papers import register_lines
from services.coordinator.tables import AktRow, PaperRow
from shared.auth import ViewerDep, require
from shared.clock import STOCKHOLM
from shared.days import local_day
from shared.idempotency import Answer, run_command
from shared.letters.blocks import Addressee
from shared.letters.http import Form, letter_answer
from shared.letters.sheet import Sheet
from shared.purposes import HANDLING, Purpose
from shared.read_log import log_read
from shared.scans.form import MAX_BODY, SUFFIX, read_upload
from shared.scans.values import CheckedScan

Json = dict[str, Any]
_FORM: Final[Json] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def paper_read_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's reads."""
    router = APIRouter(tags=["anmälan på papper"])

    @router.get("/paper-register", summary="Registret över anmälningar på papper")
    async def register(viewer: ViewerDep, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> Json:
        """List what came on paper as the register has it, also what was sent back: nothing about the person."""
        require(viewer, role=ROLE)
        async with desk.sessions() as session:
            lines = await register_lines(session, viewer, limit=limit)
        hidden = await desk.consent.withheld([akt.case_id for akt, _ in lines])
        return {
            "lines": [_line(desk, akt, paper) for akt, paper in lines if akt.case_id not in hidden],
            "missing": [{"code": code, "label": label} for code, label in MISSING.items()],
            "stands": [{"code": code.value, "label": label} for code, label in STAND_TEXT.items()],
        }

    @router.get("/akter/{case_id}/subject", summary="Vem en anmälan på papper gäller")
    async def subject(case_id: UUID, viewer: ViewerDep) -> Json:
        """Tell whose paper it is: the consent service asks with the koordinator's token when she registers a samtycke."""
        async with desk.sessions.begin() as session:
            akt = await visible_akt(session, viewer, case_id)
            paper = await desk.paper.reader.find(session, case_id)
            if paper is None:
                raise NoPaper
            await log_read(session, viewer, case_id, "samtycke")
        return {
            "unit": akt.team,
            "team": akt.team,
            "status": akt.status,
            "personnummer": paper.person["personnummer"],
            "namn": paper.person["namn"],
        }

    @router.get(
        "/akter/{case_id}/paper/return-letter.{form}",
        summary="Brevet som en anmälan på papper återsänds med",
        response_class=Response,
    )
    async def letter(case_id: UUID, form: Form, viewer: ViewerDep) -> Response:
        """Set the letter that the paper is sent back with, from its line in the register: nothing else is left.

        Not before the rest is destroyed, for the letter says that it is.
        """
        async with desk.sessions.begin() as session:
            akt = await visible_akt(session, viewer, case_id)
            paper = await session.get(PaperRow, case_id)
            if paper is None or paper.returned_on is None or Status(akt.status) is not Status.ATERSAND:
                raise NoPaper
            if paper.destroyed_at is None:
                raise ReturnUnfinished
            await log_read(session, viewer, case_id, HANDLING)
        return await letter_answer(_return_sheet(desk, akt, paper.returned_on), form)

    return router


def paper_scan_routes(desk: Desk) -> APIRouter:
    """Return the routes of a paper's pictures."""
    router = APIRouter(prefix="/akter/{case_id}/paper/scans", tags=["anmälan på papper"])

    @router.post(
        "",
        summary="Lagra en bild av papperet",
        status_code=201,
        openapi_extra=_FORM,
        max_body_size=MAX_BODY + 1024 * 1024,
    )
    async def store(case_id: UUID, viewer: ViewerDep, request: Request) -> Response:
        """Store a picture of the paper: PDF, PNG or JPEG by content, at most 10 MB. It is never changed."""
        require(viewer, role=ROLE)
        upload = await read_upload(request)

        async def prepare() -> CheckedScan:
            async with desk.sessions() as session:
                await visible_akt(session, viewer, case_id)
            return await desk.paper.scan_content.check(upload.content)

        async def act(session: AsyncSession, scan: CheckedScan) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = StorePaperScan(case_id, scan, desk.clock.now())
            akt, scan_id = await store_paper_scan(command, desk.akter(session), desk.paper.papers(session))
            body = {"scan_id": str(scan_id), "pages": scan.pages, "version": akt.version}
            return Answer(201, body, location=f"/v1/akter/{case_id}/paper/scans/{scan_id}")

        stored = await run_command(request, act, prepare=prepare, content=case_id.bytes + upload.content)
        # Not among what is kept for a repeated request: a hash of the paper lies sealed.
        body = {**json.loads(bytes(stored.body)), "sha256": hashlib.sha256(upload.content).hexdigest()}
        headers = {name: value for name, value in stored.headers.items() if name != "content-length"}
        return JSONResponse(body, status_code=stored.status_code, headers=headers)

    @router.get("/{scan_id}", summary="Hämta en bild av papperet", response_class=Response)
    async def read(
        case_id: UUID,
        scan_id: UUID,
        viewer: ViewerDep,
        purpose: Annotated[Purpose | None, Query()] = None,
    ) -> Response:
        """Return the exact file, to the team's koordinator; to others it does not exist.

        One of an akt that has left the lists needs a purpose: what is handled by hand is read from the paper itself.
        """
        async with desk.sessions() as session:
            akt = await visible_akt(session, viewer, case_id)
        hidden = await left_out(desk.consent, [akt])
        if purpose is None:
            must_be_listed(akt, hidden)
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            scan = await desk.paper.reader.scan(session, case_id, scan_id)
            await log_read(session, viewer, case_id, purpose or HANDLING)
        return Response(
            scan.content,
            media_type=scan.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="anmalan-{scan_id}.{SUFFIX[scan.media_type]}"',
                "Repr-Digest": f"sha-256=:{base64.b64encode(scan.sha256).decode()}:",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            },
        )

    return router


def _line(desk: Desk, akt: AktRow, paper: PaperRow) -> Json:
    return {
        "case_id": str(akt.case_id),
        "number": akt.number,
        "received_on": paper.received_on.isoformat(),
        "registered_at": utc(paper.registered_at),
        "sender": akt.sender,
        "sender_name": desk.name_of(akt.sender),
        "status": akt.status,
        "status_text": STATUS_TEXT[Status(akt.status)],
        "returned_on": paper.returned_on.isoformat() if paper.returned_on else None,
    }


def _return_sheet(desk: Desk, akt: AktRow, returned_on: date) -> Sheet:
    known = desk.recipients.get(akt.sender)
    to = Addressee(desk.name_of(akt.sender), known.address if known else ())
    at = datetime.combine(returned_on, time(12), STOCKHOLM)
    received_on = local_day(akt.received_at)
    said = return_letter(akt.case_id, received_on, at, Post(akt.number, to, desk.office.contact))
    return sheet_of(WrittenLetter(said, akt.number, desk.paper.head, to))
