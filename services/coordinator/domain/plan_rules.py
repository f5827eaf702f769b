"""What every gemensam plan must say: refused where it is missing, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from services.coordinator.domain.delmal import (
    CATEGORIES,
    Delmal,
    DelmalDraft,
    DelmalKind,
    DelmalState,
    Responsible,
)
from services.coordinator.domain.plan_values import Fault, GoalDraft, Handlaggare, HeldMeeting, fault
from services.coordinator.errors import PlanIncomplete
from shared.days import add_months

LONGEST_MONTHS = 24
"""A delmål is due within two years."""


def must_be_whole(
    goals: Sequence[GoalDraft],
    *,
    held: HeldMeeting | None,
    today: date,
    before: Mapping[UUID, Delmal],
    goal_ids: frozenset[UUID] = frozenset(),
) -> None:
    """Refuse goals and delmål that lack what, how it is seen, who or when. Raises PlanIncomplete.

    `held`: the meeting at which they are agreed; None for a change afterwards, when nobody accepts on the spot.
    """
    faults = [] if goals else [fault("goals", "missing", "Ange minst ett mål.")]
    seen: set[UUID] = set()
    for where, goal in ((f"goals.{n}", goal) for n, goal in enumerate(goals)):
        if not goal.text.strip():
            faults.append(fault(f"{where}.goal", "missing", "Skriv målet."))
        if goal.id is not None and goal.id not in goal_ids:
            faults.append(fault(f"{where}.id", "unknown", "Målet finns inte i planen."))
        if not goal.delmal:
            faults.append(fault(f"{where}.delmal", "missing", "Ange minst ett delmål."))
        for n, draft in enumerate(goal.delmal):
            at = f"{where}.delmal.{n}"
            faults += _known(at, draft, before, seen)
            faults += _said(at, draft)
            faults += _dated(at, draft, today, before)
            faults += _accepted(at, draft, held)
    if faults:
        raise PlanIncomplete(fields=faults)


def must_be_named(driver: Handlaggare, deputy: Handlaggare | None) -> None:
    """Refuse a driver, or an ersättare, without name or function. Raises PlanIncomplete."""
    faults = [
        fault(f"{who}.{name}", "missing", "Ange namn och funktion.")
        for who, one in (("driver", driver), ("deputy", deputy))
        if one is not None
        for name, value in (("unit", one.unit), ("name", one.name), ("function", one.function))
        if not value.strip()
    ]
    if faults:
        raise PlanIncomplete(fields=faults)


def _known(at: str, draft: DelmalDraft, before: Mapping[UUID, Delmal], seen: set[UUID]) -> Iterator[Fault]:
    if draft.id is None:
        return
    if draft.id not in before:
        yield fault(f"{at}.id", "unknown", "Delmålet finns inte i planen.")
    elif draft.id in seen:
        yield fault(f"{at}.id", "twice", "Delmålet står två gånger.")
    elif before[draft.id].state is DelmalState.BORTTAGET:
        yield fault(f"{at}.id", "taken_out", "Delmålet är borttaget. Lägg till det som ett nytt delmål.")
    elif before[draft.id].state is DelmalState.KLART and not before[draft.id].promises_the_same(draft):
        yield fault(f"{at}.id", "done", "Delmålet är klart och ändras inte. Lägg till ett nytt delmål.")
    seen.add(draft.id)


def _said(at: str, draft: DelmalDraft) -> Iterator[Fault]:
    if not draft.what.strip():
        yield fault(f"{at}.what", "missing", "Skriv vad som ska göras.")
    if not draft.how_seen.strip():
        yield fault(f"{at}.how_seen", "missing", "Skriv hur man ser att det är klart.")
    if draft.category not in CATEGORIES:
        yield fault(f"{at}.category", "unknown", "Välj en uppgiftskategori i listan.")
    yield from _named(at, draft.responsible)


def _named(at: str, responsible: Responsible | None) -> Iterator[Fault]:
    if responsible is None:
        yield fault(f"{at}.responsible", "missing", "Ange vem som ansvarar.")
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
            yield fault(
                f"{at}.responsible.{name}", "missing", "Ange vem som ansvarar: enhet, namn och funktion."
            )
    if responsible.kind is not DelmalKind.PART and responsible.unit is not None:
        yield fault(f"{at}.responsible.unit", "not_a_party", "Bara en part har en enhet.")


def _dated(at: str, draft: DelmalDraft, today: date, before: Mapping[UUID, Delmal]) -> Iterator[Fault]:
    known = before.get(draft.id) if draft.id else None
    if draft.due is None:
        yield fault(f"{at}.due", "missing", "Ange vilken dag det ska vara klart.")
    elif known is not None and known.due == draft.due:
        return  # a day that has passed may stand: what is late is not hidden by a change elsewhere
    elif draft.due <= today:
        yield fault(f"{at}.due", "in_past", "Ange en dag som kommer.")
    elif draft.due > add_months(today, LONGEST_MONTHS):
        yield fault(f"{at}.due", "too_late", "Ange en dag inom två år.")


def _accepted(at: str, draft: DelmalDraft, held: HeldMeeting | None) -> Iterator[Fault]:
    responsible = draft.responsible
    if not draft.accepted_at_meeting or responsible is None:
        return
    was_there = (
        held is not None
        and {
            DelmalKind.PART: responsible.unit in held.present,
            DelmalKind.INDIVID: True,  # a meeting without her is never noted as held
            DelmalKind.UTOMSTAENDE: False,
        }[responsible.kind]
    )
    if not was_there:
        message = "Den som ansvarar var inte med på mötet. Svaret kommer efteråt."
        yield fault(f"{at}.accepted_at_meeting", "not_present", message)
