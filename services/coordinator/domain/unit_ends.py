"""Units that end (a board is merged, a care unit closes): which cases name them, and whom the person may be asked about.

A new authority is a new unit: nothing carries over, so that each of these cases waits for a new samtycke, or for the
person's no. A case whose sender ends before it is taken up ends with it: the successor makes an anmälan of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol
from uuid import UUID

from services.coordinator.domain.coverage import Row
from services.coordinator.domain.values import Ending, Status

AHEAD: Final = timedelta(days=90)
"""How long before a unit's last day its cases are listed: meetings are called two weeks ahead, and papers take time."""
AFTER: Final = timedelta(days=90)
"""How long a case stays listed that ended because its sender did."""


class ListedUnit(Protocol):
    """A unit as the reference data has it."""

    @property
    def valid_to(self) -> date | None:
        """Its last day."""
        ...

    @property
    def successors(self) -> Sequence[str]:
        """Who takes over after it."""
        ...


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case of the team: who sent it, where it stands and since when, and the rows known of its samtycke."""

    case_id: UUID
    sender: str
    team: str
    status: Status
    since: date
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class UnitEnd:
    """A unit that ends, or has ended, in one case. `covered` are those of its successors that the samtycke names."""

    unit: str
    last_day: date
    successors: tuple[str, ...]
    covered: tuple[str, ...]
    is_sender: bool
    needs_anmalan: bool
    """The case ended with its sender: a new samtycke alone does not bring it back."""


def unit_ends(case: NamedCase, units: Mapping[str, ListedUnit], today: date) -> list[UnitEnd]:
    """Return what a case waits for, the earliest last day first; nothing where every successor is covered."""
    found = [
        end
        for unit in sorted(_named(case))
        if (end := _end(case, unit, units, today)) is not None
        and not (end.successors and len(end.covered) == len(end.successors))
    ]
    return sorted(found, key=lambda end: (end.last_day, end.unit))


def _named(case: NamedCase) -> set[str]:
    """Return the units that the samtycke names, less those that the person or a correction has taken out of it."""
    still = (row for row in case.rows if row.ended in (None, Ending.UTGANGET))
    return _units(still, but={case.team})


def _end(case: NamedCase, unit: str, units: Mapping[str, ListedUnit], today: date) -> UnitEnd | None:
    known = units.get(unit)
    last_day = known.valid_to if known else None
    if known is None or last_day is None or last_day > today + AHEAD:
        return None
    is_sender, is_over = unit == case.sender, case.status is Status.SAMTYCKE_UTGANGET
    if is_over and not (is_sender and last_day < case.since and today <= last_day + AFTER):
        return None
    covered = _units((row for row in case.rows if row.ended is None), but=())
    return UnitEnd(
        unit,
        last_day,
        tuple(known.successors),
        tuple(each for each in known.successors if each in covered),
        is_sender,
        is_over,
    )


def _units(rows: Iterable[Row], *, but: Collection[str]) -> set[str]:
    return {unit for row in rows for unit in (row.source, row.recipient)} - set(but)
