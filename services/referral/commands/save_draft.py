"""Change a draft: the given fields, each whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.commands.ports import Consent, ReadReferrals, Referrals
from services.referral.domain import Content, Fault, Referral, Rules, Status, listed, written
from services.referral.domain.functions import with_address
from services.referral.errors import AddressNotKept

_ADDRESS = ("kontakt", "stadsdel", "foretradare", "kontakter")
"""Fields that say where she is, or may: of others' contact details only what leads to her."""
_EMPTY_IT = (
    "I den här anmälan sparas ingen adress, inget telefonnummer och ingen stadsdel, och inga kontaktuppgifter till andra "
    "som visar var personen finns. Lämna dem tomma."
)


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
        await consent.protect(command.case_id, command.token)
        return content.without_address()
    hidden = content.without_address()
    told = [name for name in _ADDRESS if getattr(content, name) != getattr(hidden, name)]
    given = [name for name in told if name in command.values]
    if given and await consent.withheld([draft.id]):
        raise AddressNotKept(**listed(Fault(name, "address_not_kept", _EMPTY_IT) for name in given))
    return content


async def save_draft(command: SaveDraft, content: Content, referrals: Referrals) -> Referral:
    """Keep the content; raises StaleReferral when another change came between."""
    draft = await referrals.get(command.case_id, command.unit)
    draft.require_version(command.version)
    draft.save(content, at=command.at)
    await referrals.save(draft)
    return draft
