"""Refusals about meetings."""

from shared.problem import Refusal


class UnknownMeeting(Refusal):
    """No such meeting for this viewer: unknown, another team's, or one that the unit is not called to."""

    code = "unknown_meeting"


class StaleMeeting(Refusal):
    """The meeting has changed since the caller read it."""

    code = "stale_meeting"


class SlotTaken(Refusal):
    """The team has another meeting at that time."""

    code = "slot_taken"


class MeetingAlreadyBooked(Refusal):
    """A team meeting of the case lies ahead already."""

    code = "meeting_already_booked"


class NoticeTooShort(Refusal):
    """Less than two weeks ahead, and nobody has noted that the person agrees to it."""

    code = "notice_too_short"


class AgreementAhead(Refusal):
    """The day on which the person agreed has not come yet."""

    code = "agreement_ahead"


class AgreementTooEarly(Refusal):
    """The day on which the person is said to have agreed lies before her case came to the team."""

    code = "agreement_too_early"


class TooFarAhead(Refusal):
    """A time, or a day that is to come, lies more than two years ahead."""

    code = "too_far_ahead"


class OutsideOfficeHours(Refusal):
    """A meeting is called to a day when offices are closed, or to start in the night."""

    code = "outside_office_hours"


class PeriodBackwards(Refusal):
    """A period ends before it begins."""

    code = "period_backwards"


class TimePassed(Refusal):
    """A meeting is called to a time that lies behind us."""

    code = "time_passed"


class PlanNeeded(Refusal):
    """A meeting of follow-up must say which plan it follows up."""

    code = "plan_needed"


class WrongPlan(Refusal):
    """A meeting of follow-up names another plan than the one that is in force in the case."""

    code = "wrong_plan"


class TeamMeetingHasNoPlan(Refusal):
    """A team meeting names a plan, which only a meeting of follow-up does."""

    code = "team_meeting_has_no_plan"


class OutcomeOfOtherKind(Refusal):
    """What the meeting is said to have led to belongs to the other kind of meeting."""

    code = "outcome_of_other_kind"


class PartyNotCovered(Refusal):
    """The samtycke does not cover a unit together with the team, now or when the meeting began (OSL 10:1, 12:2)."""

    code = "party_not_covered"


class HandledByHand(Refusal):
    """Nothing of the case may leave the system: all of it is done by hand, outside."""

    code = "handled_by_hand"


class NoLongerCovered(Refusal):
    """A unit answers or reports after its rows have ended."""

    code = "no_longer_covered"


class NotInvited(Refusal):
    """Somebody is noted as present whose unit is not called to the meeting or was not there."""

    code = "not_invited"


class PersonAbsent(Refusal):
    """Without the person nothing is discussed: the meeting cannot be noted as held."""

    code = "person_absent"


class MeetingClosed(Refusal):
    """The meeting has been held, cancelled or adjourned: nothing of it changes any more."""

    code = "meeting_closed"


class MeetingBegun(Refusal):
    """The meeting's time has begun: it can no longer be moved, cancelled or answered."""

    code = "meeting_begun"


class MeetingNotBegun(Refusal):
    """What happened at a meeting is noted before its time has come."""

    code = "meeting_not_begun"


class AnsweredOldTime(Refusal):
    """The answer is about a time that no longer holds: the meeting was moved meanwhile."""

    code = "answered_old_time"


class HanvisningUnclear(Refusal):
    """A hänvisning does not say to what, names no unit for a part, or goes with another outcome."""

    code = "hanvisning_unclear"


class NeedNotAsked(Refusal):
    """Whether the need remains is asked after a meeting that was held and made no plan."""

    code = "need_not_asked"
