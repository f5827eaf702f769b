"""The team's akt ends: nothing is left to follow up."""

from dataclasses import dataclass
from uuid import UUID

from services.followup.commands.ports import FollowUps
from services.followup.domain import EndedBy


@dataclass(frozen=True, slots=True)
class EndFollowUp:
    """The case whose akt has ended."""

    case_id: UUID


async def end_follow_up(cmd: EndFollowUp, follow_ups: FollowUps) -> None:
    """End what is open of the case."""
    for each in await follow_ups.of_case(cmd.case_id):
        if each.is_open or each.awaits_record:
            each.lapse(EndedBy.AKT)
            await follow_ups.save(each)
