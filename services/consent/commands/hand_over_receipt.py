"""Note that a receipt has reached the person, so that none is forgotten."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.consent.domain.hand_overs import Handable, How, check
from services.consent.errors import ReceiptUnknown
from shared.clock import STOCKHOLM
from shared.ids import uuid7


@dataclass(frozen=True, slots=True)
class HandOverReceipt:
    """A unit states that it has handed the receipt over, on which day and how."""

    receipt_id: UUID
    how: How
    handed_on: date
    unit: str | None
    function: str | None
    at: datetime


class HandOvers(Protocol):
    """The receipts that the viewer may hand over, and how they reached the person."""

    async def find(self, receipt_id: UUID) -> Handable | None:
        """Return a receipt that the viewer may hand over, or None."""
        ...

    async def keep(self, hand_over_id: UUID, command: HandOverReceipt) -> None:
        """Store it. It is never changed: a second one stands beside the first."""
        ...


async def hand_over_receipt(command: HandOverReceipt, hand_overs: HandOvers) -> UUID:
    """Note it and return its id. Raises ReceiptUnknown and what `hand_overs.check` raises."""
    receipt = await hand_overs.find(command.receipt_id)
    if receipt is None:
        raise ReceiptUnknown
    check(command.how, command.handed_on, receipt, command.at.astimezone(STOCKHOLM).date())
    hand_over_id = uuid7()
    await hand_overs.keep(hand_over_id, command)
    return hand_over_id
