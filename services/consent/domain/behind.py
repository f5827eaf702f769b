"""Who stands behind a samtycke beside the person, and so may say for her that it is withdrawn. Nobody is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from services.consent.domain.givers import FORETRADARE, VARDNADSHAVARE, Giver, Manner, giver_of
from services.consent.domain.giving import GivenBy

_GUARDED: Final = frozenset({GivenBy.GUARDIAN, GivenBy.PERSON_AND_GUARDIAN})
_MAY_SAY: Final = {
    GivenBy.GUARDIAN: _GUARDED,
    GivenBy.PERSON_AND_GUARDIAN: _GUARDED,
    GivenBy.REPRESENTATIVE: frozenset({GivenBy.REPRESENTATIVE}),
}
"""By whom it was given → whose word a withdrawal can be, beside her own. What two gave, one of them can take back."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A signature for her or with her: by whom, and the days on which they may speak. `who` is a code of `Giver`."""

    by: GivenBy
    who: str | None
    since: date | None = None
    until: date | None = None

    def may_say(self, said_by: GivenBy, day: date) -> bool:
        """Whether a withdrawal can be their word, on that day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until) and said_by in _MAY_SAY[self.by]


def behind(given: Mapping[str, Any], of_age_on: date | None, ended_on: date | None) -> Behind | None:
    """Read it from what is sealed with a signature; None when it is her own.

    `of_age_on` is her 18th birthday; `ended_on` the last day of a mandate that ended before its day.
    """
    giver = giver_of(given)
    match giver.by:
        case GivenBy.PERSON:
            return None
        case GivenBy.REPRESENTATIVE:
            days = [day for day in (giver.last_day, ended_on) if day is not None]
            since = date.fromisoformat(given["representative"]["appointed_on"])
            return Behind(giver.by, giver.who, since, min(days, default=None))
        case GivenBy.GUARDIAN | GivenBy.PERSON_AND_GUARDIAN:
            until = None if of_age_on is None else of_age_on - timedelta(days=1)
            # One of two guardians can take it back: what is told of the withdrawal does not say that both did.
            who = VARDNADSHAVARE if giver.who == "vardnadshavarna" else giver.who
            return Behind(giver.by, who, None, until)


def withdrawer(said_by: GivenBy, found: Sequence[Behind]) -> Giver:
    """Say who withdrew, as closely as is known: which kind of representative only where there is one kind."""
    manner = Manner.TILLSAMMANS if said_by is GivenBy.PERSON_AND_GUARDIAN else Manner.FOR_HENNE
    whos = {each.who for each in found if said_by in _MAY_SAY[each.by]}
    usual = FORETRADARE if said_by is GivenBy.REPRESENTATIVE else VARDNADSHAVARE
    return Giver(said_by, manner, whos.pop() if len(whos) == 1 else usual)
