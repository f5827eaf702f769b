"""Mark a case as protected: from then on nothing of it is sealed or released for anyone (OSL 21:3, 22:1)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Cases
from services.consent.domain.case import Case
from services.consent.errors import CaseUnknown


@dataclass(frozen=True, slots=True)
class MarkProtected:
    """Mark the case; said by a handläggare of the unit whose case it is, or by the koordinator of its team.

    `is_vouched`: the referral service itself says that the id is a new one, of this unit's, not saved yet. `token` is
    the user's own.
    """

    case_id: UUID
    unit: str | None
    is_koordinator: bool
    is_vouched: bool
    at: datetime
    token: str = field(repr=False)


class Drafts(Protocol):
    """Whose draft a case id names: asked of the referral service with the user's own token."""

    async def unit_of(self, case_id: UUID, token: str) -> str:
        """Return the draft's unit. Raises CaseUnknown, ReferralUnreachable."""
        ...


class Doors(Protocol):
    """The locks that every disclosure takes."""

    async def shut(self, case_id: UUID) -> None:
        """Keep out sealing and release of the whole case, for every recipient, until the transaction ends."""
        ...


async def may_open(command: MarkProtected, registering_unit: str | None, drafts: Drafts) -> bool:
    """Whether the case is opened for the unit if it is new here: the mark can come before any paper does.

    An id alone proves nothing. A koordinator opens one that came to her team on paper, whose samtycke is still to come. The referral service knows whose draft it is; where the draft is not saved yet it vouches
    for the id itself. `registering_unit` is whose the case is here, None when it is new. Raises CaseUnknown,
    ReferralUnreachable.
    """
    if command.unit is None or command.unit == registering_unit:
        return False
    if command.is_koordinator and registering_unit is not None:
        return False
    if not command.is_vouched and await drafts.unit_of(command.case_id, command.token) != command.unit:
        raise CaseUnknown
    return True


async def mark_protected(command: MarkProtected, cases: Cases, doors: Doors, *, opens: bool) -> None:
    """Mark it, and every other case of the same person, under the locks of a withdrawal; no fact tells anyone.

    It is the person who is protected, not a case. `opens` is what `may_open` said. Raises CaseUnknown.
    """
    named = await _case_of(command, cases, opens=opens)
    others = await cases.of_person(named.person_hash) if named.person_hash else []
    for case in (named, *(case for case in others if case.id != named.id)):
        await doors.shut(case.id)
        case.withhold(command.at)
        await cases.keep(case)


async def _case_of(command: MarkProtected, cases: Cases, *, opens: bool) -> Case:
    if command.unit is None:
        raise CaseUnknown
    if opens:
        found = await cases.open(command.case_id, command.unit, command.at)
    else:
        found = await cases.find(command.case_id)
    if found is None:
        raise CaseUnknown
    if command.is_koordinator:
        # Before a samtycke has named the team, a case from paper is the team's that opened it.
        if command.unit != (found.team or found.registering_unit):
            raise CaseUnknown
    elif command.unit == found.team:  # the other staff of the team's host see nothing
        raise CaseUnknown
    else:
        found.admit(command.unit)
    return found
