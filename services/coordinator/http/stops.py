"""Stop notices: a party acknowledges its own; the koordinator sees who has, who has not, and what was never opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.acknowledge_stop import AcknowledgeStop, acknowledge_stop
from services.coordinator.domain.stops import StopAcknowledgement, StopAnswer
from services.coordinator.errors import UnknownAlias
from services.coordinator.http.desk import Desk
from services.coordinator.queries import must_be_listed, visible_akt
from services.coordinator.queries.ends import acknowledgements
from services.coordinator.queries.party import answers_for
from services.coordinator.repository import ConsentRows
from services.coordinator.repository.stops import StopBook
from shared.auth import Viewer, ViewerDep
from shared.bodies import Body, OneLine
from shared.idempotency import Answer, run_command
from shared.purposes import HANDLING, Purpose
from shared.read_log import log_read

Words = Annotated[str, Field(min_length=1, max_length=1000)]


class Acknowledging(Body):
    """What the unit has done. Bevaras names the lagrum, gallrat the decision."""

    alias: UUID
    answer: StopAnswer
    lagrum: Words | None = None
    decision: Words | None = None
    journal_reference: Annotated[str, Field(min_length=1, max_length=200), OneLine] | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    case_id: UUID
    unit: str
    may_tell: bool


def stop_routes(desk: Desk) -> APIRouter:
    """Return the party's command and the koordinator's read."""
    router = APIRouter(tags=["stopp"])

    @router.post("/stop-acknowledgements", summary="Kvittera ett stopp för den egna enheten")
    async def acknowledge(body: Acknowledging, viewer: ViewerDep, request: Request) -> Response:
        """Acknowledge a stop for one's own unit, named by its own alias of the case."""

        async def act(session: AsyncSession, asked: _Asked) -> Answer:
            said = StopAcknowledgement(
                party=asked.unit,
                answer=body.answer,
                at=desk.clock.now(),
                lagrum=body.lagrum,
                decision=body.decision,
                journal_reference=body.journal_reference,
            )
            kept = await acknowledge_stop(
                AcknowledgeStop(asked.case_id, said, asked.may_tell),
                desk.akter(session),
                ConsentRows(session),
                StopBook(session, desk.reader.keys),
            )
            return Answer(201, {"id": str(kept.id), "answer": kept.answer.value})

        return await run_command(request, act, prepare=lambda: _asked(desk, viewer, body.alias))

    @router.get("/akter/{case_id}/stops", summary="Vilka parter som har fått stopp, och vad de har svarat")
    async def stops(
        case_id: UUID, viewer: ViewerDep, purpose: Annotated[Purpose | None, Query()] = None
    ) -> dict[str, Any]:
        """List the parties that were told to stop, and what each has answered. Of an ended akt too, for a purpose."""
        async with desk.sessions() as session:
            akt = await visible_akt(session, viewer, case_id)
        hidden = await desk.consent.hidden([case_id])
        if purpose is None:
            must_be_listed(akt, hidden)
        notices = await desk.consent.stops(case_id, viewer.token)
        async with desk.sessions.begin() as session:
            said = await acknowledgements(session, case_id)
            await log_read(session, viewer, case_id, purpose or HANDLING)
        return {"stops": [_with_answers(desk, notice, said) for notice in notices]}

    return router


def _with_answers(desk: Desk, notice: dict[str, Any], said: list[dict[str, Any]]) -> dict[str, Any]:
    """Put what the party has answered beside the notice, the latest first; none yet is said to be missing."""
    party, stopped_at = notice["recipient"], datetime.fromisoformat(notice["stopped_at"])
    answers = [
        one for one in said if one["party"] == party and datetime.fromisoformat(one["at"]) >= stopped_at
    ]
    latest, earlier = (answers[0], answers[1:]) if answers else (None, [])
    return {
        **notice,
        "recipient_name": desk.name_of(party),
        "acknowledged": latest,
        "acknowledged_before": earlier,
    }


async def _asked(desk: Desk, viewer: Viewer, alias: UUID) -> _Asked:
    unit = answers_for(viewer, UnknownAlias)
    case_id = await desk.consent.case_behind(unit, alias)
    if case_id is None:
        raise UnknownAlias
    await desk.prepare()
    cover = await desk.consent.covered_units(case_id, desk.office.team, [unit])
    return _Asked(case_id, unit, unit in cover.units)
