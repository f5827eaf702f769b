"""The koordinator takes the anmälan up in the team."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Letters
from services.coordinator.domain import Akt, NextStep
from services.coordinator.domain.besked_letter import besked_letter
from services.coordinator.errors import ConsentMissing


@dataclass(frozen=True, slots=True)
class TakeUpReferral:
    """The next step, and whether the consent service says that sender and team are covered now."""

    case_id: UUID
    version: int
    what: str = field(repr=False)
    earliest: date | None
    contact: str
    covered: bool
    at: datetime


async def take_up_referral(cmd: TakeUpReferral, akter: Akter, letters: Letters) -> Akt:
    """Take the anmälan up, only while the samtycke covers sender and team; the person gets her besked as a letter."""
    akt = await akter.get(cmd.case_id, cmd.version)
    if not cmd.covered:
        raise ConsentMissing
    akt.take_up(NextStep(cmd.what, cmd.earliest, cmd.contact), at=cmd.at)
    assert akt.decision is not None, "taking up is a decision"
    await letters.keep(besked_letter(akt.case_id, akt.decision, cmd.contact))
    await akter.save(akt)
    return akt
