"""What the person reads about her samtycke: per party what it lets happen, and who has got what about her."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.domain import insight, words
from services.consent.domain.insight import Name, StaffRead, Told, Unopened
from services.consent.domain.insight_words import ORDINARY
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow
from services.consent.queries.insight import insight_of, keys_at_hand
from services.consent.queries.viewing import own_case, own_cases
from shared.auth import ViewerDep
from shared.bodies import Body
from shared.read_log import log_read, log_reads

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


class DisclosureQuery(Body):
    """Which disclosures: of one of her cases, and to one unit. Without them: all."""

    case_id: UUID | None = None
    party: Annotated[str | None, Field(max_length=60)] = None


@router.get("/disclosures", summary="Vilka som har fått uppgifter om mig, vad, när och varför")
async def get_my_disclosures(
    viewer: ViewerDep, core: CoreDep, which: Annotated[DisclosureQuery, Query()]
) -> JSONResponse:
    """Return every document handed out about the person, and what was said in meetings, oldest first.

    A document of which sections left at different times stands once for each time; what was opened again stands once.
    `never_opened` is what was sealed for a unit that has not opened it; `reads` are those of staff in this service, and
    `reads_elsewhere` says where those of the anmälan, the akt and the follow-up are.
    """
    async with core.sessions() as session, session.begin():
        cases = own_case(await own_cases(session, viewer, core.person_index), which.case_id)
        now = core.clock.now()
        keys = await keys_at_hand(core.case_keys, cases)
        found = [
            await insight_of(session, case, "", now, keys.get(case.id), party=which.party) for case in cases
        ]
        await log_reads(session, viewer, [case.id for case in cases], "egna utlämnanden")
    name = core.recipients.name_of
    told = sorted((each for case in found for each in case.told), key=lambda each: each.at)
    unopened = sorted((each for case in found for each in case.unopened), key=lambda each: each.sealed_at)
    reads = sorted((each for case in found for each in case.reads), key=lambda each: each.at)
    answer = {
        "disclosures": [_told(each, name) for each in told],
        "never_opened": [_unopened(each, name) for each in unopened],
        "reads": [_read(each, name) for each in reads],
        **read_elsewhere(),
    }
    return JSONResponse(answer, headers=_PRIVATE)


def read_elsewhere() -> dict[str, Any]:
    """Say what `reads` covers, and by which read of which service she sees who has read the rest."""
    return {
        "reads_cover": ORDINARY.reads_intro,
        "reads_elsewhere": {
            "text": ORDINARY.elsewhere,
            "path": "/v1/cases/{case_id}/reads",
            "services": ["referral", "coordinator", "followup"],
        },
    }


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


def _told(told: Told, name: Name) -> dict[str, Any]:
    return {
        "case_id": str(told.case_id),
        "at": told.at.isoformat(),
        "recipient": told.recipient,
        "recipient_name": name(told.recipient),
        "function": insight.function_of(told.function, ORDINARY),
        "type": told.type,
        "document": words.DOCUMENTS[told.type],
        "source": told.source,
        "source_name": insight.source_of(told, name),
        "categories": _categories(told.categories),
        "ground": told.ground,
        "ground_text": insight.ground_of(told, ORDINARY),
        "signings": [
            {"signing_id": str(each.signing_id), "signed_on": each.day.isoformat()} for each in told.signings
        ],
        "text": insight.sentence(told, name),
    }


def _unopened(each: Unopened, name: Name) -> dict[str, Any]:
    return {
        "case_id": str(each.case_id),
        "sealed_at": each.sealed_at.isoformat(),
        "recipient": each.recipient,
        "recipient_name": name(each.recipient),
        "type": each.type,
        "document": words.DOCUMENTS[each.type],
        "source": each.source,
        "source_name": name(each.source),
        "categories": _categories(each.categories),
        "partly": each.partly,
        "state": each.state.value,
        "text": insight.unopened_sentence(each, name),
    }


def _read(read: StaffRead, name: Name) -> dict[str, Any]:
    return {
        "case_id": str(read.case_id),
        "at": read.at.isoformat(),
        "unit": read.unit,
        "unit_name": name(read.unit),
        "function": insight.function_of(read.function, ORDINARY),
        "purpose": read.purpose,
        "purpose_text": insight.purpose_of(read.purpose),
    }


def _categories(categories: Sequence[str]) -> list[dict[str, str]]:
    return [{"category": each, "text": words.CATEGORIES[each]} for each in categories]
