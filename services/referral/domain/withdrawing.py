"""The sender takes its anmälan back: before the besked it ends with that, after it the koordinator is asked to end.

A case that the team has taken up belongs to the parties jointly (Handläggarstöd 7, box 7), and to the person: the
sender alone does not end it. Whichever the team committed first holds, whatever the sender saw.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.referral.domain.codes import Category
from services.referral.domain.content import compact
from services.referral.domain.faults import Fault, blank, listed
from services.referral.domain.referral import (
    Actor,
    Publication,
    Referral,
    SecrecyReview,
    WithdrawalReason,
    Withdrawn,
)
from services.referral.domain.status import GOING_ON, Status
from services.referral.domain.values import text_faults
from services.referral.errors import InvalidContent, SecrecyNotTried, WithdrawnAlready
from services.referral.events import ReferralWithdrawn
from shared.clock import STOCKHOLM
from shared.events import Section

TEXT_LIMIT = 1000

REASONS = {
    WithdrawalReason.INDIVIDEN_VILL_INTE: "Personen vill inte längre att anmälan går vidare",
    WithdrawalReason.BEHOV_LOST: "Behovet är löst på annat sätt",
    WithdrawalReason.FEL_VAG: "Ett annat sätt att samordna passar bättre, till exempel en SIP",
}
"""What the team and those who have had the anmälan read."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why the sender takes it back. `text` leaves the unit, so it is tried for secrecy like all that does."""

    reason: WithdrawalReason
    text: str | None = field(repr=False)
    review: SecrecyReview | None


class Outlook(StrEnum):
    """What the sender can expect when it withdraws, by what it knows: the team's own order decides."""

    AVSLUTAS = "avslutas"
    KOORDINATORN_BESTAMMER = "koordinatorn_bestammer"


def withdraw(referral: Referral, withdrawal: Withdrawal, *, by: Actor, at: datetime) -> Outlook:
    """Take it back. No samtycke is needed for that; who is not covered any more gets nothing of it.

    Raises WrongStatus (also of a draft, which nobody has), WithdrawnAlready, InvalidContent, SecrecyNotTried.
    """
    referral.require(*GOING_ON)
    if referral.withdrawn is not None:
        raise WithdrawnAlready
    _must_be_tried(withdrawal)
    referral.withdrawn = Withdrawn(withdrawal.reason, withdrawal.text, by, at)
    is_decided = referral.status is Status.UPPTAGEN
    if not is_decided:
        referral.status = Status.TILLBAKADRAGEN
    _publish(referral, referral.withdrawn)
    return Outlook.KOORDINATORN_BESTAMMER if is_decided else Outlook.AVSLUTAS


def _must_be_tried(withdrawal: Withdrawal) -> None:
    faults = list(text_faults("text", withdrawal.text, TEXT_LIMIT))
    if withdrawal.text is not None and blank(withdrawal.text):
        faults.append(Fault("text", "missing", "Skriv något, eller lämna fältet tomt."))
    if faults:
        raise InvalidContent(**listed(faults))
    if withdrawal.text is not None and withdrawal.review is None:
        raise SecrecyNotTried


def _publish(referral: Referral, withdrawn: Withdrawn) -> None:
    fact = ReferralWithdrawn(
        subject=referral.id,
        occurred_at=withdrawn.at,
        sender=referral.unit,
        team=referral.team,
        parties=referral.rows.still(referral.unit, referral.team, referral.shared_with),
    )
    said = {
        "dag": withdrawn.at.astimezone(STOCKHOLM).date().isoformat(),
        "skal": {"kod": withdrawn.reason.value, "text": REASONS[withdrawn.reason]},
        "text": withdrawn.text,
    }
    content = {"tillbakadragen": compact(said)}
    section = Section(str(Category.HANDLAGGNING), referral.unit, content)
    referral.publications.append(Publication(fact, (section,), carries=False))
