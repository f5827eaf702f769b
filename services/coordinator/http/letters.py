"""Letters to the person: the koordinator prints and posts them, the person reads her own. Made anew each time."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.post_letter import PostLetter, post_letter
from services.coordinator.domain.letter import WrittenLetter
from services.coordinator.http.akter import HANDLING, Purpose
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import OWN_INSIGHT, PERSON
from services.coordinator.letters import render_pdf, render_text, sheet_of
from services.coordinator.queries import must_be_listed, visible_akt
from services.coordinator.queries.letters import LetterReader, letter_line
from shared.auth import ViewerDep, require
from shared.idempotency import Answer, run_command
from shared.read_log import log_read

Json = dict[str, Any]
POSTING = "utskick"
"""Why a letter that is not posted yet is opened, also when its akt has left the lists."""
Why = Annotated[Purpose | None, Query()]


class Form(StrEnum):
    """How a letter is set."""

    PDF = "pdf"
    TXT = "txt"


class LetterPosted(BaseModel):
    """The day when the letter was posted or handed over."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    posted_on: date


def letter_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's routes to the letters of an akt."""
    router = APIRouter(prefix="/akter/{case_id}/letters", tags=["brev"])
    reader = _reader(desk)

    @router.get("")
    async def list_letters(case_id: UUID, viewer: ViewerDep) -> Json:
        """List the akt's letters, and whether they are handed over instead of posted."""
        async with desk.sessions() as session:
            await visible_akt(session, viewer, case_id)
        by_hand = await _by_hand(desk, [case_id])
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            rows = await reader.listed(session, [case_id])
            await log_read(session, viewer, case_id, HANDLING)
        return {"letters": [letter_line(row) for row in rows], "by_hand": case_id in by_hand}

    @router.get("/{letter_id}.{form}", response_class=Response)
    async def read_letter(
        case_id: UUID, letter_id: UUID, form: Form, viewer: ViewerDep, purpose: Why = None
    ) -> Response:
        """Set a letter. Once it is posted, a letter of an akt that has left the lists needs a purpose."""
        async with desk.sessions() as session:
            await visible_akt(session, viewer, case_id)
        hidden = await desk.consent.hidden([case_id])
        by_hand = await _by_hand(desk, hidden)
        async with desk.sessions.begin() as session:
            akt = await visible_akt(session, viewer, case_id)
            row = await reader.found(session, [case_id], letter_id)
            if purpose is None and row.posted_on is not None:
                must_be_listed(akt, hidden)
            written = await reader.opened(row)
            await log_read(session, viewer, case_id, purpose or (HANDLING if row.posted_on else POSTING))
        return await _answer(written, form, by_hand=case_id in by_hand)

    @router.post("/{letter_id}/postings")
    async def post(
        case_id: UUID, letter_id: UUID, body: LetterPosted, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note the day when the letter was posted or handed over; once."""

        async def act(session: AsyncSession, _: None) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = PostLetter(case_id, letter_id, body.posted_on, desk.clock.now())
            await post_letter(command, desk.letters(session))
            return Answer(200, {"letter_id": str(letter_id), "posted_on": body.posted_on.isoformat()})

        return await run_command(request, act)

    return router


def my_letter_routes(desk: Desk) -> APIRouter:
    """Return the person's routes to her own letters."""
    router = APIRouter(prefix="/my/letters", tags=["individen"])
    reader = _reader(desk)

    @router.get("")
    async def my_letters(viewer: ViewerDep) -> Json:
        """List the letters that the team has written to the person, the newest first."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions.begin() as session:
            rows = await reader.listed(session, mine)
            for case_id in {row.case_id for row in rows}:
                await log_read(session, viewer, case_id, OWN_INSIGHT)
        return {"letters": [letter_line(row) for row in rows]}

    @router.get("/{letter_id}.{form}", response_class=Response)
    async def my_letter(letter_id: UUID, form: Form, viewer: ViewerDep) -> Response:
        """Set one of the person's own letters."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions() as session:
            row = await reader.found(session, mine, letter_id)
        by_hand = await _by_hand(desk, [row.case_id])
        async with desk.sessions.begin() as session:
            written = await reader.opened(row)
            await log_read(session, viewer, row.case_id, OWN_INSIGHT)
        return await _answer(written, form, by_hand=row.case_id in by_hand)

    return router


def _reader(desk: Desk) -> LetterReader:
    return LetterReader(desk.reader.keys, desk.office.team)


async def _by_hand(desk: Desk, case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the cases whose person has a protected identity: their letters show no address."""
    return frozenset(
        [
            case_id
            for case_id in case_ids
            if (await desk.consent.covered_units(case_id, desk.office.team, ())).withheld
        ]
    )


async def _answer(written: WrittenLetter, form: Form, *, by_hand: bool) -> Response:
    """Answer with the letter; neither its name nor its address says whose it is, and nobody stores it."""
    sheet = sheet_of(written, by_hand=by_hand)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="brev.{form.value}"'}
    if form is Form.PDF:
        return Response(await render_pdf(sheet), media_type="application/pdf", headers=headers)
    return PlainTextResponse(render_text(sheet), headers=headers)
