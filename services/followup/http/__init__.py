"""The HTTP routes of the followup service."""

from fastapi import APIRouter

from services.followup.http.answers import answer_routes
from services.followup.http.changes import change_routes
from services.followup.http.desk import Desk
from services.followup.http.follow_ups import follow_up_routes
from services.followup.http.indicators import indicator_routes
from services.followup.http.person import person_routes
from services.followup.http.results import result_routes


def routes(desk: Desk) -> APIRouter:
    """Return every route, under ``/v1``."""
    router = APIRouter(prefix="/v1")
    told = (person_routes, result_routes, indicator_routes)
    for part in (follow_up_routes, change_routes, answer_routes, *told):
        router.include_router(part(desk))
    return router


__all__ = ["Desk", "routes"]
