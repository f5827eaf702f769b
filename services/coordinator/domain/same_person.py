"""Two akter of the same person in the team: what the koordinator decides about them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.coordinator.domain.akt import Akt
from services.coordinator.domain.akt_rules import must_be_said
from services.coordinator.domain.values import WITH_THE_TEAM
from services.coordinator.errors.papers import NotSamePerson

SAME_SENDER, OTHER_SENDER = "N12", "N15"
"""Why the later one is not taken up: a unit learns of another case only when that is its own."""


class Stand(StrEnum):
    """What two akter of one person are."""

    SAMMA_FRAGA = "samma_fraga"
    OLIKA_FRAGOR = "olika_fragor"


STAND_TEXT = {
    Stand.SAMMA_FRAGA: "Samma fråga: den här anmälan tas inte upp, och ärendet fortsätter i den andra akten",
    Stand.OLIKA_FRAGOR: "Olika frågor: båda fortsätter",
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """The koordinator's stand on one other akt of the same person: seen in the team's akt only."""

    case_id: UUID
    other: UUID
    stand: Stand
    reason: str = field(repr=False)
    at: datetime


def settle(akt: Akt, other: Akt, settlement: Settlement, *, same: bool, contact: str) -> None:
    """Take the stand. The same matter goes on in the other akt, and this anmälan is not taken up.

    `same`: the two are of the same person. Raises NotSamePerson, WordsMissing, WrongStatus. The besked tells the sender of
    the other case only when it is the sender's own; the person learns it either way.
    """
    if not same or other.case_id == akt.case_id or other.status not in WITH_THE_TEAM:
        raise NotSamePerson
    must_be_said(reason=settlement.reason)
    if settlement.stand is Stand.SAMMA_FRAGA:
        code = SAME_SENDER if other.sender == akt.sender else OTHER_SENDER
        akt.decline(code, contact=contact, at=settlement.at)
    else:
        akt.must_be(*WITH_THE_TEAM)
