"""Mark a case as protected: from then on nothing of it is sealed or released for anyone (OSL 21:3, 22:1)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Cases
from services.consent.domain.case import Case, Draft
from services.consent.domain.protection import (
    Protection,
    ProtectionKind,
    ProtectionSource,
    check_known,
    the_same,
)
from services.consent.domain.recipients import Directory
from services.consent.errors import CaseUnknown, ReferralUnreachable
from shared.days import local_day
from shared.ids import uuid7


@dataclass(frozen=True, slots=True)
class MarkProtected:
    """Mark the case; said by a handläggare of the unit whose case it is, or by the koordinator of its team.

    `kind` and `source` None: known that, and not yet how or from where. `known_on` is the day when it became known.

    `is_vouched`: the referral service itself says that the id is a new one, of this unit's, not saved yet; about whom,
    in `personal_number`, nobody else is believed. `token` is the user's own.
    """

    case_id: UUID
    unit: str | None
    is_koordinator: bool
    is_vouched: bool
    at: datetime
    token: str = field(repr=False)
    personal_number: str | None = field(default=None, repr=False)
    function: str | None = None
    kind: ProtectionKind | None = None
    source: ProtectionSource | None = None
    known_on: date | None = None


class Drafts(Protocol):
    """Whose draft a case id names: asked of the referral service with the user's own token."""

    async def draft_of(self, case_id: UUID, token: str) -> Draft:
        """Return whose the draft is. Raises CaseUnknown, ReferralUnreachable."""
        ...


class Index(Protocol):
    """Where cases of the same person are found by."""

    def of(self, value: str) -> bytes:
        """Return the keyed hash of a number of twelve digits."""
        ...


class Doors(Protocol):
    """The locks that every disclosure takes."""

    async def shut(self, case_id: UUID) -> None:
        """Keep out sealing and release of the whole case, for every recipient, until the transaction ends."""
        ...


class Marks(Protocol):
    """The marks of protected identity."""

    async def of_cases(self, case_ids: Collection[UUID]) -> list[Protection]:
        """Return the marks of these cases."""
        ...

    async def add(self, mark: Protection) -> None:
        """Store a new mark."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """The case is opened for the unit if it is new here; `person_hash` says whose it is, if that is known."""

    person_hash: bytes | None = field(repr=False)


async def may_open(
    command: MarkProtected, registering_unit: str | None, drafts: Drafts, index: Index, *, is_named: bool
) -> Opening | None:
    """Return how the case is opened for the unit if it is new here, or None: the mark can come before any paper does.

    An id alone proves nothing. A koordinator opens one that came to her team on paper, whose samtycke is still to come. The referral service knows whose draft it is; where the draft is not saved yet it vouches
    for the id itself. `registering_unit` is whose the case is here, None when it is new; `is_named`: somebody has said
    whose. Raises CaseUnknown, ReferralUnreachable.
    """
    if command.unit is None or (command.unit == registering_unit and is_named):
        return None
    if command.unit == registering_unit:
        return await _late(command, drafts, index)
    if command.is_koordinator and registering_unit is not None:
        return None
    return await _opening(command, drafts, index)


async def _opening(command: MarkProtected, drafts: Drafts, index: Index) -> Opening:
    number = command.personal_number
    if not command.is_vouched:
        draft = await drafts.draft_of(command.case_id, command.token)
        if draft.unit != command.unit:
            raise CaseUnknown
        number = draft.personal_number
    return Opening(index.of(number) if number else None)


async def _late(command: MarkProtected, drafts: Drafts, index: Index) -> Opening | None:
    """Ask whose a case is that is known by its scan alone. The mark itself waits for no other service."""
    try:
        return await _opening(command, drafts, index)
    except (CaseUnknown, ReferralUnreachable):
        return None


async def mark_protected(
    command: MarkProtected,
    cases: Cases,
    doors: Doors,
    marks: Marks,
    opening: Opening | None,
    *,
    directory: Directory,
) -> Protection:
    """Mark it, and every other case of the same person, under the locks of a withdrawal; no fact tells anyone.

    It is the person who is protected, not a case. Said again it changes nothing; another kind is another mark. `opening`
    is what `may_open` said. Raises CaseUnknown, KnownInFuture.
    """
    today = local_day(command.at)
    known_on = command.known_on or today
    check_known(known_on, today)
    named = await _case_of(command, cases, opening, directory)
    others = await cases.of_person(named.person_hash) if named.person_hash else []
    for case in (named, *(case for case in others if case.id != named.id)):
        await doors.shut(case.id)
        case.withhold(command.at)
        await cases.keep(case)
    said = the_same(await marks.of_cases([named.id]), named.id, command.kind)
    if said is None:
        said = _mark(command, named, known_on)
        await marks.add(said)
    return said


def _mark(command: MarkProtected, case: Case, known_on: date) -> Protection:
    return Protection(
        id=uuid7(),
        case_id=case.id,
        kind=command.kind,
        source=command.source,
        known_on=known_on,
        by_unit=command.unit or case.registering_unit,
        by_function=command.function,
        marked_at=command.at,
    )


async def _case_of(
    command: MarkProtected, cases: Cases, opening: Opening | None, directory: Directory
) -> Case:
    if command.unit is None:
        raise CaseUnknown
    if opening is not None:
        found = await cases.open(command.case_id, command.unit, command.at)
        found.is_about(opening.person_hash)
    else:
        found = await cases.find(command.case_id)
    if found is None:
        raise CaseUnknown
    # Of what a team holds its koordinator sees all; the other staff of the team's host see nothing.
    if command.is_koordinator is not (command.unit == directory.holder_of(found)):
        raise CaseUnknown
    if not command.is_koordinator:
        found.admit(command.unit)
    return found
