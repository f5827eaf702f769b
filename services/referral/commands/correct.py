"""Correct fields of an anmälan that was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.commands.ports import Consent, ReadReferrals, Referrals
from services.referral.domain import (
    Actor,
    Coverage,
    Referral,
    Rules,
    SecrecyReview,
    asked,
    correct,
    plan_correction,
)


@dataclass(frozen=True, slots=True, repr=False)
class Correct:
    """Correct them. `review` is the sender's secrecy trial of the new text."""

    case_id: UUID
    unit: str
    version: int
    by: Actor
    at: datetime
    values: Mapping[str, Any]
    review: SecrecyReview | None


async def ask_cover(command: Correct, referrals: ReadReferrals, rules: Rules, consent: Consent) -> Coverage:
    """Ask the consent service whether the team may have what changes, before the transaction."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    change = plan_correction(referral, command.values, command.review, rules)
    return await consent.coverage(referral.id, asked(referral, change))


async def correct_referral(
    command: Correct, coverage: Coverage, referrals: Referrals, rules: Rules
) -> Referral:
    """Send the changed categories to all who have the text and still have cover."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    change = plan_correction(referral, command.values, command.review, rules)
    correct(referral, change, coverage, rules, by=command.by, at=command.at)
    await referrals.save(referral)
    return referral
