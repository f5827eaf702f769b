"""Builders with defaults for tests of plans."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.coordinator.domain import Cover, Row
from services.coordinator.domain.delmal import DelmalDraft, DelmalKind, Responsible, Voice
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import (
    Basis,
    GoalDraft,
    Handlaggare,
    HeldMeeting,
    PlanDraft,
    PlanPlace,
    Said,
)
from tests.coordinator.builders import SENDER, TEAM

NOON = datetime(2026, 3, 23, 11, 0, tzinfo=UTC)
MET = date(2026, 3, 23)
JUNE = date(2026, 6, 1)
JOBBTORG = "jobbtorg-stockholm"
UNITS = (SENDER, "af", JOBBTORG, "vard-sodermalm")
SHARED = frozenset({"identitet", "handlaggning", "plan", "planoversikt"})
NAMES = {SENDER: "Södermalms stadsdelsnämnd", "af": "Arbetsförmedlingen", JOBBTORG: "Jobbtorg Stockholm"}
DRIVER = Handlaggare(SENDER, "Anmälare Testperson", "socialsekreterare")
DEPUTY = Handlaggare(SENDER, "Ersättare Testperson", "socialsekreterare")


def party(
    unit: str = JOBBTORG, name: str = "Jobbtorg Testperson", function: str = "jobbcoach"
) -> Responsible:
    return Responsible(DelmalKind.PART, unit, name, function)


PERSON_HERSELF = Responsible(DelmalKind.INDIVID)
OUTSIDER = Responsible(DelmalKind.UTOMSTAENDE, None, "Förening Testperson", "kontaktperson")


def a_delmal(**changes: Any) -> DelmalDraft:
    return DelmalDraft(
        id=changes.get("id"),
        what=changes.get("what", "Boka och genomföra två studiebesök på arbetsplatser."),
        how_seen=changes.get("how_seen", "Två studiebesök är gjorda och antecknade."),
        responsible=changes.get("responsible", party()),
        due=changes.get("due", JUNE),
        category=changes.get("category", "plan"),
        accepted_at_meeting=changes.get("accepted", False),
    )


def a_goal(
    *delmal: DelmalDraft, goal_id: UUID | None = None, text: str = "Börja arbetsträna i höst."
) -> GoalDraft:
    return GoalDraft(goal_id, text, delmal or (a_delmal(),))


def a_draft(*goals: GoalDraft, **changes: Any) -> PlanDraft:
    words = changes.get("words", "Jag vill komma ut bland folk igen.")
    driver, deputy = changes.get("driver", DRIVER), changes.get("deputy", DEPUTY)
    return PlanDraft(goals or (a_goal(),), words, driver, deputy, changes.get("driver_reason", ""))


def held(**changes: Any) -> HeldMeeting:
    return HeldMeeting(
        meeting_id=uuid4(),
        day=changes.get("day", MET),
        invited=frozenset(changes.get("invited", UNITS)),
        present=frozenset(changes.get("present", (SENDER, JOBBTORG))),
    )


def basis(**changes: Any) -> Basis:
    units = frozenset(changes.get("units", UNITS))
    narrow = changes.get("narrow", {})
    categories = {unit: frozenset(narrow.get(unit, SHARED)) for unit in units}
    rows: list[Row] = changes.get("rows", [])
    cover = Cover(False, units, categories, categories)
    return Basis(cover, rows, changes.get("at", NOON), changes.get("proposed", DRIVER), NAMES)


def a_place(number: int = 1) -> PlanPlace:
    return PlanPlace(uuid4(), SENDER, TEAM, number)


def a_plan(*goals: GoalDraft, **changes: Any) -> Plan:
    """A plan that is kept as version 1: what it published is taken."""
    plan = Plan.make(a_place(), held(), a_draft(*goals, **changes), changes.get("basis", basis()))
    plan.version = 1
    plan.take_publications()
    plan.occasion = plan.touched_at = None
    return plan


def again(
    plan: Plan, *extra: DelmalDraft, without: tuple[UUID, ...] = (), **changed: Any
) -> tuple[GoalDraft, ...]:
    """The plan's goals as drafts: the first delmål changed by `changed`, some left out, some added."""
    drafts = []
    for delmal in plan.delmal:
        same = {
            "id": delmal.id,
            "what": delmal.what,
            "how_seen": delmal.how_seen,
            "responsible": delmal.responsible,
            "due": delmal.due,
            "category": delmal.category,
        }
        if delmal.id not in without:
            drafts.append(a_delmal(**same) if drafts or not changed else a_delmal(**{**same, **changed}))
    (goal,) = plan.goals
    return (a_goal(*drafts, *extra, goal_id=goal.id, text=goal.text),)


def by_party(unit: str = JOBBTORG, **changes: Any) -> Said:
    return Said(
        Voice.PART,
        unit,
        NOON,
        changes.get("text"),
        changes.get("journal_reference"),
        changes.get("covered", True),
        changes.get("may_tell", SHARED),
    )


def by_person(text: str | None = None) -> Said:
    return Said(Voice.INDIVID, None, NOON, text)


def by_koordinator(text: str | None = None) -> Said:
    return Said(Voice.KOORDINATOR, None, NOON, text)
