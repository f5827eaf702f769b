"""A samtycke on paper or, as an exception, by word of mouth: what the person ticked, for which time, and the rules that a registration meets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.consent.domain.categories import CATEGORIES, CORE
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import Cell, Window
from services.consent.domain.texts import ConsentText
from services.consent.errors import (
    AlreadyEnded,
    CategoryUnknown,
    CoreExcluded,
    EndsBeforeStart,
    LastsTooLong,
    NothingGranted,
    RecipientUnknown,
    SameUnit,
    SignedInFuture,
    SignedTooLongAgo,
    StartsBeforeSigned,
    TextDiffers,
    TextNotInForce,
)
from shared.clock import end_of_day

# No source states a longest time. These catch a mistyped year before it becomes a samtycke for eight thousand years.
LONGEST_SINCE_SIGNED = timedelta(days=366)
LONGEST_TIME = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class Grant:
    """One ticked line: `source` may hand these categories to `recipient`."""

    source: str
    recipient: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What the person said no to: a category that `recipient` must not get, from `source` or (None) from anyone."""

    source: str | None
    recipient: str
    category: str

    def hits(self, cell: Cell) -> bool:
        """Whether the exclusion takes the cell away."""
        same_source = self.source is None or self.source == cell.source
        return same_source and (self.recipient, self.category) == (cell.recipient, cell.category)


@dataclass(frozen=True, slots=True)
class Paper:
    """The signed paper as the attesting handläggare states it. The dates are days in Sweden, the last one included.

    `statistics` and `contact_by_message` are ticks of their own and never make a row. `is_oral`: it was said and not
    signed; `signed_on` is then the day when it was said, the text was read out, and there is no scan.
    """

    text_id: str
    text_hash: str
    locale: str
    scan_id: UUID | None
    signed_on: date
    valid_from: date
    valid_to: date
    grants: tuple[Grant, ...]
    exclusions: tuple[Exclusion, ...]
    exclusion_note: str | None
    statistics: bool
    contact_by_message: bool
    read_aloud: bool
    interpreter: bool
    is_oral: bool = False

    def cells(self) -> frozenset[Cell]:
        """Return the row set: what is ticked, the core of every ticked pair, less what is excluded."""
        ticked = {
            Cell(grant.source, grant.recipient, category)
            for grant in self.grants
            for category in (*CORE, *grant.categories)
        }
        return frozenset(cell for cell in ticked if not any(no.hits(cell) for no in self.exclusions))

    def contradicted(self, active: Iterable[Cell]) -> list[Cell]:
        """Return the cells that are active although this paper says no to them."""
        return sorted(cell for cell in active if any(no.hits(cell) for no in self.exclusions))

    def window(self) -> Window:
        """Return the paper's time: from midnight before its first day to midnight after its last, in Stockholm."""
        return Window(end_of_day(self.valid_from - timedelta(days=1)), end_of_day(self.valid_to))


def check(paper: Paper, text: ConsentText | None, directory: Directory, today: date) -> None:
    """Check what can be told from the paper alone; `text` is the text version that it names.

    Raises a refusal that names the field: TextDiffers, TextNotInForce, SignedInFuture, SignedTooLongAgo, LastsTooLong, StartsBeforeSigned, EndsBeforeStart,
    AlreadyEnded, NothingGranted, SameUnit, RecipientUnknown, CategoryUnknown, CoreExcluded.
    """
    if text is None or (text.hash, text.locale) != (paper.text_hash, paper.locale):
        raise TextDiffers
    _check_days(paper, today)
    # After the days: a mistyped year is better told as what it is.
    if not text.is_in_force(paper.signed_on):
        raise TextNotInForce
    _check_grants(paper, directory, today)
    _check_exclusions(paper, directory)


def _check_days(paper: Paper, today: date) -> None:
    if paper.signed_on > today:
        raise SignedInFuture
    if paper.signed_on < today - LONGEST_SINCE_SIGNED:
        raise SignedTooLongAgo
    if paper.valid_to > today + LONGEST_TIME:
        raise LastsTooLong
    if paper.valid_from < paper.signed_on:
        raise StartsBeforeSigned
    if paper.valid_to < paper.valid_from:
        raise EndsBeforeStart
    if paper.valid_to < today:
        raise AlreadyEnded


def _check_grants(paper: Paper, directory: Directory, today: date) -> None:
    if not paper.grants:
        raise NothingGranted
    for number, grant in enumerate(paper.grants):
        if grant.source == grant.recipient:
            raise SameUnit(f"grants[{number}]")
        for name, unit in (("source", grant.source), ("recipient", grant.recipient)):
            found = directory.find(unit)
            if found is None or not found.is_in_force(today):
                raise RecipientUnknown(f"grants[{number}].{name}")
        if not grant.categories <= set(CATEGORIES):
            raise CategoryUnknown(f"grants[{number}].categories")


def _check_exclusions(paper: Paper, directory: Directory) -> None:
    for number, exclusion in enumerate(paper.exclusions):
        if exclusion.category in CORE:
            raise CoreExcluded(f"exclusions[{number}].category")
        if exclusion.category not in CATEGORIES:
            raise CategoryUnknown(f"exclusions[{number}].category")
        if directory.find(exclusion.recipient) is None:
            raise RecipientUnknown(f"exclusions[{number}].recipient")
        if exclusion.source is not None and directory.find(exclusion.source) is None:
            raise RecipientUnknown(f"exclusions[{number}].source")
