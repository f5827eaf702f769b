"""Heed what the team says of an anmälan."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.referral.commands.ports import Cases
from services.referral.domain import Recipients, Referral, share
from services.referral.errors import NotOurs


class Said(StrEnum):
    """What the team said."""

    RECEIVED = "received"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class HearTeam:
    """Heed one fact of the team; `sender` and `team` are what the fact says, `told` the units that an end is told to."""

    case_id: UUID
    sender: str
    team: str
    said: Said
    at: datetime
    told: tuple[str, ...] = ()


async def hear_team(command: HearTeam, cases: Cases, recipients: Recipients) -> None:
    """Move the status; what is taken up goes on, in the same transaction, to the parties asked."""
    referral = await cases.find(command.case_id)
    if referral is None or (referral.unit, referral.team) != (command.sender, command.team):
        raise NotOurs
    if command.said is Said.TAKEN_UP:
        if referral.take_up():
            share(referral, recipients[referral.unit], at=command.at)
    elif command.said is Said.ENDED:
        referral.end(told=referral.unit in command.told)
    else:
        _MOVES[command.said](referral)
    await cases.save(referral)


_MOVES = {
    Said.RECEIVED: Referral.receive,
    Said.SUPPLEMENT_REQUESTED: Referral.ask_supplement,
    Said.DECLINED: Referral.decline,
}
