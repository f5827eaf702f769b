"""What one addressee gets of an event, decided from the rows in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.consent.domain.rows import Cell

HEADER_CATEGORY = "handlaggning"


@dataclass(frozen=True, slots=True)
class Offered:
    """A section of the event: who said it, in which category."""

    source: str
    category: str


@dataclass(frozen=True, slots=True)
class Granted:
    """A section that the addressee gets: its position in the event, and the row that allows it."""

    position: int
    row_id: UUID


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes into one record: the header under its row, then sections; the others are left out without trace."""

    recipient: str
    header_row: UUID
    granted: tuple[Granted, ...]

    def row_ids(self) -> set[UUID]:
        """Return the rows whose keys are needed."""
        return {self.header_row, *(section.row_id for section in self.granted)}


def plan(
    recipient: str, owner: str, offered: Sequence[Offered], in_force: Mapping[Cell, UUID]
) -> Plan | None:
    """Decide, or return None: without `handlaggning` from the event's owner the addressee learns nothing at all.

    Nor does it when the event has sections and it may have none of them: a bare header would tell of the others.
    """
    header_row = in_force.get(Cell(owner, recipient, HEADER_CATEGORY))
    if header_row is None:
        return None
    granted = tuple(
        Granted(position, row_id)
        for position, section in enumerate(offered)
        if (row_id := in_force.get(Cell(section.source, recipient, section.category))) is not None
    )
    return None if offered and not granted else Plan(recipient, header_row, granted)
