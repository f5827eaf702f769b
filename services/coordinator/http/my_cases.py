"""The person's case in plain Swedish: where it stands, what comes next, and how to withdraw."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import Status
from services.coordinator.domain.next_step import what_next
from services.coordinator.domain.situation import INDIVIDEN, Situation
from services.coordinator.domain.words_next import (
    NINE_STEPS,
    STATUS_TO_PERSON,
    WITHDRAW,
    stands,
    to_person,
    who_to_person,
)
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import PERSON
from services.coordinator.queries.ends import how_hers_ended
from services.coordinator.queries.situations import akter_of_person, situations
from services.coordinator.tables import AktRow
from shared.auth import ViewerDep, require
from shared.purposes import OWN_INSIGHT
from shared.read_log import log_reads

Json = dict[str, Any]
LINKS = {
    "meetings": "/v1/my/meetings",
    "plan": "/v1/my/plan",
    "letters": "/v1/my/letters",
    "decisions": "/v1/my/decisions",
}
"""Where she reads more here. The rest is read where it is kept."""
CONSENT_LINKS = {
    "samtycken": "/v1/my/samtycken",
    "preview": "/v1/my/revocation-previews",
    "withdraw": "/v1/revocations",
    "disclosures": "/v1/my/disclosures",
    "reads": "/v1/my/reads",
}
"""At the consent service: what she has agreed to, what a withdrawal would mean, and who has been told what."""
FOLLOWUP_LINKS = {"follow_ups": "/v1/my/follow-ups"}
"""At the followup service."""


def my_case_routes(desk: Desk) -> APIRouter:
    """Return the person's read."""
    router = APIRouter(tags=["individen"])

    @router.get("/my/cases", summary="Mina ärenden hos teamet")
    async def my_cases(viewer: ViewerDep) -> Json:
        """Read one's own cases, the latest first."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        by_hand = await desk.consent.withheld(mine)
        async with desk.sessions.begin() as session:
            akter = await akter_of_person(session, desk.office.team, mine)
            told = await told_cases(desk, session, akter, by_hand)
            await log_reads(session, viewer, [akt.case_id for akt in akter], OWN_INSIGHT)
        return {"cases": told}

    return router


async def told_cases(
    desk: Desk, session: AsyncSession, akter: Sequence[AktRow], by_hand: Collection[UUID]
) -> list[Json]:
    """Write cases as the person reads them; of a protected person, that it is handled by hand."""
    seen = await situations(session, desk.reader.keys, akter, desk.clock.now())
    mine = [akt.case_id for akt in akter]
    opened = await desk.reader.keys.open_many(mine)
    decisions = {d["case_id"]: d for d in await desk.reader.decisions(session, mine)}
    return [
        _told(
            desk,
            akt,
            replace(seen[akt.case_id], by_hand=akt.case_id in by_hand),
            decisions.get(str(akt.case_id)),
            how_hers_ended(opened.get(akt.case_id), akt),
        )
        for akt in akter
    ]


def _told(desk: Desk, akt: AktRow, seen: Situation, besked: Json | None, ended: Json | None) -> Json:
    coming = what_next(seen)
    is_hers = coming.who == INDIVIDEN
    places = zip(NINE_STEPS, stands(seen, coming), strict=True)
    return {
        "case_id": str(akt.case_id),
        "number": akt.number,
        "status": akt.status,
        "status_text": STATUS_TO_PERSON[Status(akt.status)],
        "steps": [
            {"step": number, "text": text, "state": state}
            for number, (text, state) in enumerate(places, start=1)
        ],
        "next": {
            "what": to_person(coming, is_hers=is_hers),
            "who": who_to_person(coming.who, desk.name_of(coming.who)),
            "by": coming.by.isoformat() if coming.by else None,
        },
        "decision": besked,
        "ended": ended,
        "contact": desk.office.contact,
        "links": LINKS | {"letter": f"/v1/my/cases/{akt.case_id}.pdf"},
        "consent_links": CONSENT_LINKS,
        "followup_links": FOLLOWUP_LINKS,
        "how_to_withdraw": WITHDRAW,
    }
