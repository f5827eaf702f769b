"""What the koordinator reads: the list, one akt, and an akt that has left the list."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import FIELDS, OPEN, REASONS, Status
from services.coordinator.domain.next_step import what_next
from services.coordinator.domain.situation import INGEN
from services.coordinator.domain.words_next import to_koordinator
from services.coordinator.http.desk import Desk
from services.coordinator.http.left_out import left_out
from services.coordinator.queries import (
    ROLE,
    listed_akter,
    must_be_listed,
    same_person,
    summary,
    visible_akt,
)
from services.coordinator.queries.situations import situations
from services.coordinator.tables import AktRow
from shared.auth import Viewer, ViewerDep, require
from shared.bodies import Body
from shared.purposes import HANDLING, Purpose
from shared.read_log import log_read

Json = dict[str, Any]
MOST_LISTED = 200
STATUS_TEXT = {
    Status.INKOMMEN: "Inkommen, väntar på bedömning",
    Status.KOMPLETTERING_BEGARD: "Komplettering begärd",
    Status.BEDOMNING: "Kompletterad, väntar på bedömning",
    Status.TAS_UPP: "Tas upp i teamet",
    Status.PLAN: "Gemensam plan gäller",
    Status.AVSLUTAD: "Avslutad",
    Status.TAS_INTE_UPP: "Tas inte upp",
    Status.SAMTYCKE_ATERKALLAT: "Avslutad: samtycket är återkallat",
    Status.SAMTYCKE_UTGANGET: "Avslutad: samtycket har gått ut",
    Status.SAMTYCKE_MAKULERAT: "Avslutad: samtycket är makulerat",
    Status.VANTAR_PA_SAMTYCKE: "Inkommen på papper, väntar på samtycke",
    Status.ATERSAND: "Återsänd till anmälaren: samtycke saknades",
    Status.TILLBAKADRAGEN: "Avslutad: avsändaren har dragit tillbaka anmälan",
    Status.ATERTAGEN: "Avslutad: anmälan var skickad av misstag och är återtagen",
}


class Opening(Body):
    """The stated purpose."""

    purpose: Purpose


def akter_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's reads."""
    router = APIRouter(tags=["akter"])

    @router.get("/akter", summary="Teamets akter")
    async def list_akter(
        viewer: ViewerDep,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
        after: UUID | None = None,
    ) -> Json:
        """List the team's akter that go on, were decided or have ended with something left to do, without hidden cases.

        A samtycke that is gone hides an akt of which nothing is left to do, protected identity hides any.
        A page at a time: `more` is what `after` takes for the next one, null on the last. An unknown `after` is refused.
        """
        require(viewer, role=ROLE)
        async with desk.sessions() as session:
            found = await listed_akter(session, viewer, limit=limit + 1, after=after)
        rows = found[:limit]
        hidden = await left_out(desk.consent, rows)
        by_hand = await _by_hand(desk, rows, hidden)
        async with desk.sessions() as session:
            coming = await _coming(desk, session, [row for row in rows if row.case_id not in by_hand], ())
        left = {case_id for case_id, following in coming.items() if following["who"] != INGEN}
        shown = [row for row in rows if row.case_id in left | (coming.keys() - hidden)]
        return {
            "akter": [_listed(desk, row) | {"next": coming[row.case_id]} for row in shown],
            "more": str(rows[-1].case_id) if len(found) > limit else None,
        }

    @router.get("/akter/{case_id}", summary="Läs en akt")
    async def read_akt(case_id: UUID, viewer: ViewerDep, response: Response) -> Json:
        """Read one akt that is in the lists."""
        return await _open(desk, viewer, case_id, HANDLING, response, listed_only=True)

    @router.post(
        "/akter/{case_id}/openings",
        summary="Öppna en akt, även en som har lämnat listorna, för ett angivet ändamål",
    )
    async def open_akt(case_id: UUID, opening: Opening, viewer: ViewerDep, response: Response) -> Json:
        """Read an akt, also one that has left the lists, for a stated purpose. Its answer is never stored."""
        return await _open(desk, viewer, case_id, opening.purpose.value, response, listed_only=False)

    @router.get("/decline-reasons", summary="Skäl till att en anmälan inte tas upp")
    async def list_reasons(viewer: ViewerDep) -> Json:
        """List the coded reasons with the words that the koordinator may change."""
        require(viewer, role=ROLE)
        return {
            "reasons": [
                {
                    "code": reason.code,
                    "label": reason.label,
                    "explanation": reason.explanation,
                    "advice": reason.advice,
                    "final": reason.final,
                    "needs_date": reason.needs_date,
                }
                for reason in REASONS.values()
            ],
            "fields": [{"field": name, "label": label} for name, label in FIELDS.items()],
        }

    return router


async def _open(
    desk: Desk, viewer: Viewer, case_id: UUID, purpose: str, response: Response, *, listed_only: bool
) -> Json:
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
        others = await same_person(session, viewer, akt)
    hidden = await left_out(desk.consent, [akt, *others])
    if listed_only:
        must_be_listed(akt, hidden)
    by_hand = await _by_hand(desk, [akt], hidden)
    async with desk.sessions.begin() as session:
        akt = await visible_akt(session, viewer, case_id)
        whole = await desk.reader.whole(
            session, akt, hide_addresses=case_id in hidden, with_retracted=not listed_only
        )
        coming = await _coming(desk, session, [akt], by_hand)
        meetings = await desk.meeting_reader.of_case(session, case_id, hide_places=case_id in hidden)
        paper = await desk.paper.reader.told(session, case_id, hide_addresses=case_id in hidden)
        settled = await desk.paper.reader.settled(session, case_id)
        await log_read(session, viewer, case_id, purpose)
    response.headers["ETag"] = f'"{akt.version}"'
    shown = [
        _listed(desk, other) | {"settled": settled.get(other.case_id)}
        for other in others
        if other.case_id not in hidden
    ]
    told = {"next": coming[case_id], "hidden": case_id in hidden, "same_person": shown, "meetings": meetings}
    return whole | _named(desk, akt) | told | {"paper": paper}


async def _by_hand(desk: Desk, akter: Sequence[AktRow], hidden: Collection[UUID]) -> frozenset[UUID]:
    """Return those of hidden cases that are handled by hand; of one that is over, a samtycke that is gone is no reason."""
    over = {akt.case_id for akt in akter if akt.case_id in hidden and Status(akt.status) not in OPEN}
    return frozenset(hidden) - over | await desk.consent.withheld(over)


async def _coming(
    desk: Desk, session: AsyncSession, akter: Sequence[AktRow], by_hand: Collection[UUID]
) -> dict[UUID, Json]:
    """Say of each akt what happens next, who does it and by when."""
    seen = await situations(session, desk.reader.keys, akter, desk.clock.now())
    answers = {
        case_id: what_next(replace(situation, by_hand=case_id in by_hand))
        for case_id, situation in seen.items()
    }
    return {
        case_id: {
            "step": answer.step.value,
            "what": to_koordinator(answer),
            "who": answer.who,
            "who_name": desk.name_of(answer.who),
            "by": answer.by.isoformat() if answer.by else None,
            "overdue": answer.overdue,
        }
        for case_id, answer in answers.items()
    }


def _listed(desk: Desk, akt: AktRow) -> Json:
    return summary(akt) | _named(desk, akt)


def _named(desk: Desk, akt: AktRow) -> Json:
    return {"status_text": STATUS_TEXT[Status(akt.status)], "sender_name": desk.name_of(akt.sender)}
