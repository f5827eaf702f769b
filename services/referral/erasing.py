"""What this service holds of a case: the anmälan, what was sent of it, and the dialogue before it, under a key of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain.referral import Referral
from services.referral.domain.status import GOING_ON
from services.referral.errors import NotFound
from services.referral.events import CaseErased
from services.referral.parts import Parts
from services.referral.tables import DialogueRow, ReferralRow, metadata
from shared.erasure.holder import empty_case
from shared.erasure.rules import CaseGoesOn, must_be_kept
from shared.sealing import KIND


@dataclass(frozen=True, slots=True)
class ReferralHolder:
    """The sender's unit."""

    parts: Parts

    def roles_of(self, unit: str) -> frozenset[str]:
        """Return the roles of a sender."""
        del unit
        return frozenset({"handlaggare", "arkivarie"})

    def part_of(self, unit: str) -> str | None:
        """Return the sender's part."""
        known = self.parts.recipients.get(unit)
        return known and known.part

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        """Raise NotFound for another unit's anmälan, and for one that is gone."""
        await self.parts.referrals(session).get(case_id, unit)

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        """Refuse an anmälan that goes on, and a socialtjänst's about someone born on a day that is kept.

        One that was taken up is over when the team has ended it, or when sender and team have lost each other's cover:
        then the sender is not told how it goes on.
        """
        referral = await self.parts.referrals(session).find(case_id)
        if referral is None:
            raise NotFound
        if _goes_on(referral):
            raise CaseGoesOn
        number = referral.content.individ.personnummer
        if number is not None:
            must_be_kept(self.part_of(referral.unit), number)

    async def announce(self, session: AsyncSession, case_id: UUID, at: datetime) -> None:
        """Tell those who have had documents of it; of a draft nobody has."""
        referral = await self.parts.referrals(session).find(case_id)
        if referral is not None and referral.submitted_at is not None:
            fact = CaseErased(
                subject=case_id,
                occurred_at=at,
                sender=referral.unit,
                team=referral.team,
                parties=referral.shared_with,
            )
            await self.parts.outbox.stage(session, fact)

    async def keys(self, session: AsyncSession, case_id: UUID) -> Sequence[tuple[str, str]]:
        """Return the key of the case and that of its dialogue."""
        dialogue = await _dialogue_of(session, case_id)
        return [(KIND, str(each)) for each in (case_id, dialogue) if each is not None]

    async def empty(self, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        """Delete the anmälan with all that hangs on it, then its dialogue."""
        dialogue = await _dialogue_of(session, case_id)
        counts = await empty_case(session, metadata, case_id, roots={"referral": "id"})
        if dialogue is not None:
            await session.exec(delete(DialogueRow).where(col(DialogueRow.id) == dialogue))
            counts["dialogue"] = 1
        return counts


def _goes_on(referral: Referral) -> bool:
    return referral.status in GOING_ON and not referral.rows.team_ended(referral.unit, referral.team)


async def _dialogue_of(session: AsyncSession, case_id: UUID) -> UUID | None:
    query = select(ReferralRow.dialogue_id).where(col(ReferralRow.id) == case_id)
    return (await session.exec(query)).one_or_none()
