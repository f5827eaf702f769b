"""Plans and records as they are stored."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.followup.domain import (
    Ability,
    CarriesOn,
    Continuation,
    Delmal,
    DelmalResult,
    Meeting,
    Plan,
    Record,
)
from services.followup.domain.outcomes import AbilityLevel, DelmalStatus, Next
from shared.days import utc

Json = dict[str, Any]


def plan_to_json(plan: Plan) -> Json:
    """Write what a plan's facts say openly."""
    return {
        "number": plan.number,
        "version": plan.version,
        "made_on": plan.made_on.isoformat(),
        "driver": plan.driver,
        "parties": list(plan.parties),
        "delmal": [
            {
                "id": str(delmal.id),
                "kind": delmal.kind,
                "responsible": delmal.responsible,
                "due": delmal.due.isoformat(),
                "category": delmal.category,
                "settled": delmal.settled,
                "left": delmal.left,
            }
            for delmal in plan.delmal
        ],
    }


def plan_from_json(plan_id: UUID, stored: Json) -> Plan:
    """Read a plan."""
    return Plan(
        plan_id,
        stored["number"],
        stored["version"],
        date.fromisoformat(stored["made_on"]),
        stored["driver"],
        tuple(stored["parties"]),
        tuple(
            Delmal(
                UUID(each["id"]),
                each["kind"],
                each["responsible"],
                date.fromisoformat(each["due"]),
                each["category"],
                each["settled"],
                each.get("left", False),
            )
            for each in stored["delmal"]
        ),
    )


def meetings_to_json(meetings: Iterable[Meeting]) -> list[Json]:
    """Write the meetings that are called."""
    return [{"id": str(each.id), "starts_at": utc(each.starts_at)} for each in meetings]


def meetings_from_json(stored: list[Json]) -> tuple[Meeting, ...]:
    """Read the meetings that are called."""
    return tuple(Meeting(UUID(each["id"]), datetime.fromisoformat(each["starts_at"])) for each in stored)


def record_to_json(record: Record) -> Json:
    """Write a record for storage, sealed."""
    return {
        "delmal": [
            {"id": str(r.delmal_id), "status": r.status.value, "texts": dict(r.texts)} for r in record.delmal
        ],
        "main": record.main,
        "secondary": list(record.secondary),
        "before": [record.before.level.value, record.before.percent],
        "after": [record.after.level.value, record.after.percent],
        "support": record.support,
        "own_words": record.own_words,
        "next": {
            "kind": record.next.kind.value,
            "text": record.next.text,
            "carries_on": [
                {"what": each.what, "who": each.who, "category": each.category}
                for each in record.next.carries_on
            ],
            "months": record.next.months,
        },
    }


def record_from_json(stored: Json) -> Record:
    """Read a record."""
    after = stored["next"]
    return Record(
        tuple(DelmalResult(UUID(r["id"]), DelmalStatus(r["status"]), r["texts"]) for r in stored["delmal"]),
        stored["main"],
        tuple(stored["secondary"]),
        _ability(stored["before"]),
        _ability(stored["after"]),
        stored["support"],
        stored["own_words"],
        Continuation(
            Next(after["kind"]),
            after["text"],
            tuple(CarriesOn(**each) for each in after["carries_on"]),
            after["months"],
        ),
    )


def _ability(stored: list[Any]) -> Ability:
    return Ability(AbilityLevel(stored[0]), stored[1])
