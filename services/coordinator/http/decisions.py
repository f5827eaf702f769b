"""What the koordinator decides: ask for komplettering, tas upp, tas inte upp."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.decline import DeclineReferral, decline_referral
from services.coordinator.commands.request_supplement import RequestSupplement, request_supplement
from services.coordinator.commands.take_up import TakeUpReferral, take_up_referral
from services.coordinator.commands.tell_by_letter import SenderPost
from services.coordinator.domain import Akt, add_working_days, local_day
from services.coordinator.http.desk import Desk
from services.coordinator.queries import visible_akt
from services.coordinator.repository.letters import LetterRepository
from shared.auth import Viewer, ViewerDep
from shared.bodies import Body, Day, OneLine
from shared.idempotency import Answer, if_match, run_command

Words = Annotated[str, Field(min_length=1, max_length=4000)]


class SupplementWanted(Body):
    """What the sender is asked to complete; ten working days unless a day is named."""

    text: Words
    fields: list[str] = Field(default_factory=list, max_length=20)
    respond_by: Day | None = None


class TakingUp(Body):
    """What happens next, when at the earliest, and whom to contact (the team's function unless named)."""

    next_step: Words
    earliest: Day | None = None
    contact: Annotated[str, Field(min_length=1, max_length=200), OneLine] | None = None


class Declining(Body):
    """Why the anmälan is not taken up; left out, the standard words of the reason are used."""

    reason_code: Annotated[str, Field(max_length=10)]
    explanation: Words | None = None
    advice: Words | None = None
    on: Day | None = None


def decision_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's commands; each needs Idempotency-Key and If-Match."""
    router = APIRouter(prefix="/akter/{case_id}", tags=["beslut"])

    @router.post("/supplement-requests", summary="Begär komplettering av en anmälan")
    async def ask(case_id: UUID, body: SupplementWanted, viewer: ViewerDep, request: Request) -> Response:
        """Ask the sender to complete the anmälan."""
        version = if_match(request)

        async def act(session: AsyncSession, _: bool) -> Answer:
            await visible_akt(session, viewer, case_id)
            now = desk.clock.now()
            respond_by = body.respond_by or add_working_days(local_day(now), desk.supplement_days)
            command = RequestSupplement(case_id, version, body.text, tuple(body.fields), respond_by, now)
            akt = await request_supplement(command, desk.akter(session), desk.office)
            await _post(desk, session, akt, desk.letters(session)).request(akt, command.asked())
            return _answer(akt)

        return await run_command(request, act, prepare=lambda: _ready(desk, viewer, case_id))

    @router.post("/take-up", summary="Besluta att ta upp en anmälan")
    async def take_up(case_id: UUID, body: TakingUp, viewer: ViewerDep, request: Request) -> Response:
        """Take the anmälan up, if sender and team are covered at this moment."""
        version = if_match(request)

        async def act(session: AsyncSession, covered: bool) -> Answer:
            await visible_akt(session, viewer, case_id)
            contact = body.contact or desk.office.contact
            command = TakeUpReferral(
                case_id, version, body.next_step, body.earliest, contact, covered, desk.clock.now()
            )
            letters = desk.letters(session)
            akt = await take_up_referral(command, desk.akter(session), letters)
            await _post(desk, session, akt, letters).besked(akt)
            return _answer(akt)

        return await run_command(request, act, prepare=lambda: _covered(desk, viewer, case_id))

    @router.post("/decline", summary="Besluta att inte ta upp en anmälan")
    async def decline(case_id: UUID, body: Declining, viewer: ViewerDep, request: Request) -> Response:
        """Decide not to take the anmälan up, with a coded reason and advice."""
        version = if_match(request)

        async def act(session: AsyncSession, by_hand: bool) -> Answer:
            await visible_akt(session, viewer, case_id)
            letters = desk.letters(session, by_hand=by_hand)
            command = DeclineReferral(
                case_id, version, body.reason_code, body.explanation, body.advice, body.on, desk.clock.now()
            )
            akt = await decline_referral(command, desk.akter(session), letters, desk.office)
            await _post(desk, session, akt, letters).besked(akt)
            return _answer(akt)

        return await run_command(request, act, prepare=lambda: _by_hand(desk, viewer, case_id))

    return router


async def _ready(desk: Desk, viewer: Viewer, case_id: UUID) -> bool:
    """Look whether the akt is the viewer's, and fetch what sealing needs, before a transaction opens."""
    async with desk.sessions() as session:
        await visible_akt(session, viewer, case_id)
    await desk.prepare()
    return True


async def _by_hand(desk: Desk, viewer: Viewer, case_id: UUID) -> bool:
    """Tell whether the person's letter is handed over, without an address: her identity is protected."""
    await _ready(desk, viewer, case_id)
    return (await desk.consent.covered_units(case_id, desk.office.team, ())).withheld


async def _covered(desk: Desk, viewer: Viewer, case_id: UUID) -> bool:
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
    await desk.prepare()
    return await desk.consent.covered(case_id, akt.sender, akt.team)


def _post(desk: Desk, session: AsyncSession, akt: Akt, letters: LetterRepository) -> SenderPost:
    """Return what writes to a sender on paper that does not use the system."""
    papers = desk.paper.papers(session)
    return SenderPost(papers, letters, desk.name_of(akt.sender), desk.office.contact)


def _answer(akt: Akt) -> Answer:
    body = {"case_id": str(akt.case_id), "status": akt.status.value, "version": akt.version}
    return Answer(200, body, etag=akt.version)
