"""Whose word a samtycke is, as far as its receipt says: the person's, a representative's or her guardians'. Nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from services.consent.domain.age import OneSuffices
from services.consent.domain.giving import GivenBy


class Manner(StrEnum):
    """How a receipt speaks of it: to who signed herself, or of what was said, or given with her, or for her."""

    SJALV = "sjalv"
    MUNTLIGT = "muntligt"
    TILLSAMMANS = "tillsammans"
    FOR_HENNE = "for_henne"


class Limit(StrEnum):
    """What a samtycke can't outlast, beside its last day."""

    UNDERSKRIFT = "underskrift"
    UPPDRAG = "uppdrag"
    UPPDRAG_TILLS_VIDARE = "uppdrag_tills_vidare"
    ARTON_AR = "arton_ar"


@dataclass(frozen=True, slots=True)
class Giver:
    """By whom and how it was given. `who` is a code for the words of a receipt; None: the person alone.

    `last_day` is the day of the limit where it is known here: her 18th birthday is not, the rows have the day before it.
    """

    by: GivenBy
    manner: Manner
    who: str | None = None
    limit: Limit | None = None
    last_day: date | None = None

    @property
    def unlimited(self) -> "Giver":
        """Whose word it was, whatever it can't outlast."""
        return Giver(self.by, self.manner, self.who)


HERSELF = Giver(GivenBy.PERSON, Manner.SJALV)
VARDNADSHAVARE = "vardnadshavare"
FORETRADARE = "foretradare"
"""Codes of a guardian, and of a representative of whom no more is known."""


def giver_of(given: Mapping[str, Any]) -> Giver:
    """Read it from what is sealed with the signature (`repository/givings.py`)."""
    by = GivenBy(given["given_by"])
    match by:
        case GivenBy.REPRESENTATIVE:
            last_day = _day(given["representative"]["last_day"])
            limit = Limit.UPPDRAG if last_day else Limit.UPPDRAG_TILLS_VIDARE
            return Giver(by, Manner.FOR_HENNE, given["representative"]["kind"], limit, last_day)
        case GivenBy.GUARDIAN:
            return Giver(by, Manner.FOR_HENNE, _guardians(given["minor"]), Limit.ARTON_AR)
        case GivenBy.PERSON_AND_GUARDIAN:
            return Giver(by, Manner.TILLSAMMANS, _guardians(given["minor"]))
        case GivenBy.PERSON:
            if given["oral"] is None:
                return HERSELF
            return Giver(by, Manner.MUNTLIGT, None, Limit.UNDERSKRIFT, _day(given["oral"]["written_by"]))


def _guardians(minor: Mapping[str, Any]) -> str:
    if minor["one_suffices"] == OneSuffices.GOD_MAN_FOR_BARN:
        return OneSuffices.GOD_MAN_FOR_BARN
    return VARDNADSHAVARE if len(minor["guardians"]) == 1 else "vardnadshavarna"


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
