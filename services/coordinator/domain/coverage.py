"""What this service remembers of a samtycke: which rows exist, so that it sees when cover is gone.

The consent service decides, each time, whether something may be disclosed. This copy only tells the team
that its akt must be closed, or that a party may no longer be called.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.coordinator.domain.values import Ending

MOTE = "mote"
"""The category of what is said at a meeting."""
UPPFOLJNING = "uppfoljning"
"""The category of what a follow-up came to."""
BASIC = frozenset({"identitet", "handlaggning"})
"""The categories that every set of rows includes; without them nobody can be named or told anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One permission of a samtycke: from a source, to a recipient, for one data category."""

    id: UUID
    source: str
    recipient: str
    category: str
    ended: Ending | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What the consent service answers about units and the team at one moment: asked each time, never kept."""

    withheld: bool = False
    """Nothing may be told or promised to anyone: the case is handled by hand."""
    units: frozenset[str] = frozenset()
    """The units that the samtycke covers together with the team, both ways."""
    categories: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Per unit, the categories in which the team may tell it something."""
    to_team: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Per unit, the categories in which it may tell the team something."""

    def lacks(self, units: Iterable[str]) -> list[str]:
        """Return those of the units that are not covered, in the order given."""
        return [unit for unit in units if unit not in self.units]

    def may_not_hear(self, units: Iterable[str]) -> list[str]:
        """Return those who may not sit in a meeting: what is said there is told to everyone in the room."""
        return [unit for unit in units if unit not in self.units or MOTE not in self.categories.get(unit, ())]


def has_ended(rows: Iterable[Row], source: str, recipient: str, category: str) -> bool:
    """Tell whether a category had rows between the two and none of them goes on."""
    known = [
        row for row in rows if (row.source, row.recipient, row.category) == (source, recipient, category)
    ]
    return bool(known) and all(row.ended for row in known)


def lost(rows: Collection[Row], unit: str, team: str) -> bool:
    """Tell whether this service has heard that a unit and the team are no longer covered."""
    return any(
        has_ended(rows, source, recipient, basic)
        for source, recipient in ((unit, team), (team, unit))
        for basic in BASIC
    )


def ended_categories(rows: Iterable[Row], source: str, recipient: str) -> frozenset[str]:
    """Return the categories that had rows from one to the other, none of which goes on."""
    known = [row for row in rows if (row.source, row.recipient) == (source, recipient)]
    return frozenset({row.category for row in known} - {row.category for row in known if not row.ended})


def covers(rows: Iterable[Row], one: str, other: str) -> bool:
    """Tell whether two recipients may name the person to each other, both ways."""
    left = {(row.source, row.recipient, row.category) for row in rows if not row.ended}
    return all((one, other, basic) in left and (other, one, basic) in left for basic in BASIC)


def covered_parties(rows: Iterable[Row], team: str) -> frozenset[str]:
    """Return the units that may name the person to the team, and the team to them."""
    known = list(rows)
    units = {unit for row in known for unit in (row.source, row.recipient)} - {team}
    return frozenset(unit for unit in units if covers(known, unit, team))
