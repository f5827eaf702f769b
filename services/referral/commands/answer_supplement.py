"""Answer a komplettering: a text, and the fields that change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.commands.ports import Consent, ReadReferrals, Referrals
from services.referral.domain import (
    Actor,
    Change,
    Coverage,
    FreeText,
    Referral,
    Rules,
    SecrecyReview,
    answer_supplement,
    asked,
    plan_answer,
)


@dataclass(frozen=True, slots=True, repr=False)
class AnswerSupplement:
    """Answer it. `review` is the sender's secrecy trial of what leaves now; `by_letter`: the team registers the answer."""

    case_id: UUID
    unit: str
    version: int
    by: Actor
    at: datetime
    values: Mapping[str, Any]
    answer: FreeText
    review: SecrecyReview | None
    by_letter: bool = False

    def change(self, referral: Referral, rules: Rules) -> Change:
        """Return what leaves, checked but for cover."""
        return plan_answer(referral, self.values, self.answer, self.review, rules, by_letter=self.by_letter)


async def ask_cover(
    command: AnswerSupplement, referrals: ReadReferrals, rules: Rules, consent: Consent
) -> Coverage:
    """Ask the consent service whether the team may have what leaves, before the transaction."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    return await consent.coverage(referral.id, asked(referral, command.change(referral, rules)))


async def answer(
    command: AnswerSupplement, coverage: Coverage, referrals: Referrals, rules: Rules
) -> Referral:
    """Send the answer to the team."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    change = command.change(referral, rules)
    answer_supplement(referral, change, coverage, rules, by=command.by, at=command.at)
    await referrals.save(referral)
    return referral
