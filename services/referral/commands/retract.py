"""The sender takes back what it sent in error."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.referral.commands.ports import Referrals
from services.referral.domain import Recipients, Referral
from services.referral.domain.retracting import History, Retraction, Taken, retract


class Sent(Protocol):
    """What has been sent of an anmälan, within the command's transaction."""

    async def history(self, case_id: UUID) -> History:
        """Return the facts and the versions, the first first."""
        ...

    async def take_back(self, case_id: UUID, retraction: Retraction, taken: Taken) -> None:
        """Keep the retraction, and what it took back."""
        ...


@dataclass(frozen=True, slots=True)
class Retract:
    """Take back, of the version that the caller has read."""

    case_id: UUID
    unit: str
    version: int
    retraction: Retraction


async def retract_sent(
    command: Retract, referrals: Referrals, sent: Sent, recipients: Recipients
) -> Referral:
    """Take it back: one fact for each event, so that everyone who may have had it is told."""
    referral = await referrals.get(command.case_id, command.unit)
    referral.require_version(command.version)
    history = await sent.history(referral.id)
    taken = retract(referral, history, command.retraction, recipients[referral.unit])
    await sent.take_back(referral.id, command.retraction, taken)
    await referrals.save(referral)
    return referral
