"""The values that a gemensam plan is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self, TypedDict
from uuid import UUID

from services.coordinator.domain.coverage import Cover, Row, ended_categories, lost
from services.coordinator.domain.delmal import DelmalDraft, Voice

Fault = dict[str, str]
"""What is wrong with one field: its place, a code, and words."""


class Happened(TypedDict):
    """What every fact about a plan says."""

    subject: UUID
    occurred_at: datetime
    sender: str
    team: str


class PlanState(StrEnum):
    """Whether the plan is in force, has been replaced by the next one, or ended with the case."""

    GALLER = "galler"
    ERSATT = "ersatt"
    AVSLUTAD = "avslutad"


class Occasion(StrEnum):
    """What a version of a plan came from."""

    GJORD = "gjord"
    ANDRAD = "andrad"
    SVAR = "svar"
    RAPPORT = "rapport"
    PART_UTGATT = "part_utgatt"
    DELMAL_UTGATT = "delmal_utgatt"
    DRIVANDE = "drivande"
    ERSATT = "ersatt"
    AVSLUTAD = "avslutad"


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person and the parties want to reach; its delmål name it."""

    id: UUID
    text: str = field(repr=False)


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


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """What a plan needs to know of its meeting: which day it was in Sweden, who was called and who was there."""

    meeting_id: UUID
    day: date
    invited: frozenset[str]
    present: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Where a plan belongs: its case, who sent it, which team, and the number that the plan gets there."""

    case_id: UUID
    sender: str
    team: str
    number: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as the koordinator writes it down."""

    goals: tuple[GoalDraft, ...] = field(repr=False)
    individens_ord: str = field(repr=False)
    driver: Handlaggare | None
    """None: whoever made the anmälan."""
    deputy: Handlaggare | None
    driver_reason: str = field(default="", repr=False)
    """Why somebody else than who made the anmälan drives."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan rests on at this moment: the consent service's answer about the samtycke, and what has ended since."""

    cover: Cover
    rows: Sequence[Row]
    at: datetime
    proposed: Handlaggare
    """Who drives first of all: the sender's unit, and the handläggare whom the anmälan names, if it names one."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """What people call the units."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer or a report: whose, when, and in which words; a party may add its own journal reference."""

    voice: Voice
    unit: str | None
    at: datetime
    text: str | None = field(default=None, repr=False)
    journal_reference: str | None = field(default=None, repr=False)
    covered: bool = True
    """Whether the samtycke covers the unit now."""
    may_tell: frozenset[str] = frozenset()
    """The categories in which the unit may tell the team something now."""

    def after(self, rows: Sequence[Row], team: str) -> Self:
        """Return it less what this service has heard to have ended since the consent service was asked."""
        if self.unit is None:
            return self
        return replace(
            self,
            covered=self.covered and not lost(rows, self.unit, team),
            may_tell=self.may_tell - ended_categories(rows, self.unit, team),
        )


def fault(where: str, code: str, message: str) -> Fault:
    """Name a field that is at fault, and say why."""
    return {"field": where, "code": code, "message": message}
