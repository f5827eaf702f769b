"""What the team knows of a plan's follow-up: told by the service that keeps its clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.coordinator.domain.ends import CarriesOn


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up: of which plan, when it is due, when it is planned for if it was moved, when it was made."""

    id: UUID
    case_id: UUID
    plan_id: UUID
    due: date
    planned_for: date | None = None
    recorded_on: date | None = None


class After(StrEnum):
    """What follows a follow-up."""

    NY_PLAN = "ny_plan"
    AVSLUT = "avslut"
    HALLS_OPPET = "halls_oppet"


@dataclass(frozen=True, slots=True)
class DelmalResult:
    """What became of one delmål, in words."""

    delmal_id: UUID
    status: str = field(repr=False)
    texts: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Continuation:
    """What follows, in words; who carries on; and the day for it, if there is one."""

    kind: After = field(repr=False)
    text: str = field(repr=False)
    by: date | None
    carries_on: Sequence[CarriesOn] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class FollowUpResult:
    """What a follow-up came to, as the person's letter tells it. It is asked for, and kept in the letter alone."""

    plan_id: UUID
    held_on: date | None
    delmal: Sequence[DelmalResult] = field(repr=False)
    outcomes: Sequence[str] = field(repr=False)
    own_words: str = field(repr=False)
    after: Continuation
