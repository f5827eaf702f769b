"""The team takes back what its koordinator registered in error from paper, for a sender that does not use the system."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.referral.commands.ports import Referrals
from services.referral.commands.register_answer import of_the_teams_paper
from services.referral.commands.register_paper import PaperReferrals
from services.referral.commands.retract import Retract, Sent, retract_sent
from services.referral.domain import Recipients, Status
from services.referral.domain.retracting import Retraction
from services.referral.errors import RetractedAlready


class Retracted(Protocol):
    """A retraction that was made before."""

    @property
    def id(self) -> UUID:
        """Its id."""
        ...

    @property
    def whole(self) -> bool:
        """Whether it took back everything."""
        ...

    @property
    def team(self) -> str | None:
        """The team that made it, if a team did."""
        ...


class PaperSent(Sent, Protocol):
    """What has been sent, and what of it has been taken back before."""

    async def retractions(self, case_id: UUID) -> Sequence[Retracted]:
        """Return the retractions, the first first."""
        ...


class BothReferrals(PaperReferrals, Referrals, Protocol):
    """Anmälningar as the case names them, and as their unit has them."""


@dataclass(frozen=True, slots=True)
class RetractPaper:
    """Take back the whole anmälan of this unit, which `retraction.team` registered from paper."""

    case_id: UUID
    unit: str
    team: str
    retraction: Retraction


async def retract_paper(
    command: RetractPaper, referrals: BothReferrals, sent: PaperSent, recipients: Recipients
) -> UUID:
    """Take it back by the rules of any retraction, once; returns which it was. Raises NotOurs, RetractedAlready.

    The koordinator's service asks again when it lost the answer. What the sender has taken back itself is not the team's.
    """
    referral = await of_the_teams_paper(command.case_id, command.unit, command.team, referrals)
    if referral.status is Status.ATERTAGEN:
        made = await sent.retractions(command.case_id)
        mine = [one.id for one in made if one.whole and one.team == command.team]
        if not mine:
            raise RetractedAlready
        return mine[0]
    retract = Retract(command.case_id, command.unit, referral.version, command.retraction)
    await retract_sent(retract, referrals, sent, recipients)
    return command.retraction.id
