"""What leaves a gemensam plan with a party that the samtycke covers no more, or not in every category."""

from collections.abc import Collection, Iterable

from services.coordinator.domain.delmal import CLOSED, Delmal, DelmalState
from services.coordinator.domain.plan_values import Handlaggare


def let_go(delmal: Iterable[Delmal], unit: str, categories: Collection[str] | None = None) -> list[Delmal]:
    """Let a unit's open delmål leave the shared plan as `utgatt`, all or those of some categories; returns them."""
    left = [
        one
        for one in delmal
        if one.responsible.unit == unit
        and one.state not in CLOSED
        and (categories is None or one.category in categories)
    ]
    for one in left:
        one.state = DelmalState.UTGATT
    return left


def unless_of(one: Handlaggare | None, unit: str) -> Handlaggare | None:
    """Return who drives or steps in; nobody when that is the unit's handläggare."""
    return None if one is not None and one.unit == unit else one
