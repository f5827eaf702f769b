"""The HTTP routes of the coordinator service."""

from fastapi import APIRouter

from services.coordinator.http.akter import akter_routes
from services.coordinator.http.decisions import decision_routes
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import person_routes


def routes(desk: Desk) -> APIRouter:
    """Return every route, under ``/v1``."""
    router = APIRouter(prefix="/v1")
    router.include_router(akter_routes(desk))
    router.include_router(decision_routes(desk))
    router.include_router(person_routes(desk))
    return router


__all__ = ["Desk", "routes"]
