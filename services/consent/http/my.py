"""What is the person's own: her cases, rows, signatures, and who has read about her."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.domain.annulment import AnnulReason
from services.consent.domain.insight import purpose_of
from services.consent.http.my_consent import read_elsewhere
from services.consent.http.row_answers import row_answer
from services.consent.queries.disclosed import Opening, openings_of
from services.consent.queries.viewing import own_cases
from services.consent.repository.givings import opened_giving
from services.consent.repository.signings import NOTE_SEALED_AS, READING_SEALED_AS
from shared.auth import ViewerDep
from shared.read_log import Read, log_read, reads_of
from shared.sealing import CaseKey

router = APIRouter(prefix="/v1/my", tags=["mina sidor"])

_PRIVATE = {"Cache-Control": "no-store"}


@router.get("/cases", summary="Mina ärenden")
async def my_cases(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the person's own cases: id, the unit that registered the samtycke, the team."""
    async with core.sessions() as session:
        cases = await own_cases(session, viewer, core.person_index)
    answers = [
        {
            "case_id": str(case.id),
            "registering_unit": case.registering_unit,
            "registering_unit_name": core.recipients.name_of(case.registering_unit),
            "team": case.team,
            "team_name": core.recipients.name_of(case.team) if case.team else None,
            "opened_at": case.opened_at.isoformat(),
        }
        for case in cases
    ]
    return JSONResponse({"cases": answers}, headers=_PRIVATE)


@router.get("/rows", summary="Mina samtycken, rad för rad, och det jag har skrivit under")
async def my_rows(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return every row of the person's cases in its present state, and the papers they rest on."""
    now = core.clock.now()
    async with core.sessions() as session, session.begin():
        cases = await own_cases(session, viewer, core.person_index)
        rows: list[dict[str, Any]] = []
        for case in cases:
            seen = await queries.rows_of(session, case.id)
            rows += [
                {"case_id": str(case.id), **row_answer(row, core.recipients, now, reasons=True)}
                for row in seen
            ]
            await log_read(session, viewer, case.id, "egna samtycken")
        papers = await queries.papers_of(session, [case.id for case in cases])
    keys = await core.case_keys.open_many([case.id for case in cases])
    signings = [_paper(paper, core, keys) for paper in papers]
    return JSONResponse({"rows": rows, "signings": signings}, headers=_PRIVATE)


@router.get("/reads", summary="Vilka som har läst om mig, som enhet och funktion")
async def my_reads(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the reads of the person's cases in this service, and every opening of a document, by time.

    `document` says which kind was opened, on a screen or by a system; it is empty for what was read here.
    """
    async with core.sessions() as session:
        seen = [
            (case.id, read)
            for case in await own_cases(session, viewer, core.person_index)
            for read in (*await reads_of(session, case.id), *await openings_of(session, case.id))
        ]
    reads = [_seen(case_id, read, core) for case_id, read in sorted(seen, key=lambda each: each[1].at)]
    return JSONResponse({"reads": reads, **read_elsewhere()}, headers=_PRIVATE)


def _seen(case_id: UUID, read: Read | Opening, core: Core) -> dict[str, Any]:
    return {
        "case_id": str(case_id),
        "at": read.at.isoformat(),
        "unit": read.unit,
        "unit_name": core.recipients.name_of(read.unit) if read.unit else None,
        "function": read.function,
        "purpose": read.purpose,
        "purpose_text": purpose_of(read.purpose),
        "document": read.document if isinstance(read, Opening) else None,
    }


def _paper(paper: queries.SignedPaper, core: Core, keys: Mapping[UUID, CaseKey]) -> dict[str, Any]:
    key, sealed = keys.get(paper.case_id), paper.exclusion_note
    # A paper registered on the wrong person holds somebody else's words.
    hers = paper.annulled_as != AnnulReason.FEL_PERSON
    note = key.open(*NOTE_SEALED_AS, paper.id, sealed).decode() if key and sealed and hers else None
    reading = key.open_json(*READING_SEALED_AS, paper.id, paper.reading) if key else {}
    given = opened_giving(key, paper.id, paper.given)["given_by"] if key and hers else None
    return {
        "signing_id": str(paper.id),
        "case_id": str(paper.case_id),
        "text_id": paper.text_id,
        "text_hash": paper.text_hash,
        "locale": paper.locale,
        "form": paper.method,
        "given_by": given,
        "scan_id": str(paper.scan_id) if paper.scan_id and hers else None,
        "signed_on": paper.signed_on.isoformat(),
        "valid_from": paper.valid_from.isoformat(),
        "valid_to": paper.valid_to.isoformat(),
        "exclusions": list(paper.exclusions),
        "exclusion_note": note,
        "statistics": paper.statistics,
        "contact_by_message": paper.contact_by_message,
        **{name: bool(value) for name, value in reading.items()},
        "attested_unit": paper.attested_unit,
        "attested_unit_name": core.recipients.name_of(paper.attested_unit),
        "attested_function": paper.attested_function,
        "received_at": paper.received_at.isoformat(),
        "effective_at": paper.effective_at.isoformat(),
        "annulled_at": paper.annulled_at.isoformat() if paper.annulled_at else None,
        "annulled_as": paper.annulled_as,
    }
