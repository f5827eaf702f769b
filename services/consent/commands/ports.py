"""What several commands need from outside, in their own words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.consent.domain.case import Case, Subject
from shared.sealing import CaseKey


class Subjects(Protocol):
    """Whose draft a case id names: asked of the referral service with the user's own token."""

    async def of(self, case_id: UUID, token: str) -> Subject:
        """Return the draft's unit, team and person.

        Raises CaseUnknown, ReferralUnreachable, PersonNotNamed, NotATestNumber.
        """
        ...


class Keys(Protocol):
    """The keys that must exist before a transaction opens."""

    async def of_case(self, case_id: UUID) -> CaseKey:
        """Return the key of the case, made at the first call. Raises KeyGone, KeyStoreDown."""
        ...

    async def make_for_rows(self, row_ids: Iterable[UUID]) -> None:
        """Make the key of each row. One whose row is never kept is harmless: no id is made twice."""
        ...


class Cases(Protocol):
    """The cases of this service; what is returned is locked until the transaction ends."""

    async def open(self, case_id: UUID, unit: str, at: datetime) -> Case:
        """Return the case, opened for the unit when it is new here. Raises CaseGone: its gallring has begun."""
        ...

    async def find(self, case_id: UUID) -> Case | None:
        """Return the case, or None."""
        ...

    async def of_person(self, person_hash: bytes) -> list[Case]:
        """Return every case of the person, in one order for all who ask."""
        ...

    async def keep(self, case: Case) -> None:
        """Store what has changed."""
        ...
