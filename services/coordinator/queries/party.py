"""Which unit a party's viewer answers for."""

from shared.auth import Viewer
from shared.problem import Refusal


def answers_for(viewer: Viewer, nothing: type[Refusal]) -> str:
    """Return the unit: its handläggare answer for it, and its own system; others are told that there is `nothing`."""
    unit = viewer.acts_for(role="handlaggare", scope="answer")
    if unit is None:
        raise nothing
    return unit
