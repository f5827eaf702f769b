"""What the samtycke allows, reckoned only from what was signed and withdrawn: simpler than the code that is tested."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.clock import end_of_day

CORE = ("identitet", "handlaggning")
Cell = tuple[str, str, str]
"""Source, recipient, category."""


@dataclass
class Row:
    """A permission, for a time, until somebody takes it back."""

    cell: Cell
    start: datetime
    end: datetime
    taken_back: bool = False


@dataclass
class Consent:
    """The samtycke of one case."""

    rows: list[Row] = field(default_factory=list)
    protected: bool = False
    signed: bool = False
    last_moment: datetime | None = None
    """When the collaboration is over: a samtycke lasts no longer than what it is for."""

    def sign(self, cells: Iterable[Cell], first: date, last: date, now: datetime) -> None:
        """A paper was registered: rows that hold get the longer time, the others begin."""
        start, end = end_of_day(first - timedelta(days=1)), end_of_day(last)
        for cell in cells:
            row = next((row for row in self.rows if row.cell == cell and self._goes_on(row, now)), None)
            if row is None:
                self.rows.append(Row(cell, start, end))
            else:
                row.start, row.end = min(row.start, start), max(row.end, end)
        self.signed = True

    def withdraw(self, party: str | None = None, category: str | None = None) -> None:
        """She said no: to all, to a party, or to a category; without the core nothing of a pair is left."""
        for row in self.rows:
            source, recipient, about = row.cell
            is_party = party is None or party in (source, recipient)
            is_category = category is None or category in CORE or category == about
            row.taken_back = row.taken_back or (is_party and is_category)

    def cease(self, last_day: date) -> None:
        """The collaboration ended; the samtycke is kept until the end of that day."""
        until = end_of_day(last_day)
        self.last_moment = min(self.last_moment or until, until)

    def active(self, now: datetime) -> frozenset[Cell]:
        """Return what may be handed on now; of a protected person's nothing."""
        if self.protected:
            return frozenset()
        return frozenset(row.cell for row in self.rows if row.start <= now and self._goes_on(row, now))

    def covers(self, unit: str, team: str, now: datetime) -> bool:
        """Tell whether unit and team may name the person to each other."""
        active = self.active(now)
        return all({(unit, team, core), (team, unit, core)} <= active for core in CORE)

    def _goes_on(self, row: Row, now: datetime) -> bool:
        end = row.end if self.last_moment is None else min(row.end, self.last_moment)
        return not row.taken_back and now < end


def cells_of(grants: Iterable[tuple[str, str, Iterable[str]]], exclusions: Iterable[Cell]) -> set[Cell]:
    """Return what a paper allows: what is ticked, the core of every ticked pair, less what is excluded."""
    ticked = {
        (source, recipient, category)
        for source, recipient, categories in grants
        for category in (*CORE, *categories)
    }
    return ticked - set(exclusions)
