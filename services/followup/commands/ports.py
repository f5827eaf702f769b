"""What the commands need from outside."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.followup.domain import Ending, FollowUp, Row


class FollowUps(Protocol):
    """Follow-ups. What is loaded stays held, with its whole case, until the transaction ends."""

    async def of_case(self, case_id: UUID) -> Sequence[FollowUp]:
        """Load a case's follow-ups, the latest first."""
        ...

    async def open_one(self, case_id: UUID) -> FollowUp | None:
        """Load the follow-up about which somebody has something to do."""
        ...

    async def find(self, followup_id: UUID) -> FollowUp | None:
        """Load a follow-up, if there is one."""
        ...

    async def get(self, followup_id: UUID, version: int | None = None) -> FollowUp:
        """Load a follow-up; refuse an unknown one, and one that has changed since the caller read it."""
        ...

    async def add(self, follow_up: FollowUp) -> None:
        """Keep a new follow-up, and stage what it publishes."""
        ...

    async def save(self, follow_up: FollowUp) -> None:
        """Keep what changed in a follow-up, and stage what it publishes."""
        ...

    async def look_again(self, followup_id: UUID, at: datetime | None) -> None:
        """Say when the clock next has something to do about a follow-up; None is never."""
        ...

    async def look_again_at_case(self, case_id: UUID) -> None:
        """Have the clock look at a case's follow-ups once more."""
        ...


class Rows(Protocol):
    """What the service remembers of the rows of a samtycke."""

    async def of_case(self, case_id: UUID) -> Sequence[Row]:
        """List the rows known for a case, ended ones too."""
        ...

    async def keep(self, case_id: UUID, rows: Sequence[Row]) -> None:
        """Remember new rows; one that has ended already stays ended."""
        ...

    async def end(self, case_id: UUID, rows: Sequence[Row], ending: Ending) -> None:
        """Remember that rows have ended; a row never reopens."""
        ...


class Counts(Protocol):
    """Counts that name no case."""

    async def add(self, team: str, year: int, main: str, secondary: Iterable[str] = ()) -> None:
        """Count one case's outcomes."""
        ...
