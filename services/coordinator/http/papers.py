"""An anmälan on paper: the koordinator registers it, asks for the samtycke, lets it go on, or sends it back."""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.admit_paper import AdmitPaper, admit_paper, hand_over
from services.coordinator.commands.amend_paper import AmendPaper, amend_paper
from services.coordinator.commands.check_transcript import check_transcript
from services.coordinator.commands.register_paper import RegisterPaper, register_paper
from services.coordinator.commands.request_paper_supplement import (
    RequestPaperSupplement,
    request_paper_supplement,
)
from services.coordinator.commands.return_paper import ReturnPaper, return_paper
from services.coordinator.domain import Akt, add_working_days, local_day
from services.coordinator.domain.addresses import without_address
from services.coordinator.domain.paper import IsParty, Paper
from services.coordinator.errors import ConsentUnreachable, UnknownAkt
from services.coordinator.errors.papers import ReferralUnreachable
from services.coordinator.http.desk import Desk
from services.coordinator.http.paper_forms import Admitting, ConsentWanted, PaperForm
from services.coordinator.queries import ROLE, visible_akt
from services.coordinator.repository import ConsentRows
from shared.auth import Forbidden, Viewer, ViewerDep, require
from shared.erasure.store import stopped_among, take_turn
from shared.idempotency import Answer, if_match, run_command
from shared.ids import uuid7


def paper_routes(desk: Desk) -> APIRouter:
    """Return the commands of the registration; each needs Idempotency-Key, and If-Match once there is an akt."""
    router = APIRouter(tags=["anmälan på papper"])

    @router.post(
        "/paper-referrals", summary="Registrera en anmälan som har kommit på papper", status_code=201
    )
    async def register(body: PaperForm, viewer: ViewerDep, request: Request) -> Response:
        """Register an anmälan that came by post: its number and its akt, seen by the koordinator only.

        Nothing leaves the team before a samtycke covers it; its sender gets a mottagningsbekräftelse as a letter.
        What the form does not take is refused. With the referral service away it is registered all the same, unchecked.
        Of a person with a case that is handled by hand no address is kept, ticked or not; nor of one with another akt
        when nobody can say whether it is.
        """
        _koordinator(desk, viewer)
        at, case_id = desk.clock.now(), uuid7()
        paper = body.paper(case_id, at, desk.paper.numbers(at))
        command = RegisterPaper(paper, desk.name_of(paper.sender.unit))

        async def prepare() -> None:
            paper.check(_is_party(desk))
            if await _by_hand(desk, body, paper):
                paper.content = without_address(paper.content)
            else:
                with suppress(ReferralUnreachable):  # a document is registered at once (OSL 5:1)
                    await check_transcript(paper, desk.office.team, desk.paper.senders)
            await desk.reader.keys.create(case_id)

        async def act(session: AsyncSession, _: None) -> Answer:
            akt = await register_paper(
                command,
                desk.akter(session),
                desk.paper.papers(session),
                desk.letters(session),
                desk.office,
                is_party=_is_party(desk),
                reply_days=desk.paper.reply_days,
            )
            return akt_answer(akt, paper, 201)

        answer = await run_command(request, act, prepare=prepare)
        await _protect(desk, body, UUID(json.loads(bytes(answer.body))["case_id"]), viewer)
        return answer

    @router.put("/akter/{case_id}/paper", summary="Rätta det som har registrerats från papperet")
    async def amend(case_id: UUID, body: PaperForm, viewer: ViewerDep, request: Request) -> Response:
        """Replace what was registered, until the anmälan has gone on; the pictures of the paper stay.

        What the form does not take is refused. With the referral service away nothing is changed.
        """
        version, at = if_match(request), desk.clock.now()
        paper = body.paper(case_id, at, desk.paper.numbers(at))

        async def prepare() -> bool:
            async with desk.sessions() as session:
                await visible_akt(session, viewer, case_id)
            withheld = await desk.consent.withheld_person(paper.person["personnummer"], case_id)
            if not (withheld or body.skyddade_personuppgifter):
                paper.check(_is_party(desk))
                await check_transcript(paper, desk.office.team, desk.paper.senders)
            return withheld

        async def act(session: AsyncSession, withheld: bool) -> Answer:
            await visible_akt(session, viewer, case_id)
            if withheld:
                paper.content = without_address(paper.content)
            papers, command = desk.paper.papers(session), AmendPaper(version, paper)
            akt = await amend_paper(command, desk.akter(session), papers, is_party=_is_party(desk))
            return akt_answer(akt, paper)

        answer = await run_command(request, act, prepare=prepare)
        await _protect(desk, body, case_id, viewer)
        return answer

    return router


def paper_way_routes(desk: Desk) -> APIRouter:
    """Return the commands on what is registered: ask for the samtycke, let it go on, send it back."""
    router = APIRouter(prefix="/akter/{case_id}/paper", tags=["anmälan på papper"])

    @router.post("/consent-requests", summary="Begär in samtycket från avsändaren")
    async def ask(case_id: UUID, body: ConsentWanted, viewer: ViewerDep, request: Request) -> Response:
        """Ask the sender for the samtycke, by letter to its function (20 § förvaltningslagen)."""
        version = if_match(request)

        async def act(session: AsyncSession, _: None) -> Answer:
            row = await visible_akt(session, viewer, case_id)
            now = desk.clock.now()
            by = body.respond_by or add_working_days(local_day(now), desk.supplement_days)
            missing, unit = tuple(body.missing), desk.name_of(row.sender)
            command = RequestPaperSupplement(case_id, version, missing, body.text, by, unit, now)
            books, papers = desk.books(session), desk.paper.papers(session)
            return akt_answer(
                await request_paper_supplement(command, books.akter, papers, books.letters, desk.office)
            )

        return await run_command(request, act)

    @router.post("/admission", summary="Låt en anmälan på papper gå vidare")
    async def admit(case_id: UUID, body: Admitting, viewer: ViewerDep, request: Request) -> Response:
        """Let it go on: its samtycke is registered, and covers the sender, the team and every party asked.

        The sender's unit has it from then on as its own, and the team gets it as a document: an ordinary akt.
        """
        note_read, by = body.exclusion_note_acknowledged, (viewer.subject, viewer.function)
        command = AdmitPaper(case_id, if_match(request), note_read, *by, desk.clock.now())

        async def prepare() -> None:
            async with desk.sessions.begin() as session:
                await visible_akt(session, viewer, case_id)
                akt = await desk.akter(session).get(case_id, command.version)
                papers = desk.paper.papers(session)
                paper, scans = await papers.get(case_id), await papers.scans(case_id)
            await hand_over(command, akt, paper, scans, desk.paper.senders)

        async def act(session: AsyncSession, _: None) -> Answer:
            return akt_answer(await admit_paper(command, desk.akter(session), desk.paper.papers(session)))

        return await run_command(request, act, prepare=prepare)

    @router.post("/return", summary="Återsänd en anmälan på papper som saknar samtycke")
    async def send_back(case_id: UUID, viewer: ViewerDep, request: Request) -> Response:
        """Send it back because the samtycke is missing: its line in the register is all that is kept (OSL 5:2)."""
        version = if_match(request)

        async def prepare() -> bool:
            async with desk.sessions() as session:
                akt = await visible_akt(session, viewer, case_id)
            return await desk.consent.covered(case_id, akt.sender, akt.team)

        async def act(session: AsyncSession, covered: bool) -> Answer:
            await take_turn(session, case_id, alone=False)
            await visible_akt(session, viewer, case_id)
            stopped = bool(await stopped_among(session, [case_id]))
            command = ReturnPaper(case_id, version, covered, stopped, desk.clock.now())
            papers, rows = desk.paper.papers(session), ConsentRows(session)
            return akt_answer(await return_paper(command, desk.akter(session), papers, rows))

        answer = await run_command(request, act, prepare=prepare)
        await desk.paper.returned.destroy(case_id)
        return answer

    return router


async def _protect(desk: Desk, body: PaperForm, case_id: UUID, viewer: Viewer) -> None:
    """Carry field 8 out, which is not kept: from then on nothing of the case leaves the team by the system.

    The akt is there, without an address; the same request again carries it out if the consent service was away.
    """
    if body.skyddade_personuppgifter:
        await desk.consent.protect(case_id, viewer.token)


async def _by_hand(desk: Desk, body: PaperForm, paper: Paper) -> bool:
    """Tell whether the person is protected: then no other service is asked about the paper, and no address is kept.

    A document is registered at once (OSL 5:1), so that no answer is a yes: an address can be written in later.
    """
    if body.skyddade_personuppgifter:
        return True
    try:
        return await desk.consent.withheld_person(paper.person["personnummer"])
    except ConsentUnreachable:
        return True


def _koordinator(desk: Desk, viewer: Viewer) -> None:
    """Let the koordinator of this team in. Raises Forbidden, UnknownAkt for another team's."""
    require(viewer, role=ROLE)
    if viewer.unit is None:
        raise Forbidden
    if viewer.unit != desk.office.team:
        raise UnknownAkt


def _is_party(desk: Desk) -> IsParty:
    today = local_day(desk.clock.now())

    def is_party(unit: str) -> bool:
        known = desk.recipients.get(unit)
        return known is not None and known.is_party(today)

    return is_party


def akt_answer(akt: Akt, paper: Paper | None = None, status: int = 200) -> Answer:
    """Say where the akt stands after a command."""
    body: dict[str, Any] = {
        "case_id": str(akt.case_id),
        "number": akt.number,
        "status": akt.status.value,
        "version": akt.version,
    }
    if paper is not None:
        body["transcript_checked"] = paper.transcript_checked
    location = f"/v1/akter/{akt.case_id}" if status == 201 else None  # noqa: PLR2004 Created
    return Answer(status, body, etag=akt.version, location=location)
