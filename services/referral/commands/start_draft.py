"""Begin a draft after a dialogue in which she said yes. This issues the case id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.commands.addresses import address_not_kept, addresses_given
from services.referral.commands.ports import Consent, Dialogues, ReadDialogues, Referrals
from services.referral.domain import Actor, Content, Referral, Rules, begin, written
from services.referral.domain.functions import with_address


@dataclass(frozen=True, slots=True, repr=False)
class StartDraft:
    """Begin it. `protected` is field 8, which is not kept: it is carried out. `token` is the user's own."""

    case_id: UUID
    dialogue_id: UUID
    unit: str
    by: Actor
    at: datetime
    values: Mapping[str, Any]
    protected: bool
    token: str


async def plan_draft(
    command: StartDraft, dialogues: ReadDialogues, rules: Rules, consent: Consent
) -> Content:
    """Return the draft's content, checked, with the unit's own function as its address.

    Field 8 is carried out before anything is saved. An address of a person whose other case is handled by hand is
    refused (AddressNotKept).
    """
    dialogue = await dialogues.get(command.dialogue_id, command.unit)
    dialogue.require_will()
    content = with_address(written(Content(individ=dialogue.individ), command.values, rules), rules.functions)
    if command.protected:
        await dialogues.must_be_unused(dialogue.id)  # a draft that is refused must not close all her cases
        await consent.protect(command.case_id, content.individ.personnummer, command.token)
        return content.without_address()
    given = addresses_given(content, command.values)
    if given and await consent.withheld_person(command.unit, dialogue.individ):
        raise address_not_kept(given)
    return content


async def start_draft(
    command: StartDraft, content: Content, dialogues: Dialogues, referrals: Referrals
) -> Referral:
    """Keep the draft; raises DialogueWithoutWill, DialogueUsed or FieldFixed."""
    dialogue = await dialogues.get(command.dialogue_id, command.unit)
    draft = begin(dialogue, content, case_id=command.case_id, by=command.by, at=command.at)
    await referrals.add(draft)
    return draft
