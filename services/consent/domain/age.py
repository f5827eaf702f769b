"""Under 18: whose word it is (OSL 12:3, FB 6:11). The age is counted from the number, on the day when it was said.

Secrecy for a child holds against the guardian too, in part. Where the guardian decides in her personal matters, the
guardian disposes of the secrecy: alone, or, by her age and maturity, together with her. So somebody must have judged how
mature she is, and that is recorded before anything rests on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from services.consent.errors import (
    AssessedAfterSigned,
    GuardianAgreedLater,
    GuardianMissing,
    GuardianReasonMissing,
    GuardianUncalledFor,
    MaturityMissing,
    NotMinor,
)
from shared.clock import end_of_day

OF_AGE: Final = 18
_SAMORDNING: Final = 60
"""Added to the day of birth in a samordningsnummer."""


class Outcome(StrEnum):
    """What the assessment came to: she alone, she and the guardian together, or the guardian alone."""

    MOGEN_SJALV = "mogen_sjalv"
    TILLSAMMANS = "tillsammans"
    VARDNADSHAVARE = "vardnadshavare"


class AgreedBy(StrEnum):
    """In what form a guardian has agreed."""

    UNDERSKRIFT = "underskrift"
    SKRIFTLIGT_FOR_SIG = "skriftligt_for_sig"
    MUNTLIGT = "muntligt"


class OneSuffices(StrEnum):
    """Why one guardian is enough.

    Sole custody (FB 6:3); the other is hindered and it cannot wait (FB 6:13 second paragraph); a god man in the guardians'
    place (lag 2005:429 2 §).
    """

    ENSAM_VARDNAD = "ensam_vardnad"
    FORHINDRAD = "forhindrad"
    GOD_MAN_FOR_BARN = "god_man_for_barn"


@dataclass(frozen=True, slots=True)
class Maturity:
    """Who judged her maturity (name and function), on which day, what it came to, and from what."""

    outcome: Outcome
    judged_on: date
    judged_by: str = field(repr=False)
    grounds: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Guardian:
    """One vårdnadshavare: who, in what form and on which day it was agreed."""

    agreed_by: AgreedBy
    agreed_on: date
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Minor:
    """What must be known of a samtycke for somebody under 18."""

    maturity: Maturity
    guardians: Sequence[Guardian] = ()
    one_suffices: OneSuffices | None = None

    def check(self, said_on: date) -> None:
        """Check that it holds together.

        Raises AssessedAfterSigned, GuardianUncalledFor, GuardianMissing, GuardianReasonMissing, GuardianAgreedLater.
        """
        if self.maturity.judged_on > said_on:
            raise AssessedAfterSigned
        if self.maturity.outcome is Outcome.MOGEN_SJALV:
            if self.guardians or self.one_suffices:
                raise GuardianUncalledFor
            return
        if not self.guardians:
            raise GuardianMissing
        if (len(self.guardians) == 1) is not (self.one_suffices is not None):
            raise GuardianReasonMissing
        for number, guardian in enumerate(self.guardians):
            if guardian.agreed_on > said_on:
                raise GuardianAgreedLater(f"minor.guardians[{number}].agreed_on")


def check_minor(minor: Minor | None, personal_number: str, said_on: date) -> None:
    """Ask for an assessment of who is under 18 on that day, and of nobody else.

    Raises MaturityMissing, NotMinor and what `Minor.check` raises.
    """
    if not is_minor(personal_number, said_on):
        if minor is not None:
            raise NotMinor
        return
    if minor is None:
        raise MaturityMissing
    minor.check(said_on)


def is_minor(personal_number: str, day: date) -> bool:
    """Whether the person is under 18 on that day (Stockholm's calendar)."""
    return day < comes_of_age_on(personal_number)


def comes_of_age_on(personal_number: str) -> date:
    """Return the 18th birthday. Who is born on 29 February has it on 1 March: no year 18 years later has that day."""
    born = born_on(personal_number)
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)


def born_on(personal_number: str) -> date:
    """Read the day of birth from twelve digits, of a personnummer or a samordningsnummer."""
    year, month, day = int(personal_number[:4]), int(personal_number[4:6]), int(personal_number[6:8])
    return date(year, month, day - _SAMORDNING if day > _SAMORDNING else day)


def guardian_ends(minor: Minor | None, personal_number: str) -> datetime | None:
    """Return when it ends because she comes of age: what a guardian alone gave does not go on without her.

    At the midnight with which her 18th birthday begins. What she gave herself, or together with a guardian, goes on.
    """
    if minor is None or minor.maturity.outcome is not Outcome.VARDNADSHAVARE:
        return None
    return end_of_day(comes_of_age_on(personal_number) - timedelta(days=1))
