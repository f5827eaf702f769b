"""What every route needs: the parts, and who is asking on behalf of which unit."""

from typing import Annotated

from fastapi import Depends, Query, Request

from services.referral.domain import Actor
from services.referral.parts import Parts
from services.referral.queries import ROLE
from shared.auth import Forbidden, Viewer, ViewerDep, require


def parts_of(request: Request) -> Parts:
    """Return the parts that the app was made with."""
    return request.app.state.parts


def handlaggare(viewer: ViewerDep) -> Viewer:
    """Return a handläggare of a unit; anyone else is refused."""
    require(viewer, role=ROLE)
    unit_of(viewer)
    return viewer


def staff(viewer: ViewerDep) -> Viewer:
    """Return anybody who works at a unit; the person herself and machines are refused."""
    if viewer.unit is None or not viewer.roles:
        raise Forbidden
    return viewer


def unit_of(viewer: Viewer) -> str:
    """Return the unit of a handläggare."""
    if viewer.unit is None:
        raise Forbidden
    return viewer.unit


def actor(viewer: Viewer) -> Actor:
    """Return who acts."""
    return Actor(viewer.subject, viewer.function)


PartsDep = Annotated[Parts, Depends(parts_of)]
StaffDep = Annotated[Viewer, Depends(staff)]
HandlaggareDep = Annotated[Viewer, Depends(handlaggare)]
Limit = Annotated[int, Query(ge=1, le=200)]
