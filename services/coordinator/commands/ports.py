"""What the commands need from outside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.coordinator.domain import Akt, Ending, Row
from services.coordinator.domain.letter import Letter, Posting
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.plan import Plan


class Akter(Protocol):
    """The team's akter. What `find` and `get` return stays locked until the transaction ends."""

    async def find(self, case_id: UUID) -> Akt | None:
        """Load the akt of a case, if the team has one."""
        ...

    async def get(self, case_id: UUID, version: int) -> Akt:
        """Load the akt that the caller has read; refuse another team's, and one that has changed since."""
        ...

    async def is_founded_on(self, case_id: UUID, document: UUID) -> bool:
        """Tell whether a document is the anmälan that the akt was opened with."""
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


class Meetings(Protocol):
    """The team's meetings. What is loaded stays locked, with its case, until the transaction ends."""

    async def find(self, case_id: UUID, meeting_id: UUID) -> Meeting:
        """Load a meeting as it is now."""
        ...

    async def get(self, case_id: UUID, meeting_id: UUID, version: int) -> Meeting:
        """Load the meeting that the caller has read; refuse one that has changed since."""
        ...

    async def of_case(self, case_id: UUID) -> list[Meeting]:
        """Load the meetings of a case that are booked."""
        ...

    async def has_met(self, case_id: UUID) -> bool:
        """Tell whether a meeting of the case has been held."""
        ...

    async def has_heard(self, meeting: Meeting) -> bool:
        """Tell whether the person may know of a meeting: a kallelse was posted, or she has read of her case since."""
        ...

    async def add(self, meeting: Meeting) -> None:
        """Keep a new meeting, stage what it publishes, keep its letters; refuse a time that is taken."""
        ...

    async def save(self, meeting: Meeting) -> None:
        """Keep what changed in a meeting, stage what it publishes, keep its letters; refuse a time that is taken."""
        ...

    async def save_answers(self, meeting: Meeting) -> None:
        """Keep what others have answered, which makes no new version of the meeting."""
        ...

    async def cancel_all(self, case_id: UUID, *, covered: Collection[str], at: datetime) -> None:
        """Call off what lies ahead in a case that ends; of the units, only those in `covered` are told."""
        ...


class Plans(Protocol):
    """The team's plans. Whoever changes one holds its case already."""

    async def current(self, case_id: UUID) -> Plan | None:
        """Load the plan that is in force, if there is one."""
        ...

    async def get(self, case_id: UUID, plan_id: UUID) -> Plan:
        """Load one plan of a case; refuse another case's."""
        ...

    async def of_delmal(self, case_id: UUID, delmal_id: UUID) -> Plan:
        """Load the plan that a delmål stands in; refuse another case's."""
        ...

    async def of_meeting(self, case_id: UUID, meeting_id: UUID) -> Plan | None:
        """Load the plan that was made at a meeting, if there is one."""
        ...

    async def last_number(self, case_id: UUID) -> int:
        """Return the number of the latest plan of a case; 0 when there is none."""
        ...

    async def add(self, plan: Plan) -> None:
        """Keep a new plan, and stage what it publishes."""
        ...

    async def save(self, plan: Plan) -> None:
        """Keep what was done as a new version, and stage what it publishes; nothing when nothing was done."""
        ...


class Letters(Protocol):
    """Letters to the person."""

    async def keep(self, letter: Letter) -> None:
        """Keep a letter in the akt's transaction, ready to be posted and read."""
        ...


class Postings(Protocol):
    """Which letters have been posted. What `get` returns stays held until the transaction ends."""

    async def get(self, case_id: UUID, letter_id: UUID) -> Posting:
        """Load it; refuse a letter that is not the case's."""
        ...

    async def save(self, posting: Posting) -> None:
        """Keep the day."""
        ...
