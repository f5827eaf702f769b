"""What the commands need from outside."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.coordinator.domain import Akt, Ending, Row
from services.coordinator.domain.letter import Letter


class Akter(Protocol):
    """The team's akter. What `find` and `get` return stays locked until the transaction ends."""

    async def find(self, case_id: UUID) -> Akt | None:
        """Load the akt of a case, if the team has one."""
        ...

    async def get(self, case_id: UUID, version: int) -> Akt:
        """Load the akt that the caller has read; refuse another team's, and one that has changed since."""
        ...

    async def next_number(self, year: int) -> str:
        """Take the next number of the team's register."""
        ...

    async def add(self, akt: Akt) -> None:
        """Keep a new akt, and stage what it publishes."""
        ...

    async def save(self, akt: Akt) -> None:
        """Keep what changed in an akt, and stage what it publishes."""
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


class Letters(Protocol):
    """Letters to the person."""

    async def keep(self, letter: Letter) -> None:
        """Keep a letter in the akt's transaction, ready to be posted and read."""
        ...
