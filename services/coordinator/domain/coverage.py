"""What this service remembers of a samtycke: which rows exist, so that it sees when cover is gone.

The consent service decides, each time, whether something may be disclosed. This copy only tells the team
that its akt must be closed, or that a party may no longer be called.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from services.coordinator.domain.values import Ending

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


def has_ended(rows: Iterable[Row], source: str, recipient: str, category: str) -> bool:
    """Tell whether a category had rows between the two and none of them goes on."""
    known = [
        row for row in rows if (row.source, row.recipient, row.category) == (source, recipient, category)
    ]
    return bool(known) and all(row.ended for row in known)


def covers(rows: Iterable[Row], one: str, other: str) -> bool:
    """Tell whether two recipients may name the person to each other, both ways."""
    left = {(row.source, row.recipient, row.category) for row in rows if not row.ended}
    return all((one, other, basic) in left and (other, one, basic) in left for basic in BASIC)
