"""Counts, for the team's koordinator and for the samordningsförbund: never a case."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.followup.http.desk import Desk
from services.followup.queries import Indicators
from shared.auth import ViewerDep
from shared.days import local_day


def indicator_routes(desk: Desk) -> APIRouter:
    """Return the counts."""
    router = APIRouter(tags=["indikatorer"])

    @router.get("/indicators", summary="Indikatorer för ett år")
    async def read_indicators(
        viewer: ViewerDep, year: Annotated[int, Query(ge=2000, le=2100)]
    ) -> dict[str, Any]:
        """Count outcomes recorded in a year, and follow-ups that were due in it."""
        today = local_day(desk.clock.now())
        return await Indicators(desk.sessions, desk.consent.withheld).of_year(viewer, year, today)

    return router
