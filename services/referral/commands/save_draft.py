"""Change a draft: the given fields, each whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.commands.addresses import address_not_kept, addresses_given
from services.referral.commands.ports import Consent, ReadReferrals, Referrals
from services.referral.domain import Content, Referral, Rules, Status, written
from services.referral.domain.functions import with_address


@dataclass(frozen=True, slots=True, repr=False)
class SaveDraft:
    """Change it. `protected` is field 8, carried out and not kept; `version` is what the caller has read."""

    case_id: UUID
    unit: str
    version: int
    at: datetime
    values: Mapping[str, Any]
    protected: bool
    token: str


async def plan_save(command: SaveDraft, referrals: ReadReferrals, rules: Rules, consent: Consent) -> Content:
    """Return the content as it becomes, checked, never without its function's address.

    The person's address is kept only when the consent service allows it.
    """
    draft = await referrals.get(command.case_id, command.unit)
    draft.require_version(command.version)
    draft.require(Status.UTKAST)
    content = with_address(written(draft.content, command.values, rules), rules.functions)
    if command.protected:
        await consent.protect(command.case_id, content.individ.personnummer, command.token)
        return content.without_address()
    given = addresses_given(content, command.values)
    if given and await consent.withheld([draft.id]):
        raise address_not_kept(given)
    return content


async def save_draft(command: SaveDraft, content: Content, referrals: Referrals) -> Referral:
    """Keep the content; raises StaleReferral when another change came between."""
    draft = await referrals.get(command.case_id, command.unit)
    draft.require_version(command.version)
    draft.save(content, at=command.at)
    await referrals.save(draft)
    return draft
