"""Counts outcomes from the ledger alone. It knows nothing of how the services count, or that they do."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from tests.simulation.ledger import By, Page

FEWEST = 5
RAN_OUT = "UTGANGET"
"""What an end is counted as that has no code: the time of the samtycke ran out."""
Years = dict[int, Counter[str]]


def ends_of_akter(pages: Iterable[Page]) -> Years:
    """Count, per year, how the team's akter ended otherwise than by a follow-up."""
    found: Years = defaultdict(Counter)
    for page in pages:
        end = page.end
        if end and end.by is By.AKT and not end.protected and not page.declined_on:
            found[end.on.year][end.code or RAN_OUT] += 1
    return found


def main_outcomes(pages: Iterable[Page]) -> Years:
    """Count, per year, what follow-ups came to first of all."""
    found: Years = defaultdict(Counter)
    for page in pages:
        found_here = (one for one in page.recorded if not one.protected)
        for one in found_here:
            found[one.on.year][one.main] += 1
    return found


def secondary_outcomes(pages: Iterable[Page]) -> Years:
    """Count, per year, what follow-ups came to besides."""
    found: Years = defaultdict(Counter)
    for page in pages:
        for one in page.recorded:
            if not one.protected:
                found[one.on.year].update(one.secondary)
    return found


def in_time(pages: Iterable[Page], today: date) -> Years:
    """Count, per year in which they were due, follow-ups held in time, late, and never."""
    found: Years = defaultdict(Counter)
    for page in pages:
        for one in page.follow_ups if not page.protected else ():
            if one.held_on is not None:
                found[one.due.year]["i_tid" if one.held_on <= one.due else "sent"] += 1
            elif one.given_up or one.due < today:
                found[one.due.year]["aldrig"] += 1
    return found


def small(counts: Counter[str]) -> set[str]:
    """Name the cells that nobody outside the team may read."""
    return {code for code, n in counts.items() if 0 < n < FEWEST}
