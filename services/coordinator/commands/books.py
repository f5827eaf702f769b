"""What the commands at the end of a case need from outside, together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from services.coordinator.commands.ports import Akter, Letters, Meetings, Plans, Rows
from services.coordinator.domain.followup import FollowUp
from services.coordinator.domain.stops import StopAcknowledgement


class FollowUps(Protocol):
    """What the followup service has told: ids and dates."""

    async def schedule(self, followup: FollowUp) -> None:
        """Remember a follow-up and the day when it is due; told again, nothing changes."""
        ...

    async def move(self, case_id: UUID, followup_id: UUID, planned_for: date) -> None:
        """Remember that it is planned for another day."""
        ...

    async def record(self, case_id: UUID, followup_id: UUID, on: date) -> None:
        """Remember that it has been made."""
        ...


class Acknowledgements(Protocol):
    """Parties' words that they have stopped."""

    async def keep(self, acknowledgement: StopAcknowledgement, case_id: UUID) -> None:
        """Keep one; what was said before stays beside it."""
        ...

    async def of_party(self, case_id: UUID, party: str) -> Sequence[StopAcknowledgement]:
        """List what a party has answered, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that the team keeps of its cases, within one transaction."""

    akter: Akter
    rows: Rows
    meetings: Meetings
    plans: Plans
    letters: Letters
