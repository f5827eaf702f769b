"""What every gemensam plan must say, and who may stand in it: refused where it is missing, field by field."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.coordinator.domain.coverage import BASIC, Cover, Row, has_ended
from services.coordinator.domain.delmal import (
    CATEGORIES,
    Delmal,
    DelmalDraft,
    DelmalKind,
    DelmalState,
    Responsible,
)
from services.coordinator.errors import PlanIncomplete, ResponsibleNotCovered
from shared.ids import uuid7

LONGEST_MONTHS = 24
"""A delmål is due within two years."""
Fault = dict[str, str]


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal and the delmål that lead there, as the koordinator writes them."""

    id: UUID | None
    text: str = field(repr=False)
    delmal: tuple[DelmalDraft, ...]


@dataclass(frozen=True, slots=True)
class Handlaggare:
    """Who drives a plan or steps in: a handläggare at a unit, by name and function."""

    unit: str
    name: str = field(repr=False)
    function: str = field(repr=False)


def must_be_whole(
    goals: Sequence[GoalDraft],
    *,
    present: Iterable[str],
    person_present: bool,
    today: date,
    before: Mapping[UUID, Delmal],
    goal_ids: frozenset[UUID] = frozenset(),
) -> None:
    """Refuse goals and delmål that lack what, how it is seen, who or when. Raises PlanIncomplete."""
    faults = [] if goals else [_fault("goals", "missing", "Ange minst ett mål.")]
    heard = frozenset(present)
    seen: set[UUID] = set()
    for where, goal in ((f"goals.{n}", goal) for n, goal in enumerate(goals)):
        if not goal.text.strip():
            faults.append(_fault(f"{where}.goal", "missing", "Skriv målet."))
        if goal.id is not None and goal.id not in goal_ids:
            faults.append(_fault(f"{where}.id", "unknown", "Målet finns inte i planen."))
        if not goal.delmal:
            faults.append(_fault(f"{where}.delmal", "missing", "Ange minst ett delmål."))
        for n, draft in enumerate(goal.delmal):
            at = f"{where}.delmal.{n}"
            faults += _known(at, draft, before, seen)
            faults += _said(at, draft)
            faults += _dated(at, draft, today, before)
            faults += _accepted(at, draft, heard, person_present=person_present)
    if faults:
        raise PlanIncomplete(fields=faults)


def must_be_named(driver: Handlaggare, deputy: Handlaggare | None) -> None:
    """Refuse a driver, or an ersättare, without name or function. Raises PlanIncomplete."""
    faults = [
        _fault(f"{who}.{name}", "missing", "Ange namn och funktion.")
        for who, one in (("driver", driver), ("deputy", deputy))
        if one is not None
        for name, value in (("unit", one.unit), ("name", one.name), ("function", one.function))
        if not value.strip()
    ]
    if faults:
        raise PlanIncomplete(fields=faults)


def must_be_covered(
    goals: Sequence[GoalDraft],
    named: Mapping[str, Handlaggare | None],
    cover: Cover,
    rows: Sequence[Row],
    team: str,
) -> None:
    """Refuse units that the samtycke does not cover now, or not for the delmål's category. Raises ResponsibleNotCovered.

    Asked of the consent service before; `rows` are what has ended since, as far as this service has heard.
    """
    faults: list[Fault] = []
    for where, unit, category in _units(goals, named):
        if unit not in cover.units or lost(rows, unit, team):
            faults.append(_fault(where, "not_covered", f"Enheten {unit} omfattas inte av samtycket."))
        elif category is not None and category not in cover.categories.get(unit, ()):
            message = f"Enheten {unit} får inte ta del av uppgifter i kategorin {category}."
            faults.append(_fault(where, "category_not_covered", message))
    if faults:
        raise ResponsibleNotCovered(fields=faults)


def lost(rows: Sequence[Row], unit: str, team: str) -> bool:
    """Tell whether this service has heard that a unit and the team are no longer covered."""
    return any(
        has_ended(rows, source, recipient, basic)
        for source, recipient in ((unit, team), (team, unit))
        for basic in BASIC
    )


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, clamped to the month's end."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def as_drafted(known: Delmal | None, draft: DelmalDraft, goal: UUID) -> Delmal:
    """Return the delmål as it is written now: new, as it was, or to be accepted anew."""
    assert draft.responsible is not None, "looked at before"
    assert draft.due is not None, "looked at before"
    if known is None:
        state = DelmalState.ACCEPTERAT if draft.accepted_at_meeting else DelmalState.FORESLAGET
    elif known.state is DelmalState.UTGATT or not known.promises_the_same(draft):
        state = DelmalState.FORESLAGET
    else:
        state = known.state
    return Delmal(
        id=known.id if known else uuid7(),
        goal=goal,
        what=draft.what.strip(),
        how_seen=draft.how_seen.strip(),
        responsible=draft.responsible,
        due=draft.due,
        category=draft.category,
        state=state,
    )


def not_done(goals: Iterable[GoalDraft], before: dict[UUID, Delmal]) -> list[GoalDraft]:
    """Leave out what is done already: that its party is covered no more changes nothing about it."""
    done = {delmal.id for delmal in before.values() if delmal.state is DelmalState.KLART}
    return [replace(goal, delmal=tuple(d for d in goal.delmal if d.id not in done)) for goal in goals]


def _units(
    goals: Sequence[GoalDraft], named: Mapping[str, Handlaggare | None]
) -> Iterator[tuple[str, str, str | None]]:
    for n, goal in enumerate(goals):
        for m, draft in enumerate(goal.delmal):
            if draft.responsible is not None and draft.responsible.unit is not None:
                yield f"goals.{n}.delmal.{m}.responsible.unit", draft.responsible.unit, draft.category
    for who, one in named.items():
        if one is not None:
            yield f"{who}.unit", one.unit, None


def _known(at: str, draft: DelmalDraft, before: Mapping[UUID, Delmal], seen: set[UUID]) -> Iterator[Fault]:
    if draft.id is None:
        return
    if draft.id not in before:
        yield _fault(f"{at}.id", "unknown", "Delmålet finns inte i planen.")
    elif draft.id in seen:
        yield _fault(f"{at}.id", "twice", "Delmålet står två gånger.")
    elif before[draft.id].state is DelmalState.BORTTAGET:
        yield _fault(f"{at}.id", "taken_out", "Delmålet är borttaget. Lägg till det som ett nytt delmål.")
    elif before[draft.id].state is DelmalState.KLART and not before[draft.id].promises_the_same(draft):
        yield _fault(f"{at}.id", "done", "Delmålet är klart och ändras inte. Lägg till ett nytt delmål.")
    seen.add(draft.id)


def _said(at: str, draft: DelmalDraft) -> Iterator[Fault]:
    if not draft.what.strip():
        yield _fault(f"{at}.what", "missing", "Skriv vad som ska göras.")
    if not draft.how_seen.strip():
        yield _fault(f"{at}.how_seen", "missing", "Skriv hur man ser att det är klart.")
    if draft.category not in CATEGORIES:
        yield _fault(f"{at}.category", "unknown", "Välj en uppgiftskategori i listan.")
    yield from _named(at, draft.responsible)


def _named(at: str, responsible: Responsible | None) -> Iterator[Fault]:
    if responsible is None:
        yield _fault(f"{at}.responsible", "missing", "Ange vem som ansvarar.")
        return
    needed = {
        DelmalKind.PART: (
            ("unit", responsible.unit),
            ("name", responsible.name),
            ("function", responsible.function),
        ),
        DelmalKind.INDIVID: (),
        DelmalKind.UTOMSTAENDE: (("name", responsible.name),),
    }[responsible.kind]
    for name, value in needed:
        if not (value or "").strip():
            yield _fault(
                f"{at}.responsible.{name}", "missing", "Ange vem som ansvarar: enhet, namn och funktion."
            )
    if responsible.kind is not DelmalKind.PART and responsible.unit is not None:
        yield _fault(f"{at}.responsible.unit", "not_a_party", "Bara en part har en enhet.")


def _dated(at: str, draft: DelmalDraft, today: date, before: Mapping[UUID, Delmal]) -> Iterator[Fault]:
    known = before.get(draft.id) if draft.id else None
    if draft.due is None:
        yield _fault(f"{at}.due", "missing", "Ange vilken dag det ska vara klart.")
    elif known is not None and known.due == draft.due:
        return  # a day that has passed may stand: what is late is not hidden by a change elsewhere
    elif draft.due <= today:
        yield _fault(f"{at}.due", "in_past", "Ange en dag som kommer.")
    elif draft.due > months_after(today, LONGEST_MONTHS):
        yield _fault(f"{at}.due", "too_late", "Ange en dag inom två år.")


def _accepted(
    at: str, draft: DelmalDraft, present: frozenset[str], *, person_present: bool
) -> Iterator[Fault]:
    responsible = draft.responsible
    if not draft.accepted_at_meeting or responsible is None:
        return
    was_there = {
        DelmalKind.PART: responsible.unit in present,
        DelmalKind.INDIVID: person_present,
        DelmalKind.UTOMSTAENDE: False,
    }[responsible.kind]
    if not was_there:
        message = "Den som ansvarar var inte med på mötet. Svaret kommer efteråt."
        yield _fault(f"{at}.accepted_at_meeting", "not_present", message)


def _fault(where: str, code: str, message: str) -> Fault:
    return {"field": where, "code": code, "message": message}
