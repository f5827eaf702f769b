"""The invariants, and the tally that is kept of each while a history is judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Invariant(StrEnum):
    """What must hold, however the system was treated."""

    LOST = "lost"
    HALF = "half"
    DOUBLED = "doubled"
    REORDERED = "reordered"
    REVOKED = "revoked"
    LEAKED = "leaked"
    LOG = "log"
    PLAINTEXT = "plaintext"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One invariant: how much was looked at, and each place where it did not hold."""

    invariant: Invariant
    checked: int
    found: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether something was looked at, and nothing found: what nobody looked at is not shown to hold."""
        return self.checked > 0 and not self.found


class Tally:
    """Counts what is looked at, and notes what is found, for one invariant after another."""

    def __init__(self) -> None:
        self._checked = dict.fromkeys(Invariant, 0)
        self._found: dict[Invariant, list[str]] = {invariant: [] for invariant in Invariant}

    def check(self, invariant: Invariant, fine: object, otherwise: str) -> None:
        """Look at one thing; ``otherwise`` names its place in ids and types, nothing about a person."""
        self.count(invariant)
        if not fine:
            self._found[invariant].append(otherwise)

    def count(self, invariant: Invariant, looked_at: int = 1) -> None:
        """Add what was looked at and is fine."""
        self._checked[invariant] += looked_at

    def find(self, invariant: Invariant, places: Iterable[str]) -> None:
        """Note places where it does not hold, that were counted already."""
        self._found[invariant] += places

    def judgements(self) -> tuple[Judgement, ...]:
        """Return what came of it, in the order of the invariants."""
        return tuple(
            Judgement(invariant, self._checked[invariant], tuple(self._found[invariant]))
            for invariant in Invariant
        )
