"""Let another handläggare hold the unit's case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referral.commands.ports import Consent, ReadReferrals, Referrals
from services.referral.domain import Actor, Coverage, Referral, Rules
from services.referral.domain.changing_hands import NewHands, asked_for_hands, change_hands, plan_hands


@dataclass(frozen=True, slots=True, repr=False)
class ChangeHandlaggare:
    """Who holds it from now on, and who takes over."""

    case_id: UUID
    unit: str
    version: int
    by: Actor
    at: datetime
    new: NewHands


async def ask_cover(
    command: ChangeHandlaggare, referrals: ReadReferrals, rules: Rules, consent: Consent
) -> Coverage:
    """Ask the consent service whether the team may be told, before the transaction."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    plan_hands(referral, command.new, rules, at=command.at)
    return await consent.coverage(referral.id, asked_for_hands(referral))


async def change_handlaggare(
    command: ChangeHandlaggare, coverage: Coverage, referrals: Referrals, rules: Rules
) -> Referral:
    """Note the change, and tell the team and the parties that have the anmälan."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    new = plan_hands(referral, command.new, rules, at=command.at)
    change_hands(referral, new, coverage, rules, by=command.by, at=command.at)
    await referrals.save(referral)
    return referral
