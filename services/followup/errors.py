"""Every refusal of the followup service; each names its reason."""

from shared.problem import Refusal, Unavailable


class UnknownFollowUp(Refusal):
    """No such follow-up for this viewer: unknown, or another unit's."""

    code = "unknown_follow_up"


class StaleFollowUp(Refusal):
    """The follow-up has changed since the caller read it."""

    code = "stale_follow_up"


class WrongStatus(Refusal):
    """The follow-up is not in a status where this can be done."""

    code = "wrong_status"


class MeetingCalled(Refusal):
    """The parties are called to a meeting: that is moved, not the plan behind it."""

    code = "meeting_called"


class MeetingNotHeld(Refusal):
    """A result is recorded only after a meeting at which the person was present."""

    code = "meeting_not_held"


class NoLongerCovered(Refusal):
    """The samtycke covers the unit and the team no more: nothing new passes between them."""

    code = "no_longer_covered"


class UnknownPlace(Refusal):
    """A list is to go on after something that is not in it, or is another team's."""

    code = "unknown_place"


class ConsentUnreachable(Unavailable):
    """The consent service did not answer: nothing is shown, promised or sent on a guess."""

    code = "consent_unreachable"


class OpeningNeedsPurpose(Refusal):
    """The case has left the lists, or is over: a follow-up opens only with a stated purpose, and that is logged."""

    code = "opening_needs_purpose"


class DateInPast(Refusal):
    """A day that is to come lies behind us."""

    code = "date_in_past"


class TooFarAhead(Refusal):
    """A follow-up is put off for more than a year after its day."""

    code = "too_far_ahead"


class ConsentEndsBefore(Refusal):
    """A follow-up is put off to a day when the samtycke covers the team no more."""

    code = "consent_ends_before"


class NotWorkingDay(Refusal):
    """The authorities are closed that day."""

    code = "not_working_day"


class SameDay(Refusal):
    """The follow-up is planned for that day already."""

    code = "same_day"


class WordsMissing(Refusal):
    """A text that somebody shall read is empty."""

    code = "words_missing"


class DelmalMissing(Refusal):
    """Each delmål of the plan gets a status, once."""

    code = "delmal_missing"


class DelmalLeft(Refusal):
    """A delmål that has left the plan undone is given another status than `utgatt`."""

    code = "delmal_left"


class UnknownDelmal(Refusal):
    """The plan has no such delmål."""

    code = "unknown_delmal"


class UnknownCategory(Refusal):
    """A follow-up says nothing in that data category."""

    code = "unknown_category"


class UnknownOutcome(Refusal):
    """The outcome is no code of the list."""

    code = "unknown_outcome"


class OutcomeTwice(Refusal):
    """The same outcome is named more than once."""

    code = "outcome_twice"


class OutcomeContradictsNext(Refusal):
    """The main outcome leads to something else than what is said to follow."""

    code = "outcome_contradicts_next"


class UnknownSupport(Refusal):
    """The means of support is no code of the list."""

    code = "unknown_support"


class PercentMismatch(Refusal):
    """Partial ability to work needs a percentage, and only that does."""

    code = "percent_mismatch"


class NobodyCarriesOn(Refusal):
    """A case ends only when it is said who carries on, unless the need is gone."""

    code = "nobody_carries_on"


class PlanMadeAlready(Refusal):
    """A new plan is in force already: the case goes on by it."""

    code = "plan_made_already"
