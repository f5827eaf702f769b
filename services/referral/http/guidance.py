"""Guidance on the target group, for the own unit alone: computed from the draft at each read, and kept nowhere."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from services.referral.http.edge import HandlaggareDep, PartsDep
from services.referral.http.reading import visible_referral
from services.referral.queries import written_guidance
from shared.read_log import log_read

router = APIRouter(tags=["utkast"])


@router.get("/referrals/{case_id}/guidance", summary="Vägledning om målgruppen; den avgör ingenting")
async def get_guidance(case_id: UUID, viewer: HandlaggareDep, parts: PartsDep) -> dict[str, Any]:
    """Tell what speaks for the team, what is unclear and what else may suit better, each with its source."""
    async with parts.sessions() as session, session.begin():
        _, referral = await visible_referral(session, viewer, parts, case_id)
        await log_read(session, viewer, case_id, "vagledning")
    return written_guidance(referral, parts.recipients)
