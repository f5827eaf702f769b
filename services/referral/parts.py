"""The parts that all of the service's work shares, and what is made of them for one transaction or one request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.ports import Consent
from services.referral.domain import Dialogue, NumberRules, Recipients, Referral, Rules
from services.referral.domain.functions import Functions, valid_functions
from services.referral.foreign import OwnDocuments
from services.referral.repository import DialogueRepository, PersonIndex, ReferralRepository
from services.referral.team_log import TeamLog
from shared.clock import STOCKHOLM, Clock
from shared.db import Sessions
from shared.outbox import Outbox
from shared.sealing import CaseKeys


class PersonsConsent(Consent, Protocol):
    """The consent service, also as the person asks it."""

    async def withheld_persons(self, unit: str, indexes: Iterable[bytes]) -> frozenset[bytes]:
        """Return those of the unit's persons, by keyed hash, who have a case that is handled by hand."""
        ...

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in; raises ConsentUnreachable."""
        ...

    async def own_documents(self, case_id: UUID, token: str) -> OwnDocuments:
        """Return what became of the documents that the user's unit is the source of; raises ConsentUnreachable."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once, in ``wiring.py``."""

    sessions: Sessions
    keys: CaseKeys
    index: PersonIndex
    outbox: Outbox
    consent: PersonsConsent
    team_log: TeamLog
    clock: Clock
    recipients: Recipients
    functions: Functions
    draft_days: int
    """How long a draft lies untouched before it is removed, by the clock of the law."""
    published: frozenset[str] | None = field(repr=False)
    """The only numbers accepted in development; None in production."""

    def referrals(self, session: AsyncSession) -> ReferralRepository:
        """Return the anmälningar, within one transaction."""
        return ReferralRepository(session, self.keys, self.index, self.outbox)

    def dialogues(self, session: AsyncSession) -> DialogueRepository:
        """Return the dialogues, within one transaction."""
        return DialogueRepository(session, self.keys, self.index)

    def saved_referrals(self) -> "SavedReferrals":
        """Return the anmälningar as they are kept, each read in a transaction of its own."""
        return SavedReferrals(self)

    def saved_dialogues(self) -> "SavedDialogues":
        """Return the dialogues as they are kept, each read in a transaction of its own."""
        return SavedDialogues(self)

    def numbers(self, at: datetime) -> NumberRules:
        """Return which numbers are accepted on the day of `at` in Stockholm."""
        return NumberRules(at.astimezone(STOCKHOLM).date(), self.published)

    def rules(self, unit: str, at: datetime) -> Rules:
        """Return what a unit's fields are measured against on the day of `at`; raises UnitNotValid."""
        numbers = self.numbers(at)
        rules = Rules(unit, numbers, self.recipients, valid_functions(self.functions, unit, numbers.today))
        rules.require_unit()
        return rules


@dataclass(frozen=True, slots=True)
class SavedReferrals:
    """Reads for what goes before a command: no transaction is open while others are asked."""

    parts: Parts

    async def get(self, case_id: UUID, unit: str) -> Referral:
        """Return an anmälan of this unit; raises NotFound."""
        async with self.parts.sessions() as session:
            return await self.parts.referrals(session).get(case_id, unit)


@dataclass(frozen=True, slots=True)
class SavedDialogues:
    """The same for dialogues."""

    parts: Parts

    async def get(self, dialogue_id: UUID, unit: str) -> Dialogue:
        """Return a dialogue of this unit; raises NotFound."""
        async with self.parts.sessions() as session:
            return await self.parts.dialogues(session).get(dialogue_id, unit)

    async def must_be_unused(self, dialogue_id: UUID) -> None:
        """Raise DialogueUsed for one that has led to an anmälan."""
        async with self.parts.sessions() as session:
            await self.parts.dialogues(session).must_be_unused(dialogue_id)
