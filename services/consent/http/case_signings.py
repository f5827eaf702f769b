"""GET /v1/cases/{case_id}/signings: the registering unit's own papers, what each carries, and by whom it was given."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from services.consent import queries
from services.consent.core import CoreDep
from services.consent.errors import CaseUnknown
from services.consent.queries.signings import CarriedRow, carried_rows
from services.consent.queries.viewing import is_registering_staff
from services.consent.repository.givings import opened_giving
from shared.auth import ViewerDep
from shared.read_log import log_read
from shared.sealing import CaseKey

router = APIRouter(prefix="/v1/cases", tags=["samtycken"])


@router.get("/{case_id}/signings", summary="Ärendets registrerade samtycken, och vad vart och ett av dem bär")
async def get_signings(case_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return them, oldest first, to a handläggare of the unit that registered them.

    `would_end` tells which rows a makulering of the signature would end: no other valid signature carries them.
    """
    async with core.sessions() as session, session.begin():
        case = await queries.known_case(session, case_id)
        if case is None or not is_registering_staff(viewer, case, core.recipients):
            raise CaseUnknown
        papers = await queries.papers_of(session, [case_id])
        carried = await carried_rows(session, case_id, core.clock.now())
        await log_read(session, viewer, case_id, "registrerade samtycken")
    key = (await core.case_keys.open_many([case_id])).get(case_id)
    answers = [_signing(paper, carried, key) for paper in papers]
    return JSONResponse({"case_id": str(case_id), "signings": answers}, headers={"Cache-Control": "no-store"})


def _signing(
    paper: queries.SignedPaper, carried: Sequence[CarriedRow], key: CaseKey | None
) -> dict[str, Any]:
    return {
        "signing_id": str(paper.id),
        "form": paper.method,
        "given": opened_giving(key, paper.id, paper.given) if key else None,
        "text_id": paper.text_id,
        "locale": paper.locale,
        "scan_id": str(paper.scan_id) if paper.scan_id else None,
        "signed_on": paper.signed_on.isoformat(),
        "valid_from": paper.valid_from.isoformat(),
        "valid_to": paper.valid_to.isoformat(),
        "received_at": paper.received_at.isoformat(),
        "attested_function": paper.attested_function,
        "annulled_at": paper.annulled_at.isoformat() if paper.annulled_at else None,
        "annulled_as": paper.annulled_as,
        "rows": [_row(row) for row in carried if row.signing_id == paper.id],
    }


def _row(row: CarriedRow) -> dict[str, Any]:
    return {
        "id": str(row.row_id),
        **row.cell.as_dict(),
        "valid_from": row.window.start.isoformat(),
        "valid_to": row.window.end.isoformat(),
        "state": row.state.value,
        "would_end": row.would_end,
    }
