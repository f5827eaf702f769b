"""What the koordinator does with meetings: call, move, cancel, note what happened."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.adjourn_meeting import AdjournMeeting, adjourn_meeting
from services.coordinator.commands.call_meeting import CallMeeting, call_meeting
from services.coordinator.commands.cancel_meeting import CancelMeeting, cancel_meeting
from services.coordinator.commands.hold_meeting import HoldMeeting, hold_meeting
from services.coordinator.commands.move_meeting import MoveMeeting, move_meeting
from services.coordinator.domain import Cover, local_day
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import Names
from services.coordinator.http.desk import Desk
from services.coordinator.http.meeting_bodies import Adjourning, Calling, Cancelling, Holding, Moving
from services.coordinator.queries import visible_akt
from services.coordinator.queries.meetings import meeting_of_team, units_of
from shared.auth import Viewer, ViewerDep
from shared.idempotency import Answer, if_match, run_command

CREATED, DONE = 201, 200
PREFIX = "/akter/{case_id}/meetings"


def meeting_routes(desk: Desk) -> APIRouter:
    """Return the commands about what is to be; each needs Idempotency-Key, and If-Match: the akt's or the meeting's."""
    router = APIRouter(prefix=PREFIX, tags=["möten"])

    @router.post("", summary="Kalla till möte")
    async def call(case_id: UUID, body: Calling, viewer: ViewerDep, request: Request) -> Response:
        """Call units that the samtycke covers, and the person, at least two weeks ahead."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            names = _names(desk, body.invited)
            command = CallMeeting(case_id, version, body.booking(), cover, names, desk.clock.now())
            return _answer(await call_meeting(command, desk.books(session), desk.office), CREATED)

        return await run_command(request, act, prepare=lambda: _cover(desk, viewer, case_id, body.invited))

    @router.post("/{meeting_id}/move", summary="Flytta ett möte")
    async def move(
        case_id: UUID, meeting_id: UUID, body: Moving, viewer: ViewerDep, request: Request
    ) -> Response:
        """Give the meeting another time or place; all answers are asked for anew."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            units = await _units(session, viewer, case_id, meeting_id)
            command = MoveMeeting(
                case_id,
                meeting_id,
                version,
                body.slot(),
                body.where(),
                body.change(),
                body.agreement(),
                cover,
                _names(desk, units),
                desk.clock.now(),
            )
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _answer(await move_meeting(command, akter, meetings, desk.office))

        return await run_command(request, act, prepare=lambda: _known(desk, viewer, case_id, meeting_id))

    @router.post("/{meeting_id}/cancel", summary="Ställ in ett möte")
    async def cancel(
        case_id: UUID, meeting_id: UUID, body: Cancelling, viewer: ViewerDep, request: Request
    ) -> Response:
        """Call the meeting off."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await meeting_of_team(session, viewer, case_id, meeting_id)
            command = CancelMeeting(case_id, meeting_id, version, body.change(), cover, desk.clock.now())
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _answer(await cancel_meeting(command, akter, meetings, desk.office))

        return await run_command(request, act, prepare=lambda: _known(desk, viewer, case_id, meeting_id))

    return router


def meeting_outcome_routes(desk: Desk) -> APIRouter:
    """Return the commands with which the koordinator notes what happened."""
    router = APIRouter(prefix=PREFIX, tags=["möten"])

    @router.post("/{meeting_id}/hold", summary="Anteckna vad ett möte ledde till")
    async def hold(
        case_id: UUID, meeting_id: UUID, body: Holding, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note who was there and what the meeting led to, also when the samtycke or the case has ended since."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            row = await meeting_of_team(session, viewer, case_id, meeting_id)
            units = await units_of(session, row.id)
            sent_on = _parties(desk, row.during.lower, body.hanvisning and body.hanvisning.unit)
            command = HoldMeeting(
                case_id,
                meeting_id,
                version,
                body.minutes(),
                body.person_present,
                cover,
                _names(desk, [*units, desk.office.team, *sent_on]),
                sent_on,
                desk.clock.now(),
            )
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _answer(await hold_meeting(command, akter, meetings, desk.office))

        return await run_command(request, act, prepare=lambda: _known(desk, viewer, case_id, meeting_id))

    @router.post("/{meeting_id}/adjourn", summary="Ajournera ett möte")
    async def adjourn(
        case_id: UUID, meeting_id: UUID, body: Adjourning, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note that nothing was dealt with; a new time comes."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await meeting_of_team(session, viewer, case_id, meeting_id)
            command = AdjournMeeting(
                case_id, meeting_id, version, body.adjournment(), cover, desk.clock.now()
            )
            akter, meetings = desk.akter(session), desk.meetings(session)
            return _answer(await adjourn_meeting(command, akter, meetings, desk.office))

        return await run_command(request, act, prepare=lambda: _known(desk, viewer, case_id, meeting_id))

    return router


async def _cover(desk: Desk, viewer: Viewer, case_id: UUID, units: Iterable[str]) -> Cover:
    """Look whether the akt is the viewer's, fetch what sealing needs, and ask which units are covered now."""
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
    await desk.prepare()
    return await desk.consent.covered_units(case_id, akt.team, units)


async def _known(desk: Desk, viewer: Viewer, case_id: UUID, meeting_id: UUID) -> Cover:
    """Ask about the units that are called, and the sender: it is told or asked whether it is called or not."""
    async with desk.sessions() as session:
        row = await meeting_of_team(session, viewer, case_id, meeting_id)
        units = await units_of(session, row.id)
    return await _cover(desk, viewer, case_id, [*units, row.sender])


async def _units(session: AsyncSession, viewer: Viewer, case_id: UUID, meeting_id: UUID) -> list[str]:
    row = await meeting_of_team(session, viewer, case_id, meeting_id)
    return await units_of(session, row.id)


def _parties(desk: Desk, met_at: datetime, unit: str | None) -> list[str]:
    """Return the unit, if the reference data has it as a party on the meeting's day."""
    known = desk.recipients.get(unit) if unit else None
    return [known.id] if known and known.is_party(local_day(met_at)) else []


def _names(desk: Desk, units: Iterable[str]) -> Names:
    return {unit: desk.name_of(unit) for unit in units}


def _answer(meeting: Meeting, status: int = DONE) -> Answer:
    body = {
        "meeting_id": str(meeting.id),
        "case_id": str(meeting.case_id),
        "state": meeting.state.value,
        "version": meeting.version,
    }
    return Answer(status, body, etag=meeting.version)
