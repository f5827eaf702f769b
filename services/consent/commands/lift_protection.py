"""Lift a mark of protected identity, on a recorded decision. Nothing that happened meanwhile is sealed afterwards."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Cases
from services.consent.domain.case import Case
from services.consent.domain.protection import Lifting, Protection, is_protected
from services.consent.domain.recipients import Directory
from services.consent.errors import ProtectionUnknown
from shared.days import local_day
from shared.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class LiftProtection:
    """Lift this mark: decided on which day, by which function, why. Noted by who may mark."""

    protection_id: UUID
    case_id: UUID
    unit: str | None
    function: str | None
    is_koordinator: bool
    decided_on: date
    decided_by: str = field(repr=False)
    reason: str = field(repr=False)
    at: datetime


class Marks(Protocol):
    """The marks of protected identity."""

    async def of_cases(self, case_ids: Collection[UUID]) -> list[Protection]:
        """Return the marks of these cases."""
        ...

    async def keep_lifting(self, mark: Protection, key: CaseKey) -> None:
        """Store the decision."""
        ...


async def lift_protection(
    command: LiftProtection, cases: Cases, marks: Marks, key: CaseKey, directory: Directory
) -> tuple[Protection, bool]:
    """Lift it; the person's cases open when none of her marks stands. Returns the mark, and whether they opened.

    Raises ProtectionUnknown, AlreadyLifted, LiftedInFuture, LiftedBeforeKnown.
    """
    named = await _case_of(command, cases, directory)
    others = await cases.of_person(named.person_hash) if named.person_hash else []
    hers = {case.id: case for case in (*others, named)}
    known = await marks.of_cases(list(hers))
    mark = next((each for each in known if each.id == command.protection_id), None)
    if mark is None or command.unit is None:
        raise ProtectionUnknown
    if not command.is_koordinator and command.unit not in {named.registering_unit, mark.by_unit}:
        raise ProtectionUnknown
    lifting = Lifting(
        command.decided_on, command.decided_by, command.reason, command.unit, command.function, command.at
    )
    mark.lift(lifting, local_day(command.at))
    await marks.keep_lifting(mark, key)
    opens = not is_protected(known)
    for case in hers.values() if opens else ():
        case.open_again()
        await cases.keep(case)
    return mark, opens


async def _case_of(command: LiftProtection, cases: Cases, directory: Directory) -> Case:
    found = await cases.find(command.case_id)
    # Of what a team holds its koordinator sees all; the other staff of the team's host see nothing.
    if found is None or command.is_koordinator is not (command.unit == directory.holder_of(found)):
        raise ProtectionUnknown
    return found
