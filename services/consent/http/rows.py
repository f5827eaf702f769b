"""The rows of a case, as far as they are the viewer's to see."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.domain.viewing import SeenRow, rows_for_unit
from services.consent.errors import CaseUnknown
from services.consent.http.row_answers import row_answer
from services.consent.queries.viewing import case_named, is_person, is_registering_staff, named_by
from shared.auth import Viewer, ViewerDep
from shared.read_log import log_read

router = APIRouter(prefix="/v1", tags=["samtycken"])

_STAFF = frozenset({"handlaggare", "koordinator"})


@router.get("/cases/{case_id}/rows", summary="Samtyckets rader i ett ärende, de som rör den egna enheten")
async def get_rows(case_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return all rows to the person and to the registering unit; to a party those where it stands itself."""
    now = core.clock.now()
    async with core.sessions() as session, session.begin():
        rows, whole = await _visible(session, case_id, viewer, core)
        await log_read(session, viewer, case_id, "samtyckets rader")
    body: dict[str, Any] = {
        "case_id": str(case_id),
        "rows": [row_answer(row, core.recipients, now, reasons=whole) for row in rows],
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


@router.get("/rows", summary="Samtyckets rader i ett ärende, med den egna enhetens beteckning på det")
async def get_rows_by_alias(alias: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return what the viewer's unit sees of the case that it knows by this alias; the case's id stays unsaid."""
    now = core.clock.now()
    async with core.sessions() as session, session.begin():
        with named_by(alias):
            case_id = await case_named(session, viewer, alias)
            rows, whole = await _visible(session, case_id, viewer, core)
        await log_read(session, viewer, case_id, "samtyckets rader")
    body: dict[str, Any] = {
        "alias": str(alias),
        "rows": [row_answer(row, core.recipients, now, reasons=whole) for row in rows],
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


async def _visible(
    session: AsyncSession, case_id: UUID, viewer: Viewer, core: Core
) -> tuple[list[SeenRow], bool]:
    case = await queries.known_case(session, case_id)
    if case is None:
        raise CaseUnknown
    rows = await queries.rows_of(session, case_id)
    if is_person(viewer, case, core.person_index) or is_registering_staff(viewer, case, core.recipients):
        return rows, True
    # A protected person's case does not exist for other units, and a unit without a row has nothing to see here.
    seen = [] if case.withheld or not viewer.roles & _STAFF else rows_for_unit(rows, viewer.unit)
    if not seen:
        raise CaseUnknown
    return seen, False
