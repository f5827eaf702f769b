"""Who may read at the exit: a recipient's own staff, or its machine; the recipient is the viewer's unit, never a field."""

from datetime import date

from services.consent.domain.recipients import Directory
from services.consent.errors import UnitNotValid
from shared.auth import Forbidden, Viewer

MACHINE_FUNCTION = "system"


def unit_of(viewer: Viewer, directory: Directory, today: date, *, scope: str) -> str:
    """Return the recipient that the viewer reads as; raises Forbidden, UnitNotValid.

    A unit whose last day is past, or whose first has not come, gets nothing: whoever still holds its key or its logins
    is not that authority. What it had opened before is its own, in its own akt.

    Staff: handläggare of an authority's unit, koordinator of a team (the other staff of the team's host authority see
    nothing). A machine needs the scope.
    """
    recipient = directory.find(viewer.unit) if viewer.unit else None
    if recipient is None:
        raise Forbidden
    role = "koordinator" if recipient.kind == "team" else "handlaggare"
    if viewer.acts_for(role=role, scope=scope) is None:
        raise Forbidden
    if not recipient.is_in_force(today):
        raise UnitNotValid
    return recipient.id


def function_of(viewer: Viewer) -> str:
    """Return the function under which a reading is shown to the person."""
    return MACHINE_FUNCTION if viewer.is_machine() else (viewer.function or "handläggare")
