"""POST /v1/my/revocation-previews: what a withdrawal would mean, before it is made. Nothing changes by asking."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.domain import preview, words
from services.consent.domain.preview import Standing, Told
from services.consent.domain.revocation import CaseStanding, KnownRow, Scope, authorise, pairs_of
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow, rows_for_unit
from services.consent.errors import CaseOrAlias, CaseUnknown, NothingInScope
from services.consent.http.revocations import ScopeBody, author_of
from services.consent.queries import KnownCase
from services.consent.queries.disclosed import disclosures_of
from services.consent.queries.viewing import case_named, is_person, is_registering_staff, named_by
from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body
from shared.read_log import log_read

router = APIRouter(prefix="/v1/my", tags=["mina sidor"])

_MAY_ASK = frozenset({"individ", "handlaggare", "koordinator"})


class PreviewBody(Body):
    """What would be withdrawn. The case by its id, or by the alias that the viewer's own unit knows it by."""

    case_id: UUID | None = None
    alias: UUID | None = None
    scope: ScopeBody


@router.post("/revocation-previews", summary="Vad skulle en återkallelse betyda? Inget ändras")
async def post_preview(body: PreviewBody, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Tell it in words said to the person; also to staff who may take the withdrawal in, to be read out to her.

    Staff is told only of the rows that its unit may see.
    """
    if not viewer.roles & _MAY_ASK:
        raise Forbidden
    if (body.case_id is None) is (body.alias is None):
        raise CaseOrAlias
    scope = body.scope.scope()
    async with core.sessions() as session, session.begin():
        case_id = body.case_id or await case_named(session, viewer, body.alias or UUID(int=0))
        with named_by(body.alias):
            answer = await _preview(session, case_id, scope, viewer, core)
    # A party knows the case by its alias alone.
    named = {"case_id": str(body.case_id)} if body.case_id else {"alias": str(body.alias)}
    return JSONResponse({**named, **answer}, headers={"Cache-Control": "no-store"})


async def _preview(
    session: AsyncSession, case_id: UUID, scope: Scope, viewer: Viewer, core: Core
) -> dict[str, Any]:
    case, rows = await queries.known_case(session, case_id), await queries.rows_of(session, case_id)
    if case is None:
        raise CaseUnknown
    known = [KnownRow(row.id, row.cell) for row in rows]
    author = author_of(viewer, case, core)
    authorise(author, CaseStanding(case.registering_unit, case.team, case.withheld, known), scope)
    scope.check()
    visible = _visible(rows, case, viewer, core)
    if not pairs_of(scope, known):
        raise NothingInScope
    if not author.is_person:
        await log_read(session, viewer, case_id, "förhandsvisning av återkallelse")
    now = core.clock.now()
    standing = [row for row in rows if row.state_at(now) is RowState.AKTIV]
    ending = [row for row in standing if scope.covers(row.cell)]
    opened = await _opened(session, case_id) if author.is_person else {}
    return _answer(Standing(case.registering_unit, case.team or "", standing), ending, visible, opened, core)


def _visible(rows: list[SeenRow], case: KnownCase, viewer: Viewer, core: Core) -> list[SeenRow]:
    if is_person(viewer, case, core.person_index) or is_registering_staff(viewer, case, core.recipients):
        return rows
    if case.withheld:
        raise CaseUnknown
    return rows_for_unit(rows, viewer.unit)


async def _opened(session: AsyncSession, case_id: UUID) -> dict[str, list[str]]:
    """Return recipient → the types of documents that it has got on a row of the samtycke, or heard."""
    found: dict[str, list[str]] = {}
    for each in await disclosures_of(session, case_id):
        if each.ground != "control":
            found.setdefault(each.recipient, []).append(each.type)
    return found


def _answer(
    case: Standing,
    ending: Sequence[SeenRow],
    visible: Collection[SeenRow],
    opened: dict[str, list[str]],
    core: Core,
) -> dict[str, Any]:
    """What follows is worked out on the whole samtycke; of that the viewer is told what concerns rows that it sees."""
    name = core.recipients.name_of
    shown = [row for row in ending if row in visible]
    units = {unit for row in visible for unit in (row.cell.source, row.cell.recipient)}
    follows = preview.consequences(case, ending, name) if ending else []
    recipients = sorted({row.cell.recipient for row in shown})
    return {
        "changes": bool(ending),
        "when": preview.AT_ONCE if ending else preview.NOTHING,
        "ends": [_row(row, core) for row in shown],
        "stops": _told(preview.stops(shown, name)),
        "consequences": _told([each for each in follows if each.unit is None or each.unit in units]),
        "kept": _told([preview.kept(unit, opened.get(unit, ()), name) for unit in recipients]),
        "afterwards": preview.AGAIN,
    }


def _row(row: SeenRow, core: Core) -> dict[str, Any]:
    return {
        "id": str(row.id),
        **row.cell.as_dict(),
        "source_name": core.recipients.name_of(row.cell.source),
        "recipient_name": core.recipients.name_of(row.cell.recipient),
        "what": words.CATEGORIES[row.cell.category],
    }


def _told(told: Collection[Told]) -> list[dict[str, str | None]]:
    return [{"about": each.about, "unit": each.unit, "text": each.text} for each in told]
