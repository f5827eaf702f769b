"""The koordinator ends a case; the counts of how cases ended."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.end_akt import EndAkt, end_akt
from services.coordinator.domain import OUTCOMES, CarriesOn, Cover
from services.coordinator.domain.ends import TOLD_IN, UPPFOLJNING
from services.coordinator.http.desk import Desk
from services.coordinator.http.questions import akt_answer
from services.coordinator.queries import ROLE, visible_akt
from services.coordinator.queries.cover import cover_now
from services.coordinator.queries.ends import FEWEST_SHOWN, outcome_counts
from shared.auth import Forbidden, Viewer, ViewerDep, require
from shared.bodies import Body, Day, OneLine
from shared.idempotency import Answer, if_match, run_command

FORBUND = "forbund"
NOTE = "Antal under 5 visas inte."


class GoesOn(Body):
    """What goes on after the end, and with whom; only those covered for its category read it."""

    what: Annotated[str, Field(min_length=1, max_length=500)]
    who: Annotated[str, Field(min_length=1, max_length=200), OneLine]
    category: Annotated[str, Field(pattern=f"^({'|'.join(TOLD_IN)})$")] = UPPFOLJNING


class Ending(Body):
    """A coded outcome, who carries on, words for the person and those covered for the follow-up, and the day it came about."""

    outcome: Annotated[str, Field(max_length=10)]
    carries_on: list[GoesOn] = Field(default_factory=list[GoesOn], max_length=20)
    text: Annotated[str, Field(max_length=4000)] = ""
    on: Day | None = None


def end_routes(desk: Desk) -> APIRouter:
    """Return the command and the reads about ends."""
    router = APIRouter(tags=["avslut"])

    @router.post("/akter/{case_id}/end", summary="Avsluta ett ärende")
    async def end(case_id: UUID, body: Ending, viewer: ViewerDep, request: Request) -> Response:
        """End the case: whoever is still covered learns who carries on, and the person gets a letter."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = EndAkt(
                case_id=case_id,
                version=version,
                outcome=body.outcome,
                carries_on=tuple(CarriesOn(one.what, one.who, one.category) for one in body.carries_on),
                text=body.text,
                on=body.on,
                cover=cover,
                at=desk.clock.now(),
            )
            books = desk.books(session, by_hand=cover.withheld)
            return akt_answer(await end_akt(command, books, desk.office))

        return await run_command(request, act, prepare=lambda: _cover(desk, viewer, case_id))

    @router.get("/outcomes", summary="Hur årets ärenden avslutades, i antal")
    async def outcomes(viewer: ViewerDep, year: Annotated[int, Query(ge=2000, le=2999)]) -> dict[str, Any]:
        """Count how the cases of a year ended: of the own team, or for the förbund of all, small numbers left out."""
        team = _team_or_all(viewer)
        fewest = 0 if team else FEWEST_SHOWN
        async with desk.sessions() as session:
            counts = await outcome_counts(session, year, team, fewest=fewest)
        return {"year": year, "outcomes": counts, "note": None if team else NOTE}

    @router.get("/end-outcomes", summary="Resultatkoder som ett ärende kan avslutas med")
    async def list_outcomes(viewer: ViewerDep) -> dict[str, Any]:
        """List the coded outcomes that a case can be ended with."""
        require(viewer, role=ROLE)
        return {"outcomes": [{"outcome": code, "text": text} for code, text in OUTCOMES.items()]}

    return router


def _team_or_all(viewer: Viewer) -> str | None:
    if ROLE in viewer.roles and viewer.unit:
        return viewer.unit
    if FORBUND in viewer.roles:
        return None
    raise Forbidden


async def _cover(desk: Desk, viewer: Viewer, case_id: UUID) -> Cover:
    async with desk.sessions() as session:
        akt = await visible_akt(session, viewer, case_id)
    await desk.prepare()
    return await cover_now(desk.sessions, desk.consent, case_id, akt.team)
