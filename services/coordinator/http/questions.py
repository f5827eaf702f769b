"""Questions of an akt: the koordinator takes a stand, and notes that the person has moved."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.answer_question import AnswerQuestion, answer_question
from services.coordinator.commands.record_move import RecordMove, record_move
from services.coordinator.domain import Akt, Cover
from services.coordinator.http.desk import Desk
from services.coordinator.http.plan_forms import HandlaggareForm
from services.coordinator.queries import visible_akt
from services.coordinator.queries.cover import cover_now
from shared.auth import ViewerDep
from shared.bodies import Body
from shared.idempotency import Answer, if_match, run_command


class Stand(Body):
    """What the koordinator has decided, in her own words."""

    decision: Annotated[str, Field(min_length=1, max_length=4000)]
    driver: HandlaggareForm | None = None
    """Who drives from now on: for the question that nobody does, in a case without a plan."""


def question_routes(desk: Desk) -> APIRouter:
    """Return the commands; each needs Idempotency-Key and the akt's version as If-Match."""
    router = APIRouter(prefix="/akter/{case_id}", tags=["frågor"])

    @router.post("/questions/{question_id}/answers", summary="Svara på en fråga som står öppen i akten")
    async def answer(
        case_id: UUID, question_id: UUID, body: Stand, viewer: ViewerDep, request: Request
    ) -> Response:
        """Answer a question that stands open."""
        version, contact = if_match(request), desk.office.contact

        async def prepare() -> Cover:
            async with desk.sessions() as session:
                team = (await visible_akt(session, viewer, case_id)).team
            await desk.prepare()
            return await cover_now(desk.sessions, desk.consent, case_id, team)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            now = desk.clock.now()
            command = AnswerQuestion(
                case_id=case_id,
                version=version,
                question_id=question_id,
                decision=body.decision,
                driver=body.driver and body.driver.value(),
                cover=cover,
                names=desk.names,
                contact=contact,
                at=now,
            )
            books = desk.books(session, by_hand=cover.withheld)
            return akt_answer(await answer_question(command, books))

        return await run_command(request, act, prepare=prepare)

    @router.post("/moves", summary="Notera att personen har flyttat")
    async def move(case_id: UUID, viewer: ViewerDep, request: Request) -> Response:
        """Note that the person has moved: a question asks whether the case goes on here."""
        version = if_match(request)

        async def act(session: AsyncSession, _: None) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = RecordMove(case_id, version, desk.clock.now())
            return akt_answer(await record_move(command, desk.akter(session)))

        return await run_command(request, act)

    return router


def akt_answer(akt: Akt) -> Answer:
    """Answer with where the akt stands now."""
    body = {"case_id": str(akt.case_id), "status": akt.status.value, "version": akt.version}
    return Answer(200, body, etag=akt.version)
