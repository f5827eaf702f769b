"""Routes that read anmälningar: the own unit's, nobody else's. Each read of a case is logged."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain import Fault, NumberError, Referral, Rows, listed, parse_number
from services.referral.errors import InvalidContent, NotFound, ReadingNeedsPurpose
from services.referral.http.edge import HandlaggareDep, Limit, PartsDep, unit_of
from services.referral.http.forms import SearchForm
from services.referral.parts import Parts
from services.referral.queries import (
    dialogue_summary,
    draft_aids,
    found_dialogues,
    found_referrals,
    listed_referrals,
    others_of_person,
    sent_texts,
    summary,
    visible_to,
    whole_referral,
    written_texts,
)
from services.referral.repository import to_referral
from services.referral.tables import ReferralRow
from shared.auth import Viewer
from shared.keys import KeyGone
from shared.purposes import HANDLING, Purpose
from shared.read_log import log_read

router = APIRouter(tags=["anmälan"])


@router.get("/referrals", summary="Lista enhetens anmälningar")
async def get_referrals(viewer: HandlaggareDep, parts: PartsDep, limit: Limit = 50) -> dict[str, Any]:
    """List them without anything about the persons; withheld cases are left out."""
    async with parts.sessions() as session:
        rows = await listed_referrals(session, viewer, limit=limit)
    withheld = await parts.consent.withheld(row.id for row in rows)
    days = parts.draft_days
    return {"referrals": [summary(row, days) for row in rows if row.id not in withheld]}


@router.post("/referrals/search", summary="Sök enhetens anmälningar med personnummer")
async def post_search(form: SearchForm, viewer: HandlaggareDep, parts: PartsDep) -> dict[str, Any]:
    """Find the own unit's anmälningar and dialogues of a person; the number stands in the body only.

    Of a person with a withheld case nothing is found.
    """
    try:
        number = parse_number(form.personnummer, parts.numbers(parts.clock.now()))
    except NumberError as wrong:
        raise InvalidContent(**listed([Fault("personnummer", wrong.code, wrong.message)])) from None
    async with parts.sessions() as session:
        referrals = await found_referrals(session, viewer, parts.index, number)
        dialogues = await found_dialogues(session, viewer, parts.index, number)
    if await parts.consent.withheld_persons(unit_of(viewer), [parts.index.of(unit_of(viewer), number)]):
        referrals, dialogues = [], []
    cases = {row.dialogue_id: row.id for row in referrals}
    async with parts.sessions() as session, session.begin():
        shown = (*(row.id for row in referrals), *(cases.get(row.id, row.id) for row in dialogues))
        for ident in dict.fromkeys(shown):  # a case and its dialogue are one read
            await log_read(session, viewer, ident, "sokning")
    return {
        "referrals": [summary(row, parts.draft_days) for row in referrals],
        "dialogues": [dialogue_summary(row, parts.draft_days, cases.get(row.id)) for row in dialogues],
    }


@router.get("/referrals/{case_id}", summary="Läs en anmälan")
async def get_referral(
    case_id: UUID,
    viewer: HandlaggareDep,
    parts: PartsDep,
    response: Response,
    purpose: Annotated[Purpose | None, Query()] = None,
) -> dict[str, Any]:
    """Read one anmälan of the own unit, whole, with the versions that were sent.

    A withheld one without address, and for a stated purpose, which is logged and which the person sees.
    `same_person`: the own unit's other anmälningar of hers that are not over; none when she is protected.
    """
    async with parts.sessions() as session:
        others = await others_of_person(session, viewer, case_id)
    withheld = case_id in await parts.consent.withheld([case_id])
    async with parts.sessions() as session, session.begin():
        row, referral = await visible_referral(session, viewer, parts, case_id)
        if withheld and purpose is None:
            raise ReadingNeedsPurpose
        texts = await sent_texts(session, case_id)
        await log_read(session, viewer, case_id, purpose or HANDLING)
    response.headers["ETag"] = f'"{row.version}"'
    key = await parts.keys.open_key(case_id)
    whole = whole_referral(referral, written_texts(texts, key), withheld=withheld)
    aids = draft_aids(row, referral, parts.recipients, parts.draft_days)
    return {
        **whole,
        **aids,
        "same_person": [summary(other, parts.draft_days) for other in others if not withheld],
    }


@router.get("/referrals/{case_id}/subject", summary="Vems anmälan det är")
async def get_subject(case_id: UUID, viewer: HandlaggareDep, parts: PartsDep) -> dict[str, Any]:
    """Tell the own unit whose anmälan it is: the consent service asks with the user's token when it registers."""
    async with parts.sessions() as session, session.begin():
        _, referral = await visible_referral(session, viewer, parts, case_id)
        await log_read(session, viewer, case_id, "samtycke")
    return {
        "unit": unit_of(viewer),
        "personnummer": referral.content.individ.personnummer,
        "namn": referral.content.individ.namn,
        "team": referral.content.team,
        "status": referral.status.value,
    }


async def visible_referral(
    session: AsyncSession, viewer: Viewer, parts: Parts, case_id: UUID
) -> tuple[ReferralRow, Referral]:
    """Return an anmälan of the viewer's own unit, opened; raises NotFound for every other one, and for one that is erased."""
    row = (await session.exec(visible_to(viewer).where(col(ReferralRow.id) == case_id))).one_or_none()
    if row is None:
        raise NotFound
    try:
        key = await parts.keys.open_key(row.id)
    except KeyGone:  # erased: nothing is left to read
        raise NotFound from None
    return row, to_referral(row, key, Rows())
