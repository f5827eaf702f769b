"""What a sender that does not use the system answers by letter: the koordinator registers it."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.register_letter import (
    RegisterLetter,
    pass_on,
    register_letter,
    what_it_answers,
)
from services.coordinator.errors.papers import PaperAnswerRefused
from services.coordinator.http.desk import Desk
from services.coordinator.http.paper_forms import LetterForm
from services.coordinator.http.papers import akt_answer
from services.coordinator.queries import visible_akt
from shared.auth import Viewer, ViewerDep
from shared.idempotency import Answer, if_match, run_command


def paper_answer_routes(desk: Desk) -> APIRouter:
    """Return the route of what comes by post after the anmälan has gone on."""
    router = APIRouter(prefix="/akter/{case_id}/paper", tags=["anmälan på papper"])

    @router.post(
        "/supplement-answers", summary="Registrera avsändarens svar på en komplettering, som kom i brev"
    )
    async def register(case_id: UUID, body: LetterForm, viewer: ViewerDep, request: Request) -> Response:
        """Register the sender's answer by letter the day it came in (5 kap. 1 § offentlighets- och sekretesslagen).

        It goes on as the sender's own, as far as the samtycke covers it, and comes to the akt as any answer does.
        """
        command = _command(desk, case_id, body, viewer, if_match(request))

        async def prepare() -> UUID:
            async with desk.sessions.begin() as session:
                await visible_akt(session, viewer, case_id)
                akt = await desk.akter(session).get(case_id, command.version)
                papers = desk.paper.papers(session)
                paper, last = await papers.get(case_id), await papers.last_request(case_id)
            asked = what_it_answers(command, akt, paper, last)
            if case_id in await desk.consent.withheld([case_id]):
                raise PaperAnswerRefused(cause="by_hand", fields=[])
            await pass_on(command, akt, asked, desk.paper.senders)
            return asked

        async def act(session: AsyncSession, asked: UUID) -> Answer:
            akter, papers = desk.akter(session), desk.paper.papers(session)
            return akt_answer(await register_letter(command, asked, akter, papers))

        return await run_command(request, act, prepare=prepare)

    return router


def _command(desk: Desk, case_id: UUID, body: LetterForm, viewer: Viewer, version: int) -> RegisterLetter:
    return RegisterLetter(
        case_id=case_id,
        version=version,
        received_on=body.received_on,
        late_reason=body.late_reason,
        answer={"text": body.answer.text, "category": body.answer.category},
        changes=body.changes.values() if body.changes else None,
        note_read=body.exclusion_note_acknowledged,
        subject=viewer.subject,
        function=viewer.function,
        at=desk.clock.now(),
    )
