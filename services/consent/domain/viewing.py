"""Which rows a viewer sees, and how much is said about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.consent.domain.giving import GivenBy
from services.consent.domain.rows import Cause, Cell, RowState, Window


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row as it is read: in any state.

    `cause`: what gave it the last day that it has, if that was not its own. `withdrawn_by`: whose word ended it, if it is
    withdrawn.
    """

    id: UUID
    cell: Cell
    window: Window
    state: RowState
    ended_at: datetime | None
    cause: Cause | None = None
    withdrawn_by: GivenBy = GivenBy.PERSON

    def concerns(self, unit: str | None) -> bool:
        """Whether the unit is the row's source or recipient."""
        return unit is not None and unit in {self.cell.source, self.cell.recipient}

    def state_at(self, now: datetime) -> RowState:
        """Return the state as it is at the instant: time ends a row before anyone has written it down."""
        expired = self.state is RowState.AKTIV and self.window.end <= now
        return RowState.UTGANGET if expired else self.state


def rows_for_unit(rows: Iterable[SeenRow], unit: str | None) -> list[SeenRow]:
    """Return the rows where the unit stands itself: what a party sees of a samtycke that another registered."""
    return [row for row in rows if row.concerns(unit)]
