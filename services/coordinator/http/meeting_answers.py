"""What others answer about meetings: the units that are called, the person, and the sender after the meeting."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.answer_call import (
    AnswerCall,
    AnswerCallForPerson,
    answer_call,
    answer_call_for_person,
)
from services.coordinator.commands.say_need import SayNeed, say_need
from services.coordinator.domain import utc
from services.coordinator.domain.meeting import Meeting
from services.coordinator.errors import UnknownMeeting
from services.coordinator.http.desk import Desk
from services.coordinator.http.meeting_bodies import (
    Answering,
    AnsweringForHer,
    AnsweringMyself,
    SayingNeed,
)
from services.coordinator.http.person import PERSON
from services.coordinator.queries.meetings import (
    meeting_called_to,
    meeting_of_person,
    meeting_of_sender,
    meeting_of_team,
)
from services.coordinator.queries.party import answers_for
from services.coordinator.tables.meetings import MeetingRow
from shared.auth import Viewer, ViewerDep, require
from shared.idempotency import Answer, run_command


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which case the meeting is about, the unit that answers, and whether the samtycke covers it."""

    case_id: UUID
    unit: str
    covered: bool


def meeting_answer_routes(desk: Desk) -> APIRouter:
    """Return the commands of the units; each needs Idempotency-Key, none If-Match."""
    router = APIRouter(tags=["svar på möten"])

    @router.post("/meetings/{meeting_id}/answers", summary="Svara på en kallelse för den egna enheten")
    async def answer(meeting_id: UUID, body: Answering, viewer: ViewerDep, request: Request) -> Response:
        """Answer a kallelse for one's own unit."""

        async def prepare() -> _Asked:
            async with desk.sessions() as session:
                row = await meeting_called_to(session, viewer, meeting_id)
            return await _asked(desk, viewer, row)

        async def act(session: AsyncSession, asked: _Asked) -> Answer:
            command = AnswerCall(
                asked.case_id,
                meeting_id,
                asked.unit,
                body.answer,
                body.text,
                body.journal_reference,
                body.starts_at,
                asked.covered,
                desk.clock.now(),
            )
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _taken_in(await answer_call(command, akter, meetings), command)

        return await run_command(request, act, prepare=prepare)

    @router.post(
        "/meetings/{meeting_id}/needs", summary="Säg om behovet finns kvar efter ett möte utan gemensam plan"
    )
    async def need(meeting_id: UUID, body: SayingNeed, viewer: ViewerDep, request: Request) -> Response:
        """Say, as the sender, whether the need remains after a meeting without a plan."""

        async def prepare() -> _Asked:
            async with desk.sessions() as session:
                row = await meeting_of_sender(session, viewer, meeting_id)
            return await _asked(desk, viewer, row)

        async def act(session: AsyncSession, asked: _Asked) -> Answer:
            command = SayNeed(
                asked.case_id,
                meeting_id,
                body.need,
                body.reason,
                body.journal_reference,
                asked.covered,
                desk.clock.now(),
            )
            return _taken_in(await say_need(command, desk.meetings(session)), command)

        return await run_command(request, act, prepare=prepare)

    return router


def person_answer_routes(desk: Desk) -> APIRouter:
    """Return the commands with which the person answers, by herself or through the koordinator."""
    router = APIRouter(tags=["svar på möten"])

    @router.post("/my/meetings/{meeting_id}/answers", summary="Svara på kallelsen till mitt möte")
    async def my_answer(
        meeting_id: UUID, body: AnsweringMyself, viewer: ViewerDep, request: Request
    ) -> Response:
        """Answer the kallelse to one's own meeting."""
        require(viewer, role=PERSON)

        async def prepare() -> UUID:
            mine = await desk.consent.cases_of(viewer.token)
            async with desk.sessions() as session:
                return (await meeting_of_person(session, mine, meeting_id)).case_id

        async def act(session: AsyncSession, case_id: UUID) -> Answer:
            command = AnswerCallForPerson(
                case_id, meeting_id, body.answer, body.text, None, body.starts_at, desk.clock.now()
            )
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _taken_in(await answer_call_for_person(command, akter, meetings), command)

        return await run_command(request, act, prepare=prepare)

    @router.post(
        "/akter/{case_id}/meetings/{meeting_id}/person-answers",
        summary="Anteckna personens svar på en kallelse",
    )
    async def on_her_word(
        case_id: UUID, meeting_id: UUID, body: AnsweringForHer, viewer: ViewerDep, request: Request
    ) -> Response:
        """Write down, as the koordinator, what the person has answered and how she said it."""

        async def act(session: AsyncSession, _: None) -> Answer:
            await meeting_of_team(session, viewer, case_id, meeting_id)
            command = AnswerCallForPerson(
                case_id, meeting_id, body.answer, body.text, body.how, body.starts_at, desk.clock.now()
            )
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _taken_in(await answer_call_for_person(command, akter, meetings), command)

        return await run_command(request, act)

    return router


async def _asked(desk: Desk, viewer: Viewer, row: MeetingRow) -> _Asked:
    await desk.prepare()
    unit = answers_for(viewer, UnknownMeeting)
    cover = await desk.consent.covered_units(row.case_id, row.team, [unit])
    return _Asked(row.case_id, unit, unit in cover.units)


def _taken_in(meeting: Meeting, command: AnswerCall | AnswerCallForPerson | SayNeed) -> Answer:
    """Say that the answer has come in; what it was is not repeated."""
    return Answer(200, {"meeting_id": str(meeting.id), "answered_at": utc(command.at)})
