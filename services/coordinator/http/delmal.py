"""Answers and reports on delmål: by the party that answers for it, by the person, and by the koordinator on her word."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints
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
from services.coordinator.queries.party import answers_for
from services.coordinator.queries.plans import case_of_her_delmal, case_of_units_delmal
from services.coordinator.repository import ConsentRows
from shared.auth import Viewer, ViewerDep, require
from shared.bodies import Body, OneLine
from shared.idempotency import Answer, run_command

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), OneLine]


class Yes(StrEnum):
    """The answers to a delmål."""

    ACCEPTERAR = "accepterar"
    AVBOJER = "avbojer"


class Report(StrEnum):
    """How a delmål goes."""

    PAGAR = "pagar"
    KLART = "klart"
    HINDER = "hinder"


class DelmalAnswer(Body):
    """Yes or no, and why, in the answerer's own words."""

    answer: Yes
    reason: Words | None = None


class DelmalReport(Body):
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
    """One request about one delmål, and what is found out before the transaction: its case, and who says something.

    Of a party that is also whether the samtycke covers it now, and which words may pass.
    """

    request: Request
    delmal_id: UUID
    find: Callable[[], Awaitable["Heard"]]


Heard = tuple[UUID, Said]


def delmal_routes(desk: Desk) -> APIRouter:
    """Return the parties' answers, from their own systems (scope `answer`) or by their handläggare."""
    router = APIRouter(prefix="/delmal/{delmal_id}", tags=["parternas svar"])

    @router.post("/answers", summary="Svara på ett delmål som den egna enheten ansvarar för")
    async def answer(
        delmal_id: UUID, body: PartyDelmalAnswer, viewer: ViewerDep, request: Request
    ) -> Response:
        """Accept or decline a delmål that one's own unit answers for."""
        said = _from_party(desk, viewer, body.reason, body.journal_reference)
        turn = Turn(request, delmal_id, lambda: _units(desk, said, delmal_id))
        return await _answered(desk, body, turn)

    @router.post(
        "/reports", summary="Rapportera hur det går med ett delmål som den egna enheten ansvarar för"
    )
    async def report(
        delmal_id: UUID, body: PartyDelmalReport, viewer: ViewerDep, request: Request
    ) -> Response:
        """Say how a delmål goes that one's own unit answers for."""
        said = _from_party(desk, viewer, body.text, body.journal_reference)
        turn = Turn(request, delmal_id, lambda: _units(desk, said, delmal_id))
        return await _reported(desk, body, turn)

    return router


def my_delmal_routes(desk: Desk) -> APIRouter:
    """Return the person's answers about her own delmål."""
    router = APIRouter(prefix="/my/delmal/{delmal_id}", tags=["individen"])

    @router.post("/answers", summary="Svara på ett delmål som är mitt")
    async def answer(delmal_id: UUID, body: DelmalAnswer, viewer: ViewerDep, request: Request) -> Response:
        """Say yes or no to a delmål of one's own."""
        require(viewer, role=PERSON)
        said = Said(Voice.INDIVID, None, desk.clock.now(), body.reason)
        turn = Turn(request, delmal_id, lambda: _hers(desk, viewer, said, delmal_id))
        return await _answered(desk, body, turn)

    @router.post("/reports", summary="Rapportera hur det går med ett delmål som är mitt")
    async def report(delmal_id: UUID, body: DelmalReport, viewer: ViewerDep, request: Request) -> Response:
        """Say how it goes with a delmål of one's own."""
        require(viewer, role=PERSON)
        said = Said(Voice.INDIVID, None, desk.clock.now(), body.text)
        turn = Turn(request, delmal_id, lambda: _hers(desk, viewer, said, delmal_id))
        return await _reported(desk, body, turn)

    return router


def koordinator_delmal_routes(desk: Desk) -> APIRouter:
    """Return what the koordinator notes: the person's answers on her word, and how a delmål goes."""
    router = APIRouter(prefix="/akter/{case_id}/delmal/{delmal_id}", tags=["plan"])

    @router.post("/person-answers", summary="Anteckna personens svar på ett delmål")
    async def answer(
        case_id: UUID, delmal_id: UUID, body: DelmalAnswer, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note the person's yes or no to her own delmål, on her word."""
        said = Said(Voice.KOORDINATOR, None, desk.clock.now(), body.reason)
        turn = Turn(request, delmal_id, lambda: _akts(desk, viewer, said, case_id))
        return await _answered(desk, body, turn)

    @router.post("/reports", summary="Anteckna hur det går med ett delmål")
    async def report(
        case_id: UUID, delmal_id: UUID, body: DelmalReport, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note how a delmål goes, as the koordinator has heard it."""
        said = Said(Voice.KOORDINATOR, None, desk.clock.now(), body.text)
        turn = Turn(request, delmal_id, lambda: _akts(desk, viewer, said, case_id))
        return await _reported(desk, body, turn)

    return router


async def _answered(desk: Desk, body: DelmalAnswer, turn: Turn) -> Response:
    async def act(session: AsyncSession, heard: Heard) -> Answer:
        case_id, said = heard
        command = AnswerDelmal(case_id, turn.delmal_id, said, body.answer is Yes.ACCEPTERAR)
        plan = await answer_delmal(command, desk.akter(session), desk.plans(session), ConsentRows(session))
        return _told(plan, turn.delmal_id)

    return await run_command(turn.request, act, prepare=turn.find)


async def _reported(desk: Desk, body: DelmalReport, turn: Turn) -> Response:
    async def act(session: AsyncSession, heard: Heard) -> Answer:
        case_id, said = heard
        command = ReportDelmal(case_id, turn.delmal_id, said, DelmalState(body.status.value))
        plan = await report_delmal(command, desk.akter(session), desk.plans(session), ConsentRows(session))
        return _told(plan, turn.delmal_id)

    return await run_command(turn.request, act, prepare=turn.find)


def _from_party(desk: Desk, viewer: Viewer, text: str | None, reference: str | None) -> Said:
    return Said(Voice.PART, answers_for(viewer, UnknownDelmal), desk.clock.now(), text, reference)


async def _units(desk: Desk, said: Said, delmal_id: UUID) -> Heard:
    """Ask, before the transaction, whether the samtycke covers the unit now, and which words may pass."""
    assert said.unit is not None, "a party is a unit"
    async with desk.sessions() as session:
        case_id = await case_of_units_delmal(session, said.unit, delmal_id)
    await desk.prepare()
    cover = await desk.consent.covered_units(case_id, desk.office.team, [said.unit])
    may_tell = cover.to_team.get(said.unit, frozenset())
    return case_id, replace(said, covered=said.unit in cover.units, may_tell=may_tell)


async def _hers(desk: Desk, viewer: Viewer, said: Said, delmal_id: UUID) -> Heard:
    mine = await desk.consent.cases_of(viewer.token)
    async with desk.sessions() as session:
        case_id = await case_of_her_delmal(session, mine, delmal_id)
    await desk.prepare()
    return case_id, said


async def _akts(desk: Desk, viewer: Viewer, said: Said, case_id: UUID) -> Heard:
    async with desk.sessions() as session:
        await visible_akt(session, viewer, case_id)
    await desk.prepare()
    return case_id, said


def _told(plan: Plan, delmal_id: UUID) -> Answer:
    """Say where the delmål stands: to a party nothing else of the plan."""
    state = next(one.state for one in plan.delmal if one.id == delmal_id)
    return Answer(200, {"delmal_id": str(delmal_id), "state": state.value})
