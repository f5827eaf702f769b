"""How the koordinator ends a case: the coded outcomes that are ends, and who carries on.

Codes after the old national outcome model; a code is about the person and stands open nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.coordinator.domain.akt_rules import fault
from services.coordinator.domain.delmal import CATEGORIES, PLAN
from services.coordinator.domain.values import TAKEN_UP, UNDECIDED, Status
from services.coordinator.errors import (
    DateBeforeReferral,
    DateInFuture,
    NoCause,
    OutcomeNotAllowed,
    UnknownOutcome,
    WordsMissing,
)
from shared.days import local_day

TIME_TO_READ = timedelta(days=30)
"""How long the samtycke of an ended case is kept, so that the avslut can be read."""
UPPFOLJNING = "uppfoljning"
"""The category of how it went: who carries on is told there unless it belongs to a narrower one."""
TOLD_IN = (UPPFOLJNING, *(category for category in CATEGORIES if category != PLAN))
DIED, NEED_GONE = "U74", "U60"
REFERRED_ON = frozenset({"U31", "U32", "U33", "U34", "U35"})
"""Hänvisning: what a meeting without a plan may lead to."""
OUTCOMES = {
    "U31": "Jobbtorg: jobbplan, arbetsträning, praktik eller Supported Employment",
    "U32": "Arbetsförmedlingen och Försäkringskassan: gemensam kartläggning eller förstärkt samarbete",
    "U33": "FINSAM-insats påbörjad",
    "U34": "Försäkringskassan: samordning beviljad eller rehabiliteringsplan",
    "U35": "Samordnad individuell plan (SIP) upprättad",
    NEED_GONE: "Avslutat, behovet har upphört",
    "U71": "Avbrutet på personens egen begäran",
    "U72": "Avbrutet, personen har inte gått att nå",
    "U73": "Avbrutet, personen har flyttat",
    DIED: "Personen har avlidit",
}
"""Outcomes that the koordinator can end a case with, and what she reads of each."""
COUNTED = OUTCOMES | {
    "U70": "Avbrutet, samtycket återkallat",
    "UTGANGET": "Avbrutet, samtycket gick ut",
    "U79": "Felregistrering",
}
"""Outcomes that this service counts: also those that the end of a samtycke means."""

_MISSING = {
    "text": "Skriv några ord som personen kan läsa.",
    "carries_on": "Skriv minst en sak som fortsätter, och vem som ansvarar för den.",
}


@dataclass(frozen=True, slots=True)
class CarriesOn:
    """What goes on after the end, and with whom the person has it; `category` says who may read it."""

    what: str = field(repr=False)
    who: str = field(repr=False)
    category: str = UPPFOLJNING


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What ended a case at its follow-up, in words, and the last day of the samtycke that was settled there."""

    outcomes: str = field(repr=False)
    last_day: date


@dataclass(frozen=True, slots=True)
class Closing:
    """How a case was ended by the koordinator: outcome, the day it came about, words, and who carries on."""

    outcome: str = field(repr=False)
    on: date
    text: str = field(repr=False)
    carries_on: Sequence[CarriesOn] = field(repr=False)
    at: datetime
    followed_up: FollowedUp | None = None
    """What the follow-up said, when it was the follow-up that ended the case; it names no code."""

    @property
    def died(self) -> bool:
        """Whether the person has died: everything stops, no letter is written, and nothing tells why."""
        return self.outcome == DIED

    @property
    def outcome_text(self) -> str:
        """The outcome, in words."""
        return self.followed_up.outcomes if self.followed_up else COUNTED[self.outcome]

    @property
    def last_day(self) -> date:
        """The last day of the samtycke: long enough for the avslut to be read; after a death that day, and it ends now."""
        if self.followed_up is not None:
            return self.followed_up.last_day
        today = local_day(self.at)
        return today if self.died else today + TIME_TO_READ


def check(closing: Closing, status: Status, received_on: date, *, held: bool) -> None:
    """Refuse an outcome that is no end here, and an end that leaves the person without a word.

    `held`: a meeting has been held. Raises UnknownOutcome, OutcomeNotAllowed, DateInFuture, DateBeforeReferral, NoCause,
    WordsMissing.
    """
    if closing.outcome not in OUTCOMES:
        raise UnknownOutcome
    referred_on = closing.outcome in REFERRED_ON
    if status in UNDECIDED and not closing.died:
        raise OutcomeNotAllowed
    if referred_on and not (held and status in TAKEN_UP - {Status.PLAN}):
        raise OutcomeNotAllowed
    if closing.on > local_day(closing.at):
        raise DateInFuture
    if closing.on < received_on:
        raise DateBeforeReferral
    if closing.died:
        _must_be_silent(closing)
        return
    said = {
        "text": bool(closing.text.strip()),
        "carries_on": closing.carries_on or closing.outcome == NEED_GONE,
    }
    if missing := [name for name, is_said in said.items() if not is_said]:
        raise WordsMissing(fields=[fault(name, "missing", _MISSING[name]) for name in missing])


def _must_be_silent(closing: Closing) -> None:
    """Refuse words about a death: they would be kept."""
    said = {"text": bool(closing.text.strip()), "carries_on": bool(closing.carries_on)}
    fields = [
        {
            "field": name,
            "code": "not_after_death",
            "message": "Skriv ingen orsak, och ingenting om vad som fortsätter.",
        }
        for name, is_said in said.items()
        if is_said
    ]
    if fields:
        raise NoCause(fields=fields)
