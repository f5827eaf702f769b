"""Representatives: who signs for the person, and how far the mandate reaches.

To lift secrecy is a personal matter. A god man (FB 11:4), a förvaltare (FB 11:7) or who holds a framtidsfullmakt in force
(lag 2017:310) can do so only where the mandate holds the care of her person, and never over somebody who can decide
herself. An ombud (FL 14 §) is none of them: a written fullmakt from a person who can decide, and that says so.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from services.consent.errors import (
    DocumentNotSeen,
    IncapacityJudgedLater,
    IncapacityMissing,
    IncapacityUncalledFor,
    MandateNotYet,
    MandateOver,
    MandateTooNarrow,
    RepresentativeOfMinor,
)
from shared.clock import end_of_day


class Kind(StrEnum):
    """Who signs for her."""

    GOD_MAN = "god_man"
    FORVALTARE = "forvaltare"
    FRAMTIDSFULLMAKT = "framtidsfullmakt"
    OMBUD = "ombud"


class Omfattning(StrEnum):
    """What the förordnande or the fullmakt holds. The first three are the words of FB 11:4."""

    BEVAKA_RATT = "bevaka_ratt"
    SORJA_FOR_PERSON = "sorja_for_person"
    FORVALTA_EGENDOM = "forvalta_egendom"
    LYFTA_SEKRETESS = "lyfta_sekretess"


_NEEDED: Final = {
    Kind.GOD_MAN: Omfattning.SORJA_FOR_PERSON,
    Kind.FORVALTARE: Omfattning.SORJA_FOR_PERSON,
    Kind.FRAMTIDSFULLMAKT: Omfattning.SORJA_FOR_PERSON,
    Kind.OMBUD: Omfattning.LYFTA_SEKRETESS,
}
"""Kind → what must be in the mandate: to watch her rights or manage her property does not lift secrecy about her."""


@dataclass(frozen=True, slots=True)
class Incapacity:
    """That she cannot decide this herself: who judged it, on which day, and how it was tried to let her."""

    judged_on: date
    judged_by: str = field(repr=False)
    how_tried: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Representative:
    """Who signs for her, with the mandate as the attesting handläggare has seen it. No last day: until further notice."""

    kind: Kind
    omfattning: frozenset[Omfattning]
    appointed_on: date
    last_day: date | None
    document_seen_on: date
    incapacity: Incapacity | None
    name: str = field(repr=False)

    def check(self, said_on: date, today: date) -> None:
        """Check that the mandate reaches this far, on that day.

        Raises MandateTooNarrow, MandateNotYet, MandateOver, DocumentNotSeen, IncapacityMissing, IncapacityUncalledFor,
        IncapacityJudgedLater.
        """
        if _NEEDED[self.kind] not in self.omfattning:
            raise MandateTooNarrow
        if self.appointed_on > said_on:
            raise MandateNotYet
        if self.last_day is not None and self.last_day < said_on:
            raise MandateOver
        if not self.appointed_on <= self.document_seen_on <= today:
            raise DocumentNotSeen
        self._check_incapacity(said_on)

    def _check_incapacity(self, said_on: date) -> None:
        if self.kind is Kind.OMBUD:
            if self.incapacity is not None:
                raise IncapacityUncalledFor
        elif self.incapacity is None:
            raise IncapacityMissing
        elif self.incapacity.judged_on > said_on:
            raise IncapacityJudgedLater

    def ends(self) -> datetime | None:
        """Return when the mandate ends, and with it what rests on it."""
        return None if self.last_day is None else end_of_day(self.last_day)


def check_representative(
    representative: Representative | None, said_on: date, today: date, *, of_minor: bool
) -> None:
    """Check who signs for her. For a minor it is the guardian, who is recorded as such.

    Raises RepresentativeOfMinor and what `Representative.check` raises.
    """
    if representative is None:
        return
    if of_minor:
        raise RepresentativeOfMinor
    representative.check(said_on, today)
