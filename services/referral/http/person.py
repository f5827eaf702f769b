"""What the person reads: who at which unit has looked at her case here."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from services.referral.errors import NotFound
from services.referral.http.edge import PartsDep
from services.referral.queries import dialogue_of_case, utc
from shared.auth import ViewerDep, require
from shared.read_log import reads_of

router = APIRouter(tags=["mina uppgifter"])


@router.get("/cases/{case_id}/reads", summary="Vem som har läst mitt ärende")
async def get_reads(case_id: UUID, viewer: ViewerDep, parts: PartsDep) -> dict[str, Any]:
    """List the reads of her own case as unit and function; whose a case is, the consent service knows."""
    require(viewer, role="individ")
    if case_id not in await parts.consent.cases_of(viewer.token):
        raise NotFound
    async with parts.sessions() as session:
        dialogue_id = await dialogue_of_case(session, case_id)
        reads = [*await reads_of(session, case_id)]
        if dialogue_id is not None:
            reads += await reads_of(session, dialogue_id)
    names = {ident: recipient.name for ident, recipient in parts.recipients.items()}
    return {
        "reads": [
            {
                "at": utc(read.at),
                "unit": read.unit,
                "unit_name": names.get(read.unit or ""),
                "function": read.function,
                "purpose": read.purpose,
            }
            for read in sorted(reads, key=lambda read: read.at)
        ]
    }
