"""What the koordinator sends when a plan is made or changed. What is missing is told field by field by the plan's rules."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from services.coordinator.domain.delmal import PLAN, DelmalDraft, DelmalKind, Responsible
from services.coordinator.domain.plan_values import GoalDraft, Handlaggare, PlanDraft
from shared.bodies import Body, Day, OneLine

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), OneLine]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
OwnWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class ResponsibleForm(Body):
    """Who answers for a delmål."""

    kind: DelmalKind
    unit: Code | None = None
    name: Line = ""
    function: Line = ""

    def value(self) -> Responsible:
        """Return it as the domain has it; the person needs no name."""
        if self.kind is DelmalKind.INDIVID:
            return Responsible(self.kind, self.unit)
        return Responsible(self.kind, self.unit, self.name, self.function)


class DelmalForm(Body):
    """One delmål; with an id, one that the plan has already."""

    id: UUID | None = None
    what: Words = ""
    how_seen: Words = ""
    responsible: ResponsibleForm | None = None
    due: Day | None = None
    category: Code = PLAN
    accepted_at_meeting: StrictBool = False

    def draft(self) -> DelmalDraft:
        """Return it as the domain has it."""
        return DelmalDraft(
            id=self.id,
            what=self.what,
            how_seen=self.how_seen,
            responsible=self.responsible and self.responsible.value(),
            due=self.due,
            category=self.category,
            accepted_at_meeting=self.accepted_at_meeting,
        )


class GoalForm(Body):
    """A goal and its delmål."""

    id: UUID | None = None
    goal: Words = ""
    delmal: list[DelmalForm] = Field(default_factory=list[DelmalForm], max_length=12)

    def draft(self) -> GoalDraft:
        """Return it as the domain has it."""
        return GoalDraft(self.id, self.goal, tuple(one.draft() for one in self.delmal))


Goals = Annotated[list[GoalForm], Field(max_length=10)]


class HandlaggareForm(Body):
    """A handläggare at a unit."""

    unit: Code = ""
    name: Line = ""
    function: Line = ""

    def value(self) -> Handlaggare:
        """Return it as the domain has it."""
        return Handlaggare(self.unit, self.name, self.function)


class PlanForm(Body):
    """A new plan, and the meeting that it was made at."""

    meeting_id: UUID
    goals: Goals = Field(default_factory=list[GoalForm])
    individens_ord: OwnWords = ""
    driver: HandlaggareForm | None = None
    """Left out: whoever made the anmälan."""
    driver_reason: Words = ""
    deputy: HandlaggareForm | None = None

    def draft(self) -> PlanDraft:
        """Return it as the domain has it."""
        return PlanDraft(
            goals=tuple(goal.draft() for goal in self.goals),
            individens_ord=self.individens_ord,
            driver=self.driver and self.driver.value(),
            deputy=self.deputy and self.deputy.value(),
            driver_reason=self.driver_reason,
        )


class PlanChangeForm(Body):
    """The goals and the person's words as they are to be; what is left out stays as it is."""

    goals: Goals | None = None
    individens_ord: OwnWords | None = None

    def drafts(self) -> tuple[GoalDraft, ...] | None:
        """Return the goals as the domain has them."""
        return None if self.goals is None else tuple(goal.draft() for goal in self.goals)


class DriverForm(Body):
    """Who drives the plan from now on, and who steps in; a reason when it is not whoever made the anmälan."""

    driver: HandlaggareForm
    driver_reason: Words = ""
    deputy: HandlaggareForm | None = None


def units_of(goals: tuple[GoalDraft, ...] | None, *named: Handlaggare | None) -> set[str]:
    """Return the units that are named: what the consent service is asked about."""
    responsible = {
        draft.responsible.unit
        for goal in goals or ()
        for draft in goal.delmal
        if draft.responsible is not None and draft.responsible.unit
    }
    return responsible | {one.unit for one in named if one is not None and one.unit}
