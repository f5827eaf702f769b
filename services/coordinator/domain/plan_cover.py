"""Who may stand in a gemensam plan: those whom the samtycke covers now, each in the category that it is about."""

from collections.abc import Iterator, Mapping, Sequence

from services.coordinator.domain.coverage import has_ended, lost
from services.coordinator.domain.delmal import CATEGORY_TEXT, PLAN, Delmal, Voice
from services.coordinator.domain.plan_values import Basis, Fault, GoalDraft, Handlaggare, Said, fault
from services.coordinator.errors import PlanIncomplete, ResponsibleNotCovered, TextNotCovered


def must_be_covered(
    goals: Sequence[GoalDraft],
    named: Mapping[str, Handlaggare | None],
    team: str,
    basis: Basis,
) -> None:
    """Refuse units that the samtycke does not cover now, or not for the delmål's category. Raises ResponsibleNotCovered.

    Whoever drives or steps in is covered for the category of the plan. Asked of the consent service before; the rows
    are what has ended since, as far as this service has heard.
    """
    faults: list[Fault] = []
    for where, unit, category in _units(goals, named):
        name = basis.names.get(unit, unit)
        if unit not in basis.cover.units or lost(basis.rows, unit, team):
            faults.append(fault(where, "not_covered", f"{name} omfattas inte av samtycket."))
        elif not _may_read(unit, category, team, basis):
            message = f"{name} får inte ta del av uppgifter i kategorin {CATEGORY_TEXT[category]}."
            faults.append(fault(where, "category_not_covered", message))
    if faults:
        raise ResponsibleNotCovered(fields=faults)


def must_be_explained(driver: Handlaggare, reason: str, team: str, basis: Basis) -> None:
    """Refuse, without a reason, a driver who did not make the anmälan, as long as its unit can drive. Raises PlanIncomplete."""
    first = basis.proposed
    is_first = driver.unit == first.unit and (not first.name or _same(driver.name, first.name))
    is_covered = first.unit in basis.cover.units and not lost(basis.rows, first.unit, team)
    can_drive = is_covered and _may_read(first.unit, PLAN, team, basis)
    if not is_first and can_drive and not reason.strip():
        message = "Skriv varför någon annan än den som gjorde anmälan driver planen."
        raise PlanIncomplete(fields=[fault("driver_reason", "missing", message)])


def _may_read(unit: str, category: str, team: str, basis: Basis) -> bool:
    asked = category in basis.cover.categories.get(unit, ())
    return asked and not has_ended(basis.rows, team, unit, category)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def words_must_pass(delmal: Delmal, said: Said, where: str) -> None:
    """Refuse a party's words that would not reach the team: their category must be covered. Raises TextNotCovered."""
    if said.voice is Voice.PART and said.text and delmal.category not in said.may_tell:
        category = CATEGORY_TEXT[delmal.category]
        message = f"Samtycket omfattar inte att er enhet lämnar uppgifter i kategorin {category} till teamet."
        raise TextNotCovered(fields=[fault(where, "category_not_covered", message)])


def _units(
    goals: Sequence[GoalDraft], named: Mapping[str, Handlaggare | None]
) -> Iterator[tuple[str, str, str]]:
    for n, goal in enumerate(goals):
        for m, draft in enumerate(goal.delmal):
            if draft.responsible is not None and draft.responsible.unit is not None:
                yield f"goals.{n}.delmal.{m}.responsible.unit", draft.responsible.unit, draft.category
    for who, one in named.items():
        if one is not None:
            yield f"{who}.unit", one.unit, PLAN
