"""Rows: source × recipient × category, and what a new signature does to the rows that already exist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.consent.errors import ExpiredRowNotEnded, GapBetween


class RowState(StrEnum):
    """The three ends are kept apart: by the person, by time, and because it was registered in error."""

    AKTIV = "aktiv"
    ATERKALLAT = "aterkallat"
    UTGANGET = "utganget"
    MAKULERAT = "makulerat"


class Cause(StrEnum):
    """Why a samtycke got shorter or ended where neither the person nor its own last day did it."""

    ANMALAN_ATERTAGEN = "anmalan_atertagen"
    SAMARBETET_AVSLUTAT = "samarbetet_avslutat"
    UPPDRAGET_UPPHOR = "uppdraget_upphor"
    ENHETEN_UPPHOR = "enheten_upphor"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What one row is about: who may hand on which category to whom."""

    source: str
    recipient: str
    category: str

    def as_dict(self) -> dict[str, str]:
        """Return the cell as it is named in answers and refusals."""
        return {"source": self.source, "recipient": self.recipient, "category": self.category}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the law's time: from and including `start`, up to but not including `end`."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the instant lies inside."""
        return self.start <= at < self.end

    def joined(self, other: "Window") -> "Window | None":
        """Return the stretch that the two make together, or None when there is a gap between them."""
        if self.end < other.start or other.end < self.start:
            return None
        return Window(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row that is aktiv. `window` is when it is in force."""

    id: UUID
    cell: Cell
    window: Window
    signing_id: UUID


@dataclass(frozen=True, slots=True)
class Renewal:
    """What one signature does: rows it makes, rows whose time it lengthens, rows it leaves as they are."""

    new: tuple[GivenRow, ...]
    lengthened: tuple[GivenRow, ...]
    unchanged: tuple[GivenRow, ...]

    def effective(self) -> tuple[GivenRow, ...]:
        """Return the rows that rest on this signature from now on."""
        return (*self.new, *self.lengthened)


def renew(
    cells: Mapping[Cell, UUID], active: Iterable[GivenRow], window: Window, signing_id: UUID, now: datetime
) -> Renewal:
    """Decide what a signature for `cells` (each with the id a new row would take) does beside the active rows.

    A row never reopens, so a cell without an active row gets a new one. An active row is never doubled: its time
    becomes what the two papers say together (same row, same key, so what was released stays open). It never gets
    shorter: to shorten is to withdraw, and withdrawal is an act of its own. A gap between the two is refused,
    because the row would cover days that nobody signed for. Raises ExpiredRowNotEnded, GapBetween.
    """
    by_cell = {row.cell: row for row in active}
    new: list[GivenRow] = []
    lengthened: list[GivenRow] = []
    unchanged: list[GivenRow] = []
    for cell in sorted(cells):
        row = by_cell.get(cell)
        if row is None:
            new.append(GivenRow(cells[cell], cell, window, signing_id))
        elif row.window.end <= now:
            raise ExpiredRowNotEnded
        elif row.window == (union := row.window.joined(window)):
            unchanged.append(row)
        elif union is None:
            raise GapBetween(cell.as_dict(), row.window.start, row.window.end)
        else:
            lengthened.append(GivenRow(row.id, cell, union, signing_id))
    return Renewal(tuple(new), tuple(lengthened), tuple(unchanged))
