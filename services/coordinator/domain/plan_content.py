"""What a gemensam plan says, to whom: one section per data category, and the whole of it as it is kept.

A delmål of a narrower category stands with its text in that category's section only. Who has no row for it sees in the
`planoversikt` that it is there, whose it is and by when.
"""

from typing import TYPE_CHECKING, Any

from services.coordinator.domain.delmal import (
    CATEGORIES,
    LEFT,
    PLAN,
    Delmal,
    DelmalKind,
    DelmalState,
    Responsible,
)
from services.coordinator.domain.plan_values import Handlaggare
from services.coordinator.domain.values import HANDLAGGNING
from services.coordinator.events import OpenDelmal
from shared.events import Section

if TYPE_CHECKING:
    from services.coordinator.domain.plan import Plan
    from services.coordinator.domain.plan_values import Said

Json = dict[str, Any]
OVERVIEW = "planoversikt"
FOLLOW_UP = "Teamet följer upp planen tillsammans med personen sex månader efter dagen då den gjordes."
OUTSIDER = "Planen skickas inte till den utomstående."


def sections(plan: "Plan") -> tuple[Section, ...]:
    """Write the plan as its addressees read it, the team as source."""
    shared = shared_delmal(plan)
    named = {"plan_id": str(plan.plan_id), "nummer": plan.number, "version": plan.version}
    by_category = {category: [d for d in shared if d.category == category] for category in CATEGORIES}
    whole = {
        **named,
        "upprattad": plan.made_on.isoformat(),
        "mal": [{"id": str(goal.id), "mal": goal.text} for goal in plan.goals],
        "delmal": [delmal_json(d) for d in by_category[PLAN]],
        "drivande_handlaggare": handlaggare_json(plan.driver),
        "ersattare": handlaggare_json(plan.deputy),
        "individens_ord": plan.individens_ord,
        "uppfoljning": FOLLOW_UP,
    }
    overview = {**named, "delmal": [_overview(d) for d in shared]}
    narrower = [
        Section(category, plan.team, {**named, "delmal": [delmal_json(d) for d in by_category[category]]})
        for category in CATEGORIES
        if category != PLAN and by_category[category]
    ]
    return Section(PLAN, plan.team, whole), *narrower, Section(OVERVIEW, plan.team, overview)


def shared_delmal(plan: "Plan") -> list[Delmal]:
    """Return the delmål that the parties share: none that has left, and none of a party that has."""
    return [
        d
        for d in plan.delmal
        if d.state not in LEFT and (d.responsible.unit is None or d.responsible.unit in plan.parties)
    ]


def opened(delmal: Delmal) -> OpenDelmal:
    """Return what stands open of a delmål in a fact."""
    return OpenDelmal(
        id=delmal.id,
        kind=delmal.responsible.kind.value,
        responsible=delmal.responsible.unit,
        due=delmal.due,
        category=delmal.category,
    )


def answer(plan: "Plan", delmal: Delmal, said: "Said", state: DelmalState) -> tuple[Section, ...]:
    """Write a party's answer or report as the team reads it, the party as source.

    What was answered is `handlaggning`; the party's own words are of the delmål's category.
    """
    assert said.unit is not None, "a party is a unit"
    named = {"plan_id": str(plan.plan_id), "delmal_id": str(delmal.id)}
    answered = {**named, "svar": state.value, "journalreferens": said.journal_reference}
    words = [Section(delmal.category, said.unit, {**named, "text": said.text})] if said.text else []
    return Section(HANDLAGGNING, said.unit, answered), *words


def snapshot(plan: "Plan") -> Json:
    """Write the whole plan as it is kept, version by version, also what has left it."""
    return {
        "goals": [{"id": str(goal.id), "goal": goal.text} for goal in plan.goals],
        "delmal": [kept_json(d) for d in plan.delmal],
        "driver": kept_handlaggare(plan.driver),
        "driver_reason": plan.driver_reason,
        "deputy": kept_handlaggare(plan.deputy),
        "individens_ord": plan.individens_ord,
    }


def kept_json(delmal: Delmal) -> Json:
    """Write a delmål as the koordinator reads it and as it is kept."""
    responsible = delmal.responsible
    outsider = responsible.kind is DelmalKind.UTOMSTAENDE
    return {
        "id": str(delmal.id),
        "goal": str(delmal.goal),
        "what": delmal.what,
        "how_seen": delmal.how_seen,
        "responsible": {
            "kind": responsible.kind.value,
            "unit": responsible.unit,
            "name": responsible.name,
            "function": responsible.function,
        },
        "due": delmal.due.isoformat(),
        "category": delmal.category,
        "state": delmal.state.value,
        **({"notice": OUTSIDER} if outsider else {}),
    }


def kept_handlaggare(one: Handlaggare | None) -> Json | None:
    """Write a handläggare as the koordinator reads it and as it is kept."""
    return one and {"unit": one.unit, "name": one.name, "function": one.function}


def delmal_json(delmal: Delmal) -> Json:
    """Write a delmål as a party reads it."""
    return {
        "id": str(delmal.id),
        "mal": str(delmal.goal),
        "vad": delmal.what,
        "hur_det_marks": delmal.how_seen,
        "ansvarig": _responsible(delmal.responsible),
        "klart_senast": delmal.due.isoformat(),
        "lage": delmal.state.value,
    }


def handlaggare_json(one: Handlaggare | None) -> Json | None:
    """Write a handläggare as a party reads it."""
    return one and {"enhet": one.unit, "namn": one.name, "funktion": one.function}


def _responsible(responsible: Responsible) -> Json:
    return {
        "slag": responsible.kind.value,
        "enhet": responsible.unit,
        "namn": responsible.name,
        "funktion": responsible.function,
    }


def _overview(delmal: Delmal) -> Json:
    """Whose and by when; an outsider's name would say more than that."""
    return {
        "id": str(delmal.id),
        "ansvarig": delmal.responsible.kind.value,
        "enhet": delmal.responsible.unit,
        "klart_senast": delmal.due.isoformat(),
    }
