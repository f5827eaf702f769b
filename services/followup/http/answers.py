"""A reminded party's answer, from its own system or by its handläggare. It sees nothing else here."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.commands.answer_reminder import AnswerReminder, answer_reminder
from services.followup.domain import AnswerKind, Cover
from services.followup.errors import UnknownFollowUp
from services.followup.http.body import Words
from services.followup.http.desk import Desk
from services.followup.queries import reminded_one
from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body, OneLine
from shared.idempotency import Answer, run_command


class Answering(Body):
    """What the party answers; text and journal reference are its own, and pass the exit to the team."""

    answer: AnswerKind
    text: Words | None = None
    journal_reference: Annotated[str, Field(min_length=1, max_length=200), OneLine] | None = None


def answer_routes(desk: Desk) -> APIRouter:
    """Return the parties' command."""
    router = APIRouter(prefix="/follow-ups/{followup_id}", tags=["parter"])

    @router.post("/answers", summary="Svara på en påminnelse")
    async def answer(followup_id: UUID, body: Answering, viewer: ViewerDep, request: Request) -> Response:
        """Answer a reminder: bereder, klar or hinder."""

        async def act(session: AsyncSession, prepared: tuple[str, Cover]) -> Answer:
            party, cover = prepared
            command = AnswerReminder(
                followup_id, party, body.answer, body.text, body.journal_reference, cover, desk.clock.now()
            )
            follow_up = await answer_reminder(command, desk.follow_ups(session))
            return Answer(201, {"followup_id": str(followup_id), "status": follow_up.status.value})

        return await run_command(request, act, prepare=lambda: _asked(desk, viewer, followup_id))

    return router


async def _asked(desk: Desk, viewer: Viewer, followup_id: UUID) -> tuple[str, Cover]:
    """Look whether the viewer's unit was reminded, and ask whether it is covered still."""
    party = _unit(viewer)
    async with desk.sessions() as session:
        row = await reminded_one(session, party, followup_id)
    await desk.prepare()
    return party, await desk.consent.cover(row.case_id, row.team, [party])


def _unit(viewer: Viewer) -> str:
    unit = viewer.acts_for(role="handlaggare", scope="answer")
    if unit is None:
        raise Forbidden if viewer.is_machine() else UnknownFollowUp
    return unit
