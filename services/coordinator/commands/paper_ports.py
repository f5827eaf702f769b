"""What the commands on an anmälan on paper need from outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from services.coordinator.domain.paper import Paper
from services.coordinator.domain.same_person import Settlement
from shared.scans.values import CheckedScan


class Papers(Protocol):
    """The papers of the team's akter, within the command's transaction."""

    async def find(self, case_id: UUID) -> Paper | None:
        """Load the paper of a case, if it came on one."""
        ...

    async def get(self, case_id: UUID) -> Paper:
        """Load the paper of a case; refuse a case that did not come on one."""
        ...

    async def add(self, paper: Paper) -> None:
        """Keep a new paper beside its akt."""
        ...

    async def save(self, paper: Paper) -> None:
        """Keep what changed."""
        ...

    async def last_request(self, case_id: UUID) -> UUID | None:
        """Return the komplettering that was asked for last since the anmälan went on."""
        ...

    async def scans(self, case_id: UUID) -> int:
        """Count its pictures."""
        ...

    async def keep_scan(self, case_id: UUID, scan_id: UUID, scan: CheckedScan, at: datetime) -> None:
        """Seal and store a picture."""
        ...

    async def forget(self, paper: Paper) -> None:
        """Remove all but its line in the register."""
        ...


class Settlements(Protocol):
    """Stands on two akter of one person."""

    async def same_person(self, one: UUID, other: UUID) -> bool:
        """Tell whether two akter are of the same person."""
        ...

    async def settle(self, settlement: Settlement) -> None:
        """Keep a stand."""
        ...


class Senders(Protocol):
    """Takes an anmälan in on behalf of the unit that sent it: the referral service, which has the form."""

    async def check_paper(self, said: Mapping[str, Any]) -> None:
        """Ask whether the form takes what a transcript says. Raises TranscriptRefused, ReferralUnreachable."""
        ...

    async def register_paper(self, case_id: UUID, said: Mapping[str, Any]) -> None:
        """Have it registered and sent to the team, once. Raises PaperNotAdmitted, ReferralUnreachable."""
        ...

    async def answer_by_letter(self, request: UUID, said: Mapping[str, Any]) -> None:
        """Have an answer by letter sent to the team as the sender's own, once per request.

        Raises PaperAnswerRefused, AnswerRegistered, ReferralUnreachable.
        """
        ...
