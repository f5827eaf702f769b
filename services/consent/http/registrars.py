"""Who registers papers here: a handläggare for her unit's draft, the koordinator for what came to her team on paper."""

from services.consent.domain.recipients import Directory
from shared.auth import Forbidden, Viewer, require


def registrar(viewer: Viewer, directory: Directory) -> str:
    """Return the unit that the viewer registers for. Raises Forbidden; the other staff of a team's host see nothing."""
    if viewer.unit is None:
        raise Forbidden
    unit = directory.find(viewer.unit)
    require(viewer, role="koordinator" if unit is not None and unit.kind == "team" else "handlaggare")
    return viewer.unit
