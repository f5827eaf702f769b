"""Mark a case as protected: from then on nothing of it is sealed or released for anyone (OSL 21:3, 22:1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Cases
from services.consent.domain.case import Case
from services.consent.errors import CaseUnknown


@dataclass(frozen=True, slots=True)
class MarkProtected:
    """Mark the case; said by a handläggare of the registering unit, or by the koordinator of its team."""

    case_id: UUID
    unit: str | None
    is_koordinator: bool
    at: datetime


class Doors(Protocol):
    """The locks that every disclosure takes."""

    async def shut(self, case_id: UUID) -> None:
        """Keep out sealing and release of the whole case, for every recipient, until the transaction ends."""
        ...


async def mark_protected(command: MarkProtected, cases: Cases, doors: Doors) -> Case:
    """Mark it, under the same locks as a withdrawal of everything; no fact tells anyone.

    The mark can come before anything else: the referral service sends it before it saves the draft, so a case that is
    new here is opened for the unit that says so (its id was never shown to another). Raises CaseUnknown.
    """
    case = await _case_of(command, cases)
    await doors.shut(command.case_id)
    case.withhold(command.at)
    await cases.keep(case)
    return case


async def _case_of(command: MarkProtected, cases: Cases) -> Case:
    if command.unit is None:
        raise CaseUnknown
    if command.is_koordinator:
        found = await cases.find(command.case_id)
        if found is None or found.team != command.unit:
            raise CaseUnknown
        return found
    case = await cases.open(command.case_id, command.unit, command.at)
    case.admit(command.unit)
    return case
