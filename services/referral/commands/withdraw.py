"""The sender takes its anmälan back."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.referral.commands.ports import Consent, ReadReferrals, Referrals
from services.referral.domain import Actor, Outlook, Referral, Withdrawal, withdraw
from services.referral.errors import ByHand


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back the version that the caller has read."""

    case_id: UUID
    unit: str
    version: int
    withdrawal: Withdrawal = field(repr=False)
    by: Actor
    at: datetime


async def ask_by_hand(command: Withdraw, referrals: ReadReferrals, consent: Consent) -> None:
    """Refuse, before the transaction, a case that is handled by hand: the system would tell nobody. Raises ByHand."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    if referral.id in await consent.withheld([referral.id]):
        raise ByHand


async def withdraw_referral(command: Withdraw, referrals: Referrals) -> tuple[Referral, Outlook]:
    """Take it back, and tell the team and those who have had it."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    outlook = withdraw(referral, command.withdrawal, by=command.by, at=command.at)
    await referrals.save(referral)
    return referral, outlook
