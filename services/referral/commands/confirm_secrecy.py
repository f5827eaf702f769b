"""Confirm that a draft, third persons included, was tried for secrecy."""

from dataclasses import dataclass
from uuid import UUID

from services.referral.commands.ports import Referrals
from services.referral.domain import Referral, SecrecyReview


@dataclass(frozen=True, slots=True)
class ConfirmSecrecy:
    """Confirm the version that the caller has read."""

    case_id: UUID
    unit: str
    version: int
    review: SecrecyReview


async def confirm_secrecy(command: ConfirmSecrecy, referrals: Referrals) -> Referral:
    """Note who confirmed it and when; it falls when the content changes."""
    draft = await referrals.get(command.case_id, command.unit)
    draft.require_version(command.version)
    draft.confirm_secrecy(command.review)
    await referrals.save(draft)
    return draft
