"""What the commands need of the world; the edge gives them the real things."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from services.referral.domain import Coverage, Dialogue, Individ, Question, Referral


class ReadDialogues(Protocol):
    """The unit's dialogues, read in a transaction that is over when the answer is there: then others can be asked."""

    async def get(self, dialogue_id: UUID, unit: str) -> Dialogue:
        """Return a dialogue of this unit; raises NotFound, also for another unit's."""
        ...

    async def must_be_unused(self, dialogue_id: UUID) -> None:
        """Raise DialogueUsed for one that has led to an anmälan."""
        ...


class Dialogues(ReadDialogues, Protocol):
    """The unit's dialogues, within the command's transaction."""

    async def add(self, dialogue: Dialogue) -> None:
        """Keep a new dialogue."""
        ...


class ReadReferrals(Protocol):
    """The unit's anmälningar, read in a transaction that is over when the answer is there."""

    async def get(self, case_id: UUID, unit: str) -> Referral:
        """Return an anmälan of this unit; raises NotFound, also for another unit's."""
        ...


class Referrals(ReadReferrals, Protocol):
    """The unit's anmälningar, within the command's transaction."""

    async def add(self, referral: Referral) -> None:
        """Keep a new draft; raises DialogueUsed when its dialogue has led to another."""
        ...

    async def save(self, referral: Referral) -> None:
        """Keep the changes and stage the facts; raises StaleReferral when another change came first."""
        ...


class Cases(Protocol):
    """Anmälningar as events name them: by case id alone, locked for the reaction."""

    async def find(self, case_id: UUID) -> Referral | None:
        """Return the case's anmälan, or None when this service has none."""
        ...

    async def save(self, referral: Referral) -> None:
        """Keep the changes and stage the facts."""
        ...


class Diary(Protocol):
    """The unit's diary (OSL 5:2)."""

    async def next_dnr(self, unit: str, year: int) -> str:
        """Return the unit's next diarienummer of the year, such as ANM-2026-000123."""
        ...


class Consent(Protocol):
    """The consent service, asked before any transaction opens; raises ConsentUnreachable when it does not answer."""

    async def coverage(self, case_id: UUID, question: Question) -> Coverage:
        """Return what the samtycke covers now."""
        ...

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that are handled by hand: protected identity, marked by whomever, on any case of hers."""
        ...

    async def withheld_person(self, unit: str, individ: Individ) -> bool:
        """Tell whether a person of this unit has a case that is handled by hand."""
        ...

    async def with_samtycke(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that have a samtycke: in force now, or from a day ahead."""
        ...

    async def protect(self, case_id: UUID, number: str | None, token: str) -> None:
        """Mark the case of the person with this number as one that is handled by hand, on the user's own token."""
        ...
