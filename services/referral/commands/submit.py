"""Send an anmälan to the team."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referral.commands.ports import Consent, Diary, ReadReferrals, Referrals
from services.referral.domain import Actor, Coverage, Referral, Rules, submit
from shared.clock import STOCKHOLM


@dataclass(frozen=True, slots=True)
class Submit:
    """Send the version that the caller has read."""

    case_id: UUID
    unit: str
    version: int
    by: Actor
    at: datetime


async def ask_cover(command: Submit, referrals: ReadReferrals, rules: Rules, consent: Consent) -> Coverage:
    """Ask the consent service, before the transaction; a draft with gaps is refused without asking."""
    draft = await referrals.get(command.case_id, command.unit)
    draft.require_version(command.version)
    return await consent.coverage(draft.id, draft.ready(rules))


async def submit_referral(
    command: Submit, coverage: Coverage, referrals: Referrals, diary: Diary, rules: Rules
) -> Referral:
    """Send it, with the unit's next diarienummer."""
    draft = await referrals.get(command.case_id, command.unit)
    draft.require_version(command.version)
    dnr = await diary.next_dnr(command.unit, command.at.astimezone(STOCKHOLM).year)
    submit(draft, coverage, rules, dnr=dnr, by=command.by, at=command.at)
    await referrals.save(draft)
    return draft
