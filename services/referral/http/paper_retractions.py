"""What the team registered in error from paper is taken back: told by the coordinator service; its koordinator reads the report."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.retract_paper import RetractPaper, retract_paper
from services.referral.domain import Actor
from services.referral.domain.retracting import Retraction, RetractionReason
from services.referral.errors import NotFound
from services.referral.http.edge import PartsDep, unit_of
from services.referral.http.papers import SCOPE, ByForm
from services.referral.http.retracting import ADVICE, told_report
from services.referral.parts import Parts
from services.referral.repository.sent import KeptRetraction, SentFacts, retractions_of
from services.referral.tables import ReferralRow
from shared.auth import Viewer, ViewerDep, require
from shared.bodies import Body
from shared.ids import uuid7
from shared.keys import KeyGone
from shared.read_log import log_read

router = APIRouter()
KOORDINATOR = "koordinator"
ANEW = "Ska papperet ändå tas om hand: registrera det på nytt, med den dag då det kom in."


class PaperRetractionForm(Body):
    """An anmälan that the team registered from paper and takes back, and why; the koordinator has attested it."""

    case_id: UUID
    sender: Annotated[str, Field(min_length=1, max_length=60)]
    team: Annotated[str, Field(min_length=1, max_length=60)]
    registered_by: ByForm
    reason: RetractionReason


@router.post(
    "/paper-retractions",
    summary="Återta en anmälan som koordinatorn har registrerat från papper av misstag",
    tags=["mellan tjänsterna"],
)
async def post_retraction(form: PaperRetractionForm, viewer: ViewerDep, parts: PartsDep) -> dict[str, str]:
    """Take the whole of it back, by the rules of any retraction (scope `paper`); `report` is read here by the koordinator.

    Of an anmälan that this team registered from paper only. Once per case: asked again, the answer tells which it was.
    """
    require(viewer, scope=SCOPE)
    by = Actor(form.registered_by.subject, form.registered_by.function)
    retraction = Retraction(uuid7(), None, form.reason, by, parts.clock.now(), form.team)
    command = RetractPaper(form.case_id, form.sender, form.team, retraction)
    await parts.outbox.prepare()
    async with parts.sessions.begin() as session:
        referrals, sent = parts.referrals(session), SentFacts(session, parts.keys)
        made = await retract_paper(command, referrals, sent, parts.recipients)
    return {
        "retraction_id": str(made),
        "advice": f"{ADVICE[form.reason]} {ANEW}",
        "report": f"/v1/paper-retractions/{form.case_id}/report",
    }


@router.get(
    "/paper-retractions/{case_id}/report",
    summary="Vem som hade öppnat en anmälan som koordinatorn återtog",
    tags=["anmälan"],
)
async def get_report(case_id: UUID, viewer: ViewerDep, parts: PartsDep) -> dict[str, Any]:
    """Say of each recipient which document it had, as the sender reads it: to the koordinator whose team took it back."""
    require(viewer, role=KOORDINATOR)
    async with parts.sessions() as session, session.begin():
        row, one = await _taken_back(session, viewer, parts, case_id)
        await log_read(session, viewer, case_id, "rapport_om_atertagande")
    return await told_report(parts, row, one, viewer.token)


async def _taken_back(
    session: AsyncSession, viewer: Viewer, parts: Parts, case_id: UUID
) -> tuple[ReferralRow, KeptRetraction]:
    """Return what the viewer's team has taken back of its own paper. Raises NotFound for everything else."""
    team = unit_of(viewer)
    mine = select(ReferralRow).where(col(ReferralRow.id) == case_id, col(ReferralRow.paper_team) == team)
    row = (await session.exec(mine)).one_or_none()
    if row is None:
        raise NotFound
    try:
        found = await retractions_of(session, await parts.keys.open_key(case_id))
    except KeyGone:  # erased: nothing is left to read
        raise NotFound from None
    one = next((one for one in found if one.whole and one.team == team), None)
    if one is None:
        raise NotFound
    return row, one
