"""Withdraw samtycke: whole, per party, per category. What is committed here is the scope; `enforcing.py` shuts the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.consent.domain.behind import Behind
from services.consent.domain.giving import GivenBy
from services.consent.domain.revocation import (
    Author,
    CaseStanding,
    Revocation,
    Scope,
    authorise,
    check_said,
    check_said_by,
    pairs_of,
)
from services.consent.errors import CaseUnknown, NothingInScope
from shared.clock import STOCKHOLM
from shared.ids import uuid7


@dataclass(frozen=True, slots=True)
class Revoke:
    """The person has said no, or somebody for her: on which day, through which channel, to whom."""

    case_id: UUID
    scope: Scope
    author: Author
    said_on: date
    channel: str
    at: datetime
    said_by: GivenBy = GivenBy.PERSON


class Revocations(Protocol):
    """Cases as a withdrawal sees them, and the withdrawals."""

    async def standing(self, case_id: UUID) -> CaseStanding | None:
        """Return whose case it is and its rows, in any state; None when unknown."""
        ...

    async def keep(self, revocation: Revocation) -> None:
        """Store the withdrawal and the pairs to be closed."""
        ...


async def revoke(
    command: Revoke, revocations: Revocations, behind: Sequence[Behind] | None = None
) -> Revocation:
    """Decide the scope and keep it. `behind` is who may speak for her; None: not known now.

    Raises CaseUnknown, OnlyOwnRows, NothingInScope, what `check_said` and `check_said_by` raise, or what the scope lacks.
    """
    case = await revocations.standing(command.case_id)
    if case is None:
        raise CaseUnknown
    authorise(command.author, case, command.scope)
    command.scope.check()
    today = command.at.astimezone(STOCKHOLM).date()
    check_said(command.said_on, today, command.channel, command.author)
    check_said_by(command.said_by, command.said_on, command.author, behind)
    pairs = pairs_of(command.scope, case.rows)
    if not pairs:
        raise NothingInScope
    revocation = Revocation(
        uuid7(),
        command.case_id,
        command.scope,
        command.author,
        command.said_on,
        command.at,
        command.channel,
        pairs,
        command.said_by,
    )
    await revocations.keep(revocation)
    return revocation
