"""What the simulation did, written down by itself: the services are compared with this, never asked for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class By(StrEnum):
    """Who states an end, and so counts it."""

    AKT = "akten"
    FOLLOW_UP = "uppföljningen"


@dataclass(frozen=True, slots=True)
class End:
    """How a case ended: with a code, or without one (the time of the samtycke ran out); `declined` before."""

    on: date
    code: str | None
    by: By
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a follow-up came to."""

    on: date
    main: str
    secondary: tuple[str, ...]
    protected: bool = False


@dataclass(slots=True)
class FollowedUp:
    """One follow-up: the day that was promised, the day of the meeting, and whether the case ended before it."""

    due: date
    held_on: date | None = None
    given_up: bool = False


@dataclass(slots=True)
class Page:
    """One case in the ledger."""

    began_on: date
    declined_on: date | None = None
    planned: bool = False
    protected: bool = False
    follow_ups: list[FollowedUp] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    end: End | None = None

    @property
    def is_open(self) -> bool:
        """Whether the team still works with it."""
        return self.end is None and self.declined_on is None


@dataclass(slots=True)
class Ledger:
    """Every case by its id, and which ways lives took."""

    pages: dict[UUID, Page] = field(default_factory=dict)
    ways: Counter[str] = field(default_factory=Counter)
    no: int = 0
    """Persons who said no: there is no case of them."""
    _dealt: Counter[str] = field(default_factory=Counter)

    def deal(self, pack: str, cards: Sequence[str]) -> str:
        """Return the next card of a pack, so that each comes as often as it lies in it, and none is left out."""
        number = self._dealt[pack]
        self._dealt[pack] += 1
        return cards[number % len(cards)]
