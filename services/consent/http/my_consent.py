"""What the person reads about her samtycke: per party what it lets happen, and who has got what about her."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.disclosed import Disclosure, disclosures_of
from services.consent.domain import words
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow
from services.consent.http.readers import MACHINE_FUNCTION
from services.consent.viewing import own_cases
from shared.auth import ViewerDep
from shared.days import local_day, long_date
from shared.read_log import log_read

router = APIRouter(prefix="/v1/my", tags=["mina sidor"])

_PRIVATE = {"Cache-Control": "no-store"}


@router.get("/samtycken", summary="Mina samtycken, part för part, med vad de betyder")
async def get_my_samtycken(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return, for each case and each unit in its rows, what the unit may receive and hand on, in plain Swedish."""
    now = core.clock.now()
    answers: list[dict[str, Any]] = []
    async with core.sessions() as session, session.begin():
        for case in await own_cases(session, viewer, core.person_index):
            rows = await queries.rows_of(session, case.id)
            await log_read(session, viewer, case.id, "egna samtycken")
            units = sorted({unit for row in rows for unit in (row.cell.source, row.cell.recipient)})
            answers.append(
                {
                    "case_id": str(case.id),
                    "team": case.team,
                    "team_name": core.recipients.name_of(case.team) if case.team else None,
                    "parties": [_party(unit, rows, core, now) for unit in units],
                }
            )
    return JSONResponse({"samtycken": answers}, headers=_PRIVATE)


@router.get("/disclosures", summary="Vilka som har fått uppgifter om mig, vad, när och varför")
async def get_my_disclosures(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return every document handed out about the person, and what was said in meetings, oldest first.

    A document of which sections left at different times stands once for each time.
    """
    answers: list[dict[str, Any]] = []
    async with core.sessions() as session, session.begin():
        for case in await own_cases(session, viewer, core.person_index):
            answers += await disclosed_in(session, case.id, core)
            await log_read(session, viewer, case.id, "egna utlämnanden")
    answers.sort(key=lambda each: each["at"])
    return JSONResponse({"disclosures": answers}, headers=_PRIVATE)


async def disclosed_in(session: AsyncSession, case_id: UUID, core: Core) -> list[dict[str, Any]]:
    """Write the documents handed out in one case, and what was said in its meetings, in words said to the person."""
    grouped: dict[tuple[UUID, datetime], list[Disclosure]] = {}
    for each in await disclosures_of(session, case_id):
        grouped.setdefault((each.event_id, each.at), []).append(each)
    return [_disclosed(case_id, sections, core) for sections in grouped.values()]


def _party(unit: str, rows: list[SeenRow], core: Core, now: datetime) -> dict[str, Any]:
    name = core.recipients.name_of(unit)
    mine = [row for row in rows if row.concerns(unit)]
    holds = any(row.state_at(now) is RowState.AKTIV for row in mine)
    text = f"Ditt samtycke omfattar {name}." if holds else f"Ditt samtycke omfattar inte längre {name}."
    if holds:
        text += " Du kan återkalla det när du vill. Du behöver inte säga varför."
    return {
        "party": unit,
        "party_name": name,
        "holds": holds,
        "text": text,
        "receives": [_row(row, core, now) for row in mine if row.cell.recipient == unit],
        "gives": [_row(row, core, now) for row in mine if row.cell.source == unit],
    }


def _row(row: SeenRow, core: Core, now: datetime) -> dict[str, Any]:
    source, recipient = core.recipients.name_of(row.cell.source), core.recipients.name_of(row.cell.recipient)
    return {
        "id": str(row.id),
        **row.cell.as_dict(),
        "state": row.state_at(now).value,
        "valid_from": row.window.start.isoformat(),
        "valid_to": row.window.end.isoformat(),
        "text": words.row(row, source, recipient, now),
    }


def _disclosed(case_id: UUID, sections: list[Disclosure], core: Core) -> dict[str, Any]:
    first = sections[0]
    recipient, source = core.recipients.name_of(first.recipient), _source(first, core)
    function = "datasystem" if first.function == MACHINE_FUNCTION else first.function
    document, ground = words.DOCUMENTS[first.type], words.GROUNDS[first.ground]
    categories = list(dict.fromkeys(each.category for each in sections))
    day = long_date(local_day(first.at))
    what = "" if first.ground == "control" else f": {words.listed([words.CATEGORIES[c] for c in categories])}"
    return {
        "case_id": str(case_id),
        "at": first.at.isoformat(),
        "recipient": first.recipient,
        "recipient_name": recipient,
        "function": function,
        "type": first.type,
        "document": document,
        "source": first.source,
        "source_name": source,
        "categories": [{"category": each, "text": words.CATEGORIES[each]} for each in categories],
        "ground": first.ground,
        "ground_text": ground,
        "text": f"{recipient} ({function}) fick den {day} {document} från {source}{what}. Grund: {ground}",
    }


def _source(disclosure: Disclosure, core: Core) -> str:
    """Name whose words it is; a control notice comes from no unit."""
    return "tjänsten" if disclosure.ground == "control" else core.recipients.name_of(disclosure.source)
