"""The values that a gemensam plan is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from services.coordinator.domain.coverage import Cover, Row
from services.coordinator.domain.delmal import Voice
from services.coordinator.domain.plan_rules import GoalDraft, Handlaggare


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
    DRIVANDE = "drivande"
    ERSATT = "ersatt"
    AVSLUTAD = "avslutad"


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person and the parties want to reach; its delmål name it."""

    id: UUID
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """What a plan needs to know of its meeting: which day it was in Sweden, who was called and who was there."""

    meeting_id: UUID
    day: date
    invited: frozenset[str]
    present: frozenset[str]
    person_present: bool


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
    driver: Handlaggare
    deputy: Handlaggare | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What the samtycke covers at this moment: the consent service's answer, and what has ended since."""

    cover: Cover
    rows: Sequence[Row]
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """An answer or a report: whose, when, and in which words; a party may add its own journal reference."""

    voice: Voice
    unit: str | None
    at: datetime
    text: str | None = field(default=None, repr=False)
    journal_reference: str | None = field(default=None, repr=False)
    covered: bool = True
    """Whether the samtycke covers the unit still, as far as this service has heard."""
