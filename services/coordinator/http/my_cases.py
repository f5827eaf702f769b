"""The person's case in plain Swedish: where it stands, what comes next, and how to withdraw."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from services.coordinator.domain import Status
from services.coordinator.domain.next_step import INDIVIDEN, Situation, what_next
from services.coordinator.domain.words_next import (
    NINE_STEPS,
    STATUS_TO_PERSON,
    WITHDRAW,
    stands,
    to_person,
    who_to_person,
)
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import OWN_INSIGHT, PERSON
from services.coordinator.queries.situations import akter_of_person, situations
from services.coordinator.tables import AktRow
from shared.auth import ViewerDep, require
from shared.read_log import log_read

Json = dict[str, Any]
LINKS = {
    "meetings": "/v1/my/meetings",
    "plan": "/v1/my/plan",
    "letters": "/v1/my/letters",
    "decisions": "/v1/my/decisions",
}
"""Where she reads more here. Her samtycken are read where they are kept."""
CONSENT_LINKS = {"consent": "/v1/my/rows", "withdraw": "/v1/revocations"}


def my_case_routes(desk: Desk) -> APIRouter:
    """Return the person's read."""
    router = APIRouter(tags=["individen"])

    @router.get("/my/cases")
    async def my_cases(viewer: ViewerDep, response: Response) -> Json:
        """Read one's own cases, the latest first."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        hidden = await desk.consent.hidden(mine)
        async with desk.sessions.begin() as session:
            akter = await akter_of_person(session, desk.office.team, mine)
            seen = await situations(session, desk.reader.keys, akter, desk.clock.now())
            decisions = {d["case_id"]: d for d in await desk.reader.decisions(session, mine)}
            for akt in akter:
                await log_read(session, viewer, akt.case_id, OWN_INSIGHT)
        response.headers["Cache-Control"] = "no-store"
        return {
            "cases": [
                _told(
                    desk,
                    akt,
                    replace(seen[akt.case_id], by_hand=akt.case_id in hidden),
                    decisions.get(str(akt.case_id)),
                )
                for akt in akter
            ]
        }

    return router


def _told(desk: Desk, akt: AktRow, seen: Situation, besked: Json | None) -> Json:
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
        "contact": desk.office.contact,
        "links": LINKS,
        "consent_links": CONSENT_LINKS,
        "how_to_withdraw": WITHDRAW,
    }
