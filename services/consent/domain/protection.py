"""Marks of protected identity: which protection, since when, as told by whom; and the decision that lifts one.

Fingerade personuppgifter are never a mark: who has them is, here as everywhere, the person she is now (lag 1991:483).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.consent.errors import AlreadyLifted, KnownInFuture, LiftedBeforeKnown, LiftedInFuture


class ProtectionKind(StrEnum):
    """Which protection the person has in the folkbokföring. She can have both."""

    SEKRETESSMARKERING = "sekretessmarkering"
    """A warning that secrecy is likely: try it before anything is handed out (OSL 22:1, 21:3)."""
    SKYDDAD_FOLKBOKFORING = "skyddad_folkbokforing"
    """She is registered elsewhere than where she lives (folkbokföringslagen 16 §; OSL 21:3 a)."""


class ProtectionSource(StrEnum):
    """From where the unit knows it."""

    FOLKBOKFORING = "folkbokforing"
    PERSONEN = "personen"
    MYNDIGHET = "myndighet"


@dataclass(frozen=True, slots=True)
class Lifting:
    """A recorded decision that a mark no longer holds: decided when, by which function, why; noted by which unit."""

    decided_on: date
    decided_by: str = field(repr=False)
    reason: str = field(repr=False)
    by_unit: str
    by_function: str | None
    at: datetime


@dataclass(slots=True)
class Protection:
    """One mark. `kind` None: the unit knows that she is protected, and not yet how. `known_on` is the law's day."""

    id: UUID
    case_id: UUID
    kind: ProtectionKind | None
    source: ProtectionSource | None
    known_on: date
    by_unit: str
    by_function: str | None
    marked_at: datetime
    lifted: Lifting | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been lifted."""
        return self.lifted is None

    def lift(self, lifting: Lifting, today: date) -> None:
        """Note the decision; once. Raises AlreadyLifted, LiftedInFuture, LiftedBeforeKnown."""
        if self.lifted is not None:
            raise AlreadyLifted
        if lifting.decided_on > today:
            raise LiftedInFuture
        if lifting.decided_on < self.known_on:
            raise LiftedBeforeKnown
        self.lifted = lifting


def check_known(known_on: date, today: date) -> None:
    """Raise KnownInFuture for a day that has not come."""
    if known_on > today:
        raise KnownInFuture


def the_same(marks: Iterable[Protection], case_id: UUID, kind: ProtectionKind | None) -> Protection | None:
    """Return the mark of this case that already says it: one of the kind, or for an unknown kind any that stands."""
    mine = (mark for mark in marks if mark.case_id == case_id and mark.stands)
    return next((mark for mark in mine if kind is None or mark.kind is kind), None)


def is_protected(marks: Iterable[Protection]) -> bool:
    """Whether any of a person's marks stands: the last one that is lifted is the one that opens."""
    return any(mark.stands for mark in marks)
