"""How a receipt reaches the person: in her hand, by post, or because she has read it herself; or that it never can."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.consent.errors import (
    HandedInFuture,
    HandedOverBeforeMade,
    OwnViewIsHers,
    PostServiceUncalledFor,
    PostToProtected,
)


class How(StrEnum):
    """The way it took. POSTFORMEDLING is Skatteverket's, for who has protected personal data.

    FALLER: it can't be handed over, as when she has died. Why is written in the unit's own akt, not here.
    """

    I_HANDEN = "i_handen"
    POST = "post"
    POSTFORMEDLING = "postformedling"
    EGEN_VY = "egen_vy"
    FALLER = "faller"


@dataclass(frozen=True, slots=True)
class Handable:
    """A receipt as a hand-over needs it: since when it exists, whether she is protected."""

    made_on: date
    withheld: bool


def check(how: How, handed_on: date, receipt: Handable, today: date) -> None:
    """Check what a unit states; days are Stockholm's.

    Raises OwnViewIsHers, PostToProtected, PostServiceUncalledFor, HandedInFuture, HandedOverBeforeMade.
    """
    if how is How.EGEN_VY:
        raise OwnViewIsHers
    if how is How.POST and receipt.withheld:
        raise PostToProtected
    if how is How.POSTFORMEDLING and not receipt.withheld:
        raise PostServiceUncalledFor
    if handed_on > today:
        raise HandedInFuture
    if handed_on < receipt.made_on:
        raise HandedOverBeforeMade
