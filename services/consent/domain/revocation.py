"""A withdrawal: its scope, which rows it ends, and who may say it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.consent.domain.behind import Behind
from services.consent.domain.categories import CATEGORIES, CORE
from services.consent.domain.giving import GivenBy
from services.consent.domain.rows import Cell
from services.consent.errors import (
    CaseUnknown,
    CategoryMissing,
    ChannelNotHers,
    ChannelOfHerOwn,
    NobodyBehind,
    OnlyOwnRows,
    PartyMissing,
    SaidByOfHerOwn,
    SaidInFuture,
    SaidTooLongAgo,
    ScopeCategoryUnknown,
    ScopeTooMuch,
)

LONGEST_SINCE_SAID = timedelta(days=366)
LOGGED_IN = "inloggad"
"""The channel of a person who withdraws by herself."""


class Channel(StrEnum):
    """How the person said it."""

    INLOGGAD = LOGGED_IN
    MOTE = "mote"
    TELEFON = "telefon"
    VIDEOSAMTAL = "videosamtal"
    BREV = "brev"
    EPOST = "epost"


class ScopeKind(StrEnum):
    """How much is withdrawn."""

    ALL = "all"
    PARTY = "party"
    CATEGORY = "category"


class Direction(StrEnum):
    """One way of a party: what it may be told, or what it may tell."""

    TILL = "till"
    FRAN = "fran"


@dataclass(frozen=True, slots=True)
class Scope:
    """All rows; those where a party is source or recipient; those of a category, perhaps for one party.

    With a party, perhaps one way only: what goes to it, or what comes from it.
    """

    kind: ScopeKind
    party: str | None = None
    category: str | None = None
    direction: Direction | None = None

    def check(self) -> None:
        """Refuse a scope that says too little or too much: what the person said must not be guessed.

        Raises PartyMissing, CategoryMissing, ScopeCategoryUnknown, ScopeTooMuch.
        """
        if self.kind is ScopeKind.PARTY and self.party is None:
            raise PartyMissing
        if self.kind is ScopeKind.CATEGORY and self.category is None:
            raise CategoryMissing
        if self.category is not None and self.category not in CATEGORIES:
            raise ScopeCategoryUnknown
        if (
            (self.kind is not ScopeKind.CATEGORY and self.category)
            or (self.kind is ScopeKind.ALL and self.party)
            or (self.direction and not self.party)
        ):
            raise ScopeTooMuch

    def covers(self, cell: Cell) -> bool:
        """Whether the row is meant. Without its core (identitet, handlaggning) a pair has nothing left to stand on."""
        if self.party is not None and self.party not in self._ends_of(cell):
            return False
        return self.category is None or self.category in CORE or self.category == cell.category

    def _ends_of(self, cell: Cell) -> set[str]:
        match self.direction:
            case Direction.TILL:
                return {cell.recipient}
            case Direction.FRAN:
                return {cell.source}
            case _:
                return {cell.source, cell.recipient}


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of the case, in any state: one that has ended may still be on its way out."""

    id: UUID
    cell: Cell


@dataclass(frozen=True, slots=True)
class Author:
    """Who says it: the person herself, or a unit's staff on her word."""

    is_person: bool
    unit: str | None
    function: str | None
    is_handlaggare: bool
    is_koordinator: bool


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """What decides who may withdraw: whose case it is, and its rows."""

    registering_unit: str
    team: str | None
    is_withheld: bool
    rows: Sequence[KnownRow]


@dataclass(frozen=True, slots=True)
class Revocation:
    """A withdrawal to be carried out: per recipient the rows that it ends. The times said and received are kept."""

    id: UUID
    case_id: UUID
    scope: Scope
    author: Author
    said_on: date
    received_at: datetime
    channel: str
    pairs: dict[str, tuple[UUID, ...]]
    said_by: GivenBy = GivenBy.PERSON


def authorise(author: Author, case: CaseStanding, scope: Scope) -> None:
    """Let the withdrawal in. Raises CaseUnknown for whom the case does not exist, OnlyOwnRows for too wide a scope.

    The person, the unit that registered the samtycke and the team's koordinator may withdraw anything; another unit,
    on the person's word, what concerns itself.
    """
    stands_in_row = any(author.unit in {row.cell.source, row.cell.recipient} for row in case.rows)
    # What the team registered from paper is its koordinator's alone: the host's other staff see nothing of it.
    is_registering = author.is_handlaggare and author.unit == case.registering_unit != case.team
    # Before a samtycke has named the team, the rows alone tell.
    is_team = author.unit == case.team if case.team else stands_in_row
    if author.is_person or is_registering or (author.is_koordinator and is_team):
        return
    if not author.is_handlaggare or case.is_withheld or not stands_in_row:
        raise CaseUnknown
    if scope.party != author.unit:
        raise OnlyOwnRows


def pairs_of(scope: Scope, rows: Iterable[KnownRow]) -> dict[str, tuple[UUID, ...]]:
    """Return the rows to end, by recipient. Rows that ended before are among them: their keys may be in flight still."""
    pairs: dict[str, tuple[UUID, ...]] = {}
    for row in sorted(rows, key=lambda each: (each.cell.recipient, each.id)):
        if scope.covers(row.cell):
            pairs[row.cell.recipient] = (*pairs.get(row.cell.recipient, ()), row.id)
    return pairs


def check_said(said_on: date, today: date, channel: str, author: Author) -> None:
    """Check when (Stockholm's calendar) and how it was said.

    Raises SaidInFuture, SaidTooLongAgo, ChannelNotHers, ChannelOfHerOwn.
    """
    if said_on > today:
        raise SaidInFuture
    if said_on < today - LONGEST_SINCE_SAID:
        raise SaidTooLongAgo
    if (channel == LOGGED_IN) is not author.is_person:
        raise ChannelOfHerOwn if author.is_person else ChannelNotHers


def check_said_by(said_by: GivenBy, said_on: date, author: Author, behind: Sequence[Behind] | None) -> None:
    """Check whose word it is: hers always, another's where they stand behind the samtycke on that day.

    `behind` None: that can't be read now. Then it is taken in as said, for a withdrawal waits for nothing.
    Raises SaidByOfHerOwn, NobodyBehind.
    """
    if said_by is GivenBy.PERSON:
        return
    if author.is_person:
        raise SaidByOfHerOwn
    if behind is not None and not any(each.may_say(said_by, said_on) for each in behind):
        raise NobodyBehind
