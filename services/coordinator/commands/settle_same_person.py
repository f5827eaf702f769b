"""The koordinator takes a stand on another akt of the same person in the team."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.paper_ports import Settlements
from services.coordinator.commands.ports import Akter, Letters
from services.coordinator.domain import Akt, Office
from services.coordinator.domain.besked_letter import besked_letter
from services.coordinator.domain.same_person import Settlement, Stand, settle
from services.coordinator.errors.papers import NotSamePerson


@dataclass(frozen=True, slots=True)
class SettleSamePerson:
    """Which other akt, what the two are, and why."""

    case_id: UUID
    version: int
    other: UUID
    stand: Stand
    reason: str = field(repr=False)
    at: datetime


async def settle_same_person(
    cmd: SettleSamePerson, akter: Akter, settlements: Settlements, letters: Letters, office: Office
) -> Akt:
    """Keep the stand; of two in the same matter this one is not taken up, and the person gets her besked."""
    # The two are held in one order, so that two koordinatorer who settle them at once do not wait for each other.
    for case_id in sorted((cmd.case_id, cmd.other)):
        await akter.find(case_id)
    akt, other = await akter.get(cmd.case_id, cmd.version), await akter.find(cmd.other)
    if other is None:
        raise NotSamePerson
    settlement = Settlement(cmd.case_id, cmd.other, cmd.stand, cmd.reason, cmd.at)
    same = await settlements.same_person(cmd.case_id, cmd.other)
    settle(akt, other, settlement, same=same, contact=office.contact)
    await settlements.settle(settlement)
    if akt.decision is not None:
        await letters.keep(besked_letter(akt.case_id, akt.decision, office.contact))
    await akter.save(akt)
    return akt
