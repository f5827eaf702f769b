"""Answers and reports on delmål: by the party that answers for it, by the person, and by the koordinator on her word."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.answer_delmal import AnswerDelmal, answer_delmal
from services.coordinator.commands.report_delmal import ReportDelmal, report_delmal
from services.coordinator.domain.delmal import DelmalState, Voice
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Said
from services.coordinator.errors import UnknownDelmal
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import PERSON
from services.coordinator.queries import visible_akt
from services.coordinator.queries.plans import case_of_her_delmal, case_of_units_delmal
from services.coordinator.repository import ConsentRows
from shared.auth import Viewer, ViewerDep, require
from shared.idempotency import Answer, run_command

STAFF, SCOPE = "handlaggare", "answer"
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Yes(StrEnum):
    """The answers to a delmål."""

    ACCEPTERAR = "accepterar"
    AVBOJER = "avbojer"


class Report(StrEnum):
    """How a delmål goes."""

    PAGAR = "pagar"
    KLART = "klart"
    HINDER = "hinder"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class DelmalAnswer(_Body):
    """Yes or no, and why, in the answerer's own words."""

    answer: Yes
    reason: Words | None = None


class DelmalReport(_Body):
    """How it goes, in the reporter's own words."""

    status: Report
    text: Words | None = None


class PartyDelmalAnswer(DelmalAnswer):
    """A party's answer; its words and its reference go sealed to the team."""

    journal_reference: Reference | None = None


class PartyDelmalReport(DelmalReport):
    """A party's report; its words and its reference go sealed to the team."""

    journal_reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One request about one delmål: who says something, and how its case is found before the transaction."""

    request: Request
    delmal_id: UUID
    said: Said
    find: Callable[[], Awaitable[UUID]]


def delmal_routes(desk: Desk) -> APIRouter:
    """Return the parties' answers, from their own systems (scope `answer`) or by their handläggare."""
    router = APIRouter(prefix="/delmal/{delmal_id}", tags=["parternas svar"])

    @router.post("/answers")
    async def answer(
        delmal_id: UUID, body: PartyDelmalAnswer, viewer: ViewerDep, request: Request
    ) -> Response:
        """Accept or decline a delmål that one's own unit answers for."""
        said = _from_party(desk, viewer, body.reason, body.journal_reference)
        turn = Turn(request, delmal_id, said, lambda: _units(desk, viewer, delmal_id))
        return await _answered(desk, body, turn)

    @router.post("/reports")
    async def report(
        delmal_id: UUID, body: PartyDelmalReport, viewer: ViewerDep, request: Request
    ) -> Response:
        """Say how a delmål goes that one's own unit answers for."""
        said = _from_party(desk, viewer, body.text, body.journal_reference)
        turn = Turn(request, delmal_id, said, lambda: _units(desk, viewer, delmal_id))
        return await _reported(desk, body, turn)

    return router


def my_delmal_routes(desk: Desk) -> APIRouter:
    """Return the person's answers about her own delmål."""
    router = APIRouter(prefix="/my/delmal/{delmal_id}", tags=["individen"])

    @router.post("/answers")
    async def answer(delmal_id: UUID, body: DelmalAnswer, viewer: ViewerDep, request: Request) -> Response:
        """Say yes or no to a delmål of one's own."""
        require(viewer, role=PERSON)
        said = Said(Voice.INDIVID, None, desk.clock.now(), body.reason)
        turn = Turn(request, delmal_id, said, lambda: _hers(desk, viewer, delmal_id))
        return await _answered(desk, body, turn)

    @router.post("/reports")
    async def report(delmal_id: UUID, body: DelmalReport, viewer: ViewerDep, request: Request) -> Response:
        """Say how it goes with a delmål of one's own."""
        require(viewer, role=PERSON)
        said = Said(Voice.INDIVID, None, desk.clock.now(), body.text)
        turn = Turn(request, delmal_id, said, lambda: _hers(desk, viewer, delmal_id))
        return await _reported(desk, body, turn)

    return router


def koordinator_delmal_routes(desk: Desk) -> APIRouter:
    """Return what the koordinator notes: the person's answers on her word, and how a delmål goes."""
    router = APIRouter(prefix="/akter/{case_id}/delmal/{delmal_id}", tags=["plan"])

    @router.post("/person-answers")
    async def answer(
        case_id: UUID, delmal_id: UUID, body: DelmalAnswer, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note the person's yes or no to her own delmål, on her word."""
        said = Said(Voice.KOORDINATOR, None, desk.clock.now(), body.reason)
        turn = Turn(request, delmal_id, said, lambda: _akts(desk, viewer, case_id))
        return await _answered(desk, body, turn)

    @router.post("/reports")
    async def report(
        case_id: UUID, delmal_id: UUID, body: DelmalReport, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note how a delmål goes, as the koordinator has heard it."""
        said = Said(Voice.KOORDINATOR, None, desk.clock.now(), body.text)
        turn = Turn(request, delmal_id, said, lambda: _akts(desk, viewer, case_id))
        return await _reported(desk, body, turn)

    return router


async def _answered(desk: Desk, body: DelmalAnswer, turn: Turn) -> Response:
    async def act(session: AsyncSession, case_id: UUID) -> Answer:
        command = AnswerDelmal(case_id, turn.delmal_id, turn.said, body.answer is Yes.ACCEPTERAR)
        plan = await answer_delmal(command, desk.akter(session), desk.plans(session), ConsentRows(session))
        return _told(plan, turn.delmal_id)

    return await run_command(turn.request, act, prepare=turn.find)


async def _reported(desk: Desk, body: DelmalReport, turn: Turn) -> Response:
    async def act(session: AsyncSession, case_id: UUID) -> Answer:
        command = ReportDelmal(case_id, turn.delmal_id, turn.said, DelmalState(body.status.value))
        plan = await report_delmal(command, desk.akter(session), desk.plans(session), ConsentRows(session))
        return _told(plan, turn.delmal_id)

    return await run_command(turn.request, act, prepare=turn.find)


def _from_party(desk: Desk, viewer: Viewer, text: str | None, reference: str | None) -> Said:
    """Take the unit from the token. Whoever may not answer for a unit is told that there is nothing."""
    allowed = SCOPE in viewer.scopes if viewer.is_machine() else STAFF in viewer.roles
    if not allowed or viewer.unit is None:
        raise UnknownDelmal
    return Said(Voice.PART, viewer.unit, desk.clock.now(), text, reference)


async def _units(desk: Desk, viewer: Viewer, delmal_id: UUID) -> UUID:
    async with desk.sessions() as session:
        case_id = await case_of_units_delmal(session, viewer, delmal_id)
    await desk.prepare()
    return case_id


async def _hers(desk: Desk, viewer: Viewer, delmal_id: UUID) -> UUID:
    mine = await desk.consent.cases_of(viewer.token)
    async with desk.sessions() as session:
        case_id = await case_of_her_delmal(session, mine, delmal_id)
    await desk.prepare()
    return case_id


async def _akts(desk: Desk, viewer: Viewer, case_id: UUID) -> UUID:
    async with desk.sessions() as session:
        await visible_akt(session, viewer, case_id)
    await desk.prepare()
    return case_id


def _told(plan: Plan, delmal_id: UUID) -> Answer:
    """Say where the delmål stands: to a party nothing else of the plan."""
    state = next(one.state for one in plan.delmal if one.id == delmal_id)
    return Answer(200, {"delmal_id": str(delmal_id), "state": state.value})
