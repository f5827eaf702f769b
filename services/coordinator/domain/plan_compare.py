"""Two versions of a plan beside each other: what has come, what has gone, what is said differently."""

from collections.abc import Mapping
from typing import Any

from services.coordinator.domain.delmal import CATEGORY_TEXT, DelmalKind, DelmalState
from services.coordinator.domain.plan_values import Occasion, PlanState

Json = dict[str, Any]
STATES = {
    DelmalState.FORESLAGET: "Föreslaget, inte besvarat",
    DelmalState.ACCEPTERAT: "Accepterat",
    DelmalState.AVBOJT: "Avböjt",
    DelmalState.PAGAR: "Pågår",
    DelmalState.HINDER: "Hinder",
    DelmalState.KLART: "Klart",
    DelmalState.UTGATT: "Har utgått ur planen",
    DelmalState.BORTTAGET: "Borttaget ur planen",
}
PLAN_STATES = {
    PlanState.GALLER: "Gäller",
    PlanState.ERSATT: "Ersatt av en ny plan",
    PlanState.AVSLUTAD: "Avslutad",
}
OCCASIONS = {
    Occasion.GJORD: "Planen gjordes",
    Occasion.ANDRAD: "Planen ändrades",
    Occasion.SVAR: "Svar på ett delmål",
    Occasion.RAPPORT: "Rapport om ett delmål",
    Occasion.PART_UTGATT: "En parts samtycke upphörde, helt eller delvis",
    Occasion.DELMAL_UTGATT: "Ett delmål utgick ur planen",
    Occasion.DRIVANDE: "Ny drivande handläggare",
    Occasion.ERSATT: "Planen ersattes av en ny",
    Occasion.AVSLUTAD: "Planen avslutades",
}
FIELDS = {
    "goal": "Mål",
    "what": "Vad som ska göras",
    "how_seen": "Hur det märks",
    "responsible": "Ansvarig",
    "due": "Klart senast",
    "category": "Uppgiftskategori",
    "state": "Läge",
}
PLAN_FIELDS = {
    "driver": "Drivande handläggare",
    "driver_reason": "Skäl till valet av drivande handläggare",
    "deputy": "Ersättare",
    "individens_ord": "Personens egna ord",
}
Names = Mapping[str, str]


def compare(before: Json, after: Json, names: Names) -> Json:
    """Compare two kept versions: delmål added, removed and changed, and what else differs, with Swedish labels."""
    old, new = _by_id(before), _by_id(after)
    gone = [one for key, one in old.items() if key not in new]
    taken_out = [one for key, one in old.items() if key in new and _left(new[key]) and not _left(one)]
    came = [one for key, one in new.items() if not _left(one) and (key not in old or _left(old[key]))]
    went_on = [
        (old[key], new[key]) for key in old if key in new and not _left(new[key]) and not _left(old[key])
    ]
    return {
        "added": [_told(after, one, names) for one in came],
        "removed": [_told(before, one, names) for one in (*gone, *taken_out)],
        "changed": [
            {"id": one["id"], "what": other["what"], "fields": fields}
            for one, other in went_on
            if (fields := _differences(_told(before, one, names), _told(after, other, names), FIELDS))
        ],
        "plan": _differences(_plan(before, names), _plan(after, names), PLAN_FIELDS),
    }


def responsible_text(responsible: Json, names: Names) -> str:
    """Write who answers for a delmål, as a koordinator reads it."""
    match responsible["kind"]:
        case DelmalKind.INDIVID:
            return "Personen själv"
        case DelmalKind.UTOMSTAENDE:
            return f"{_named(responsible)} (utomstående)"
        case _:
            return handlaggare_text(responsible, names) or ""


def handlaggare_text(one: Json | None, names: Names) -> str | None:
    """Write a handläggare: name, function, unit."""
    return None if one is None else f"{_named(one)}, {names.get(one['unit'], one['unit'])}"


def _named(one: Json) -> str:
    return ", ".join(part for part in (one["name"], one["function"]) if part)


def _by_id(kept: Json) -> dict[str, Json]:
    return {one["id"]: one for one in kept["delmal"]}


def _left(one: Json) -> bool:
    return one["state"] in {DelmalState.UTGATT, DelmalState.BORTTAGET}


def _told(kept: Json, one: Json, names: Names) -> Json:
    goals = {goal["id"]: goal["goal"] for goal in kept["goals"]}
    return {
        "id": one["id"],
        "goal": goals.get(one["goal"], ""),
        "what": one["what"],
        "how_seen": one["how_seen"],
        "responsible": responsible_text(one["responsible"], names),
        "due": one["due"],
        "category": CATEGORY_TEXT[one["category"]],
        "state": STATES[DelmalState(one["state"])],
    }


def _plan(kept: Json, names: Names) -> Json:
    return {
        "driver": handlaggare_text(kept["driver"], names),
        "driver_reason": kept["driver_reason"] or None,
        "deputy": handlaggare_text(kept["deputy"], names),
        "individens_ord": kept["individens_ord"] or None,
    }


def _differences(one: Json, other: Json, labels: Mapping[str, str]) -> list[Json]:
    return [
        {"field": name, "label": label, "from": one[name], "to": other[name]}
        for name, label in labels.items()
        if one[name] != other[name]
    ]
