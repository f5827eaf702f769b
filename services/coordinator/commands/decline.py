"""The koordinator decides not to take the anmälan up."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt, Office


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


async def decline_referral(cmd: DeclineReferral, akter: Akter, office: Office) -> Akt:
    """Decline, with a reason and advice. Needs no samtycke: its absence may be the reason."""
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.decline(
        cmd.reason_code,
        explanation=cmd.explanation,
        advice=cmd.advice,
        on=cmd.on,
        contact=office.contact,
        at=cmd.at,
    )
    await akter.save(akt)
    return akt
