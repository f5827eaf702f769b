"""Routes by which the sender takes back what it sent in error, and reads who had opened it."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.retract import Retract, retract_sent
from services.referral.domain.retracting import Retraction, RetractionReason
from services.referral.errors import NotFound
from services.referral.http.drafts import told
from services.referral.http.edge import HandlaggareDep, PartsDep, actor, unit_of
from services.referral.http.reading import visible_referral
from services.referral.parts import Parts
from services.referral.queries import utc
from services.referral.reports import has_fetched, report
from services.referral.repository.sent import KeptRetraction, SentFacts, retractions_of
from services.referral.tables import ReferralRow
from shared.auth import Viewer
from shared.bodies import Body
from shared.idempotency import Answer, if_match, run_command
from shared.ids import uuid7
from shared.read_log import log_read

router = APIRouter(tags=["anmälan"])

REASON_TEXT = {
    RetractionReason.FEL_PERSON: "Den gällde fel person",
    RetractionReason.FEL_INNEHALL: "Innehållet skulle inte ha lämnats",
    RetractionReason.SKICKAT_FEL: "Den skickades till fel mottagare",
}
ADVICE = {
    RetractionReason.FEL_PERSON: "Samtycket gäller då inte det här ärendet: makulera det. Tala om för den som uppgifterna handlar "
    "om vad som har hänt, och pröva om det är en personuppgiftsincident (artikel 33 och 34 i dataskyddsförordningen).",
    RetractionReason.FEL_INNEHALL: "Läs rapporten och pröva om det är en personuppgiftsincident (artikel 33 och 34 i "
    "dataskyddsförordningen).",
    RetractionReason.SKICKAT_FEL: "Läs rapporten och pröva om det är en personuppgiftsincident (artikel 33 och 34 i "
    "dataskyddsförordningen). Ska anmälan till ett annat team: gör en ny, med ett samtycke som omfattar det.",
}


class RetractionForm(Body):
    """What was sent in error, and why; the handläggare attests it."""

    sent: UUID | None = Field(
        None,
        description="en senare version ur listan `sent`: en rättelse, en komplettering eller ett byte av handläggare. "
        "Utelämnad: hela anmälan och allt som följde den. Den första versionen bär de senare: så länge någon av dem står "
        "kvar återtas den bara med hela anmälan",
    )
    reason: RetractionReason
    attested: Literal[True] = Field(
        description="handläggaren intygar att uppgifterna skickades av misstag; en rättelse är en annan sak"
    )


@router.post(
    "/referrals/{case_id}/retractions", summary="Återta något som skickades av misstag", status_code=201
)
async def post_retraction(
    request: Request, case_id: UUID, form: RetractionForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Take it back: keys that nobody has used are destroyed, and whoever had it is told which document it was."""
    retraction = Retraction(uuid7(), form.sent, form.reason, actor(viewer), parts.clock.now())
    command = Retract(case_id, unit_of(viewer), if_match(request), retraction)

    async def act(session: AsyncSession, _: None) -> Answer:
        sent = SentFacts(session, parts.keys)
        referral = await retract_sent(command, parts.referrals(session), sent, parts.recipients)
        answer = told(referral)
        place = f"/v1/referrals/{case_id}/retractions/{retraction.id}/report"
        more = {"retraction_id": str(retraction.id), "advice": ADVICE[form.reason], "report": place}
        return Answer(201, {**(answer.body or {}), **more}, etag=answer.etag, location=place)

    return await run_command(request, act, prepare=parts.outbox.prepare)


@router.get("/referrals/{case_id}/retractions", summary="Lista vad som har återtagits")
async def get_retractions(case_id: UUID, viewer: HandlaggareDep, parts: PartsDep) -> dict[str, Any]:
    """List the retractions of an anmälan of the own unit, the first first."""
    found = await _retractions(viewer, parts, case_id, "handlaggning")
    return {"retractions": [retraction_summary(one) for one in found]}


@router.get(
    "/referrals/{case_id}/retractions/{retraction_id}/report",
    summary="Vem som hade öppnat det som återtogs",
)
async def get_report(
    case_id: UUID, retraction_id: UUID, viewer: HandlaggareDep, parts: PartsDep
) -> dict[str, Any]:
    """Say of each recipient which document it had: fetched when, by which function, or never; kept nowhere here.

    Who inside the team has read the akt is asked of the team's own log; who inside another unit has, only its own log says.
    """
    found = await _retractions(viewer, parts, case_id, "rapport_om_atertagande")
    one = next((one for one in found if one.id == retraction_id), None)
    if one is None:
        raise NotFound
    async with parts.sessions() as session:
        row, _ = await visible_referral(session, viewer, parts, case_id)
    return await told_report(parts, row, one, viewer.token)


async def told_report(parts: Parts, row: ReferralRow, one: KeptRetraction, token: str) -> dict[str, Any]:
    """Ask who had opened what a retraction took back, on the token of somebody who may know, and write it."""
    known = await parts.consent.own_documents(row.id, token)
    team = row.team if has_fetched(row.team, one.events, known.documents) else None
    reads = await parts.team_log.reads(row.id) if team else ()
    return {
        "retraction": retraction_summary(one),
        **report(one, known, team=row.team, reads=reads),
    }


async def _retractions(viewer: Viewer, parts: Parts, case_id: UUID, purpose: str) -> list[KeptRetraction]:
    async with parts.sessions() as session, session.begin():
        await visible_referral(session, viewer, parts, case_id)
        found = await retractions_of(session, await parts.keys.open_key(case_id))
        await log_read(session, viewer, case_id, purpose)
    return list(found)


def retraction_summary(one: KeptRetraction) -> dict[str, Any]:
    """Write a retraction as those read it who may."""
    return {
        "id": str(one.id),
        "at": utc(one.at),
        "whole": one.whole,
        "reason": one.reason.value,
        "reason_text": REASON_TEXT[one.reason],
        "function": one.function,
    }
