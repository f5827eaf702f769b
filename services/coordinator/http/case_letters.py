"""The person's case as a letter: for herself, and for the koordinator who prints it because she asks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import ENDED, Status
from services.coordinator.domain.case_letter import case_letter
from services.coordinator.errors import LetterFallen, UnknownAkt
from services.coordinator.http.akter import Purpose
from services.coordinator.http.desk import Desk
from services.coordinator.http.my_cases import told_cases
from services.coordinator.http.person import PERSON
from services.coordinator.letters import sheet_of
from services.coordinator.queries import must_be_listed, visible_akt
from services.coordinator.queries.plans import PlanReader
from services.coordinator.repository.letters import has_died
from services.coordinator.tables import AktRow
from shared.auth import ViewerDep, require
from shared.letters.http import Form, letter_answer
from shared.letters.sheet import Sheet
from shared.purposes import OWN_INSIGHT
from shared.read_log import log_read

Json = dict[str, Any]


def case_letter_routes(desk: Desk) -> APIRouter:
    """Return the two ways to the same letter; it is made anew each time, and not kept."""
    router = APIRouter()

    @router.get(
        "/my/cases/{case_id}.{form}",
        summary="Mitt ärende som brev",
        response_class=Response,
        tags=["individen"],
    )
    async def my_case(case_id: UUID, form: Form, viewer: ViewerDep) -> Response:
        """Set one's own case as a letter."""
        require(viewer, role=PERSON)
        if case_id not in await desk.consent.cases_of(viewer.token):
            raise UnknownAkt
        by_hand = case_id in await desk.consent.withheld([case_id])
        async with desk.sessions.begin() as session:
            sheet = await _sheet(desk, session, await _akt(desk, session, case_id), by_hand=by_hand)
            await log_read(session, viewer, case_id, OWN_INSIGHT)
        return await letter_answer(sheet, form)

    @router.get(
        "/akter/{case_id}/overview.{form}",
        summary="Skriv ut personens ärende åt henne",
        response_class=Response,
        tags=["brev"],
    )
    async def print_case(
        case_id: UUID, form: Form, viewer: ViewerDep, purpose: Annotated[Purpose | None, Query()] = None
    ) -> Response:
        """Set a person's case as a letter to her, at her request. An akt that has left the lists needs a purpose."""
        async with desk.sessions() as session:
            await visible_akt(session, viewer, case_id)
        hidden = await desk.consent.hidden([case_id])
        by_hand = case_id in await desk.consent.withheld(hidden)
        async with desk.sessions.begin() as session:
            akt = await visible_akt(session, viewer, case_id)
            if purpose is None:
                must_be_listed(akt, hidden)
            if await has_died(desk.reader.keys, akt):
                raise LetterFallen
            sheet = await _sheet(desk, session, akt, by_hand=by_hand)
            await log_read(session, viewer, case_id, purpose or Purpose.BEGARAN_FRAN_INDIVIDEN)
        return await letter_answer(sheet, form)

    return router


async def _akt(desk: Desk, session: AsyncSession, case_id: UUID) -> AktRow:
    akt = await session.get(AktRow, case_id)
    if akt is None or akt.team != desk.office.team:
        raise UnknownAkt
    return akt


async def _sheet(desk: Desk, session: AsyncSession, akt: AktRow, *, by_hand: bool) -> Sheet:
    (told,) = await told_cases(desk, session, [akt], {akt.case_id} if by_hand else ())
    is_open = Status(akt.status) not in ENDED
    meetings = await desk.meeting_reader.in_letter(session, akt.case_id, is_open=is_open)
    plans = await PlanReader(desk.reader.keys, desk.office, desk.names).to_person(session, [akt.case_id])
    plan = next((one for one in plans if one["in_force"]), None)
    letter = case_letter(akt.case_id, told, meetings, plan, desk.clock.now())
    written = await desk.letters(session, by_hand=by_hand).written(letter)
    return sheet_of(written)
