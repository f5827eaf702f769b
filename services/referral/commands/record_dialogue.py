"""Record that the person was asked, and what she answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referral.commands.ports import Dialogues
from services.referral.domain import Actor, Dialogue, NumberRules, Told, record


@dataclass(frozen=True, slots=True, repr=False)
class RecordDialogue:
    """Record it; `told` is what the handläggare wrote."""

    dialogue_id: UUID
    unit: str
    by: Actor
    at: datetime
    told: Told


async def record_dialogue(command: RecordDialogue, dialogues: Dialogues, rules: NumberRules) -> Dialogue:
    """Record the dialogue, also one that ends with "vill inte"; raises InvalidContent naming every fault."""
    dialogue = record(
        command.told,
        dialogue_id=command.dialogue_id,
        unit=command.unit,
        by=command.by.subject,
        at=command.at,
        rules=rules,
    )
    await dialogues.add(dialogue)
    return dialogue
