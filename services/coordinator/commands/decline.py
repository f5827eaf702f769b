"""The koordinator decides not to take the anmälan up."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Letters
from services.coordinator.domain import Akt, Office
from services.coordinator.domain.besked_letter import besked_letter


@dataclass(frozen=True, slots=True)
class DeclineReferral:
    """A coded reason; own words replace the standard explanation and advice."""

    case_id: UUID
    version: int
    reason_code: str
    explanation: str | None = field(repr=False)
    advice: str | None = field(repr=False)
    on: date | None
    at: datetime


async def decline_referral(cmd: DeclineReferral, akter: Akter, letters: Letters, office: Office) -> Akt:
    """Decline, with a reason and advice; the person gets her besked as a letter. No samtycke is needed for that."""
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.decline(
        cmd.reason_code,
        explanation=cmd.explanation,
        advice=cmd.advice,
        on=cmd.on,
        contact=office.contact,
        at=cmd.at,
    )
    assert akt.decision is not None, "declining is a decision"
    await letters.keep(besked_letter(akt.case_id, akt.decision, office.contact))
    await akter.save(akt)
    return akt
