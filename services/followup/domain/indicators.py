"""Counts for the team and for the samordningsförbund. The förbund sees no cell under five, nor one that a sum reveals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

FEWEST = 5
"""Cells under this are not shown to the förbund (own choice of threshold; FinsamL 7 §)."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts that add up to a total. None stands for a number that is not shown."""

    counts: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """The days that tell whether a follow-up was held in time."""

    due: date
    held_on: date | None
    given_up: bool
    """It ended without having been held."""


def punctuality(follow_ups: Iterable[Held], today: date) -> dict[str, int]:
    """Count follow-ups held in time, held late, and not held: given up, or past their day."""
    found = {"i_tid": 0, "sent": 0, "aldrig": 0}
    for each in follow_ups:
        if each.held_on is not None:
            found["i_tid" if each.held_on <= each.due else "sent"] += 1
        elif each.given_up or each.due < today:
            found["aldrig"] += 1
    return found


def whole(counts: Mapping[str, int]) -> Cells:
    """Show everything."""
    return Cells(dict(counts), sum(counts.values()))


def suppressed(counts: Mapping[str, int]) -> Cells:
    """Hide each count from one to four, and as many larger ones, smallest first, as it takes that no sum gives it away.

    Who knows the rule knows that a small cell is one to four and a larger hidden one at least five; from the total each
    small cell must still be open to more than one number. Where that can't be had, the total is hidden instead.
    """
    small = {name: n for name, n in counts.items() if 0 < n < FEWEST}
    if not small:
        return whole(counts)
    larger = sorted((n, name) for name, n in counts.items() if n >= FEWEST)
    for taken in range(1, len(larger) + 1):
        beside = larger[:taken]
        highest = larger[taken][0] if taken < len(larger) else None
        if _stays_open(small, [n for n, _ in beside], highest):
            return Cells(_without(counts, {*small, *(name for _, name in beside)}), sum(counts.values()))
    return Cells(_without(counts, set(small)), None)


def _stays_open(small: Mapping[str, int], beside: list[int], highest: int | None) -> bool:
    """Tell whether the sum of the hidden cells leaves each small one more than one number."""
    left = sum(small.values()) + sum(beside)
    others = len(small) - 1
    least = 1 if highest is None else max(1, left - others * (FEWEST - 1) - len(beside) * highest)
    most = min(FEWEST - 1, left - others - len(beside) * FEWEST)
    return least < most


def _without(counts: Mapping[str, int], hidden: set[str]) -> dict[str, int | None]:
    return {name: None if name in hidden else n for name, n in counts.items()}
