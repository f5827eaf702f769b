"""Builders with defaults for the followup service's tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.followup.domain import (
    Ability,
    CarriesOn,
    Continuation,
    Cover,
    Delmal,
    DelmalResult,
    FollowUp,
    Meeting,
    Plan,
    Record,
    Row,
)
from services.followup.domain.outcomes import AbilityLevel, DelmalStatus, Next
from shared.ids import uuid7

TEAM, SENDER, AF, FK, REGION = "team-stockholm", "soc-sodermalm", "af", "fk", "vard-sodermalm"
MADE_ON = date(2026, 3, 2)  # a Monday; six months later is Wednesday 2 September
DUE = date(2026, 9, 2)
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CONTACT = "koordinatorn i Finsamteam Stockholm"


def at(day: date) -> datetime:
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def a_delmal(responsible: str | None = AF, category: str = "plan", **changes: Any) -> Delmal:
    kind = changes.get("kind", "part" if responsible else "individ")
    return Delmal(changes.get("id", uuid4()), kind, responsible, date(2026, 6, 1), category)


def a_plan(*delmal: Delmal, **changes: Any) -> Plan:
    return Plan(
        changes.get("id", uuid4()),
        changes.get("number", 1),
        changes.get("version", 1),
        changes.get("made_on", MADE_ON),
        changes.get("driver", SENDER),
        changes.get("parties", (AF, FK, SENDER)),
        delmal or (a_delmal(AF), a_delmal(FK), a_delmal(None)),
    )


def a_follow_up(plan: Plan | None = None, **changes: Any) -> FollowUp:
    made = FollowUp.schedule(
        uuid7(), changes.get("case_id", uuid4()), plan or a_plan(), team=TEAM, sender=SENDER, at=NOON
    )
    made.take_publications()
    return made


def a_held_one(plan: Plan | None = None) -> FollowUp:
    follow_up, meeting = a_follow_up(plan), Meeting(uuid4(), at(DUE))
    follow_up.call(meeting)
    follow_up.hold(meeting)
    return follow_up


def covered(*units: str, withheld: bool = False) -> Cover:
    named = frozenset(units or (AF, FK, SENDER))
    return Cover(named, frozenset() if withheld else named, withheld)


def a_record(plan: Plan, **changes: Any) -> Record:
    results = tuple(DelmalResult(each.id, DelmalStatus.NATT) for each in plan.delmal)
    return Record(
        changes.get("delmal", results),
        changes.get("main", "U50"),
        changes.get("secondary", ("U20",)),
        changes.get("before", Ability(AbilityLevel.SAKNAR)),
        changes.get("after", Ability(AbilityLevel.DELVIS, 50)),
        changes.get("support", "FORS_EKON_BISTAND"),
        changes.get("own_words", "Jag orkar mer nu."),
        changes.get("next", Continuation(Next.NY_PLAN, "Studierna behöver stöd.")),
    )


ENDING = Continuation(Next.AVSLUT, "Teamet avslutar.", (CarriesOn("Studievägledning", "Jobbtorg"),))
KEPT_OPEN = Continuation(Next.HALLS_OPPET, "Vården först.", months=3)


def cover_rows(one: str = SENDER, other: str = TEAM, valid_to: datetime | None = None) -> list[Row]:
    end = valid_to or at(MADE_ON + timedelta(days=700))
    return [
        Row(uuid4(), source, recipient, category, end)
        for source, recipient in ((one, other), (other, one))
        for category in ("identitet", "handlaggning")
    ]


def result_body(plan_delmal: list[UUID], **changes: Any) -> dict[str, Any]:
    """The body of a record, as the koordinator's page sends it."""
    return {
        "delmal": changes.get("delmal", [{"delmal_id": str(each), "status": "natt"} for each in plan_delmal]),
        "outcomes": changes.get("outcomes", {"main": "U50", "secondary": ["U20"]}),
        "arbetsformaga": changes.get(
            "arbetsformaga", {"before": {"level": "SAKNAR"}, "after": {"level": "DELVIS", "percent": 50}}
        ),
        "forsorjning": changes.get("forsorjning", "FORS_EKON_BISTAND"),
        "own_words": "Jag orkar mer nu.",
        "next": changes.get("next", {"kind": "ny_plan", "reason": "Studierna behöver stöd."}),
    }


END_BODY = {
    "kind": "avslut", "carries_on": [{"what": "Studievägledning", "who": "Jobbtorg"}], "text": "Teamet avslutar."
}  # fmt: skip
