"""Refusals about the akt and the besked."""

from shared.problem import Refusal, Unavailable


class UnknownAkt(Refusal):
    """No such akt for this viewer: unknown, or another team's."""

    code = "unknown_akt"


class StaleAkt(Refusal):
    """The akt has changed since the caller read it."""

    code = "stale_akt"


class WrongStatus(Refusal):
    """The akt is not in a status where this can be done."""

    code = "wrong_status"


class TakenUpAlready(WrongStatus):
    """The team has taken the anmälan up already."""


class EndedAlready(WrongStatus):
    """The case has ended: nothing more is done in it."""


class ConsentMissing(Refusal):
    """Sender and team are not covered by an active samtycke (OSL 10:1, 12:2)."""

    code = "consent_missing"


class ConsentUnreachable(Unavailable):
    """The consent service did not answer: nothing is shown or decided on a guess."""

    code = "consent_unreachable"


class UnknownReason(Refusal):
    """The reason for not taking up is no code of the list."""

    code = "unknown_reason"


class UseSupplement(Refusal):
    """An incomplete anmälan is not declined: a komplettering is asked for (FL 20)."""

    code = "use_supplement"


class DateMissing(Refusal):
    """The reason says "later" and must name the day."""

    code = "date_missing"


class DateInPast(Refusal):
    """A day that is to come lies behind us."""

    code = "date_in_past"


class UnknownField(Refusal):
    """A komplettering asks for a field that the anmälan does not have."""

    code = "unknown_field"


class OpeningNeedsPurpose(Refusal):
    """The akt has left the lists: it opens only with a stated purpose, and that is logged."""

    code = "opening_needs_purpose"


class WordsMissing(Refusal):
    """A text that a person shall read is empty."""

    code = "words_missing"


class AktMissing(Refusal):
    """A document came for a case of which the team has no akt."""

    code = "akt_missing"


class UnknownDocument(Refusal):
    """A document of a type, or of a form, that the team does not receive."""

    code = "unknown_document"


class UnknownOutcome(Refusal):
    """The outcome is no code that a case is ended with."""

    code = "unknown_outcome"


class OutcomeNotAllowed(Refusal):
    """The case cannot end this way from where it stands."""

    code = "outcome_not_allowed"


class DateInFuture(Refusal):
    """A day that has been lies ahead of us."""

    code = "date_in_future"


class DateBeforeReferral(Refusal):
    """A day on which a case ended lies before the day when the team received the anmälan."""

    code = "date_before_referral"


class NoCause(Refusal):
    """Nothing is written of a death: neither its cause nor who carries on."""

    code = "no_cause"


class UnknownQuestion(Refusal):
    """The akt has no such question."""

    code = "unknown_question"


class QuestionAnswered(Refusal):
    """The question has been answered already."""

    code = "question_answered"


class DriverNeeded(Refusal):
    """That nobody drives is settled by naming who does, or by ending the case: words alone leave it open."""

    code = "driver_needed"


class UnknownAlias(Refusal):
    """The unit has no case by this alias."""

    code = "unknown_alias"


class NothingStopped(Refusal):
    """A party acknowledges a stop, but nothing of its samtycke has ended."""

    code = "nothing_stopped"


class StopAnswered(Refusal):
    """A party that has answered more says less: what is destroyed, or kept by law, is not merely stopped."""

    code = "stop_answered"


class GroundNotNeeded(Refusal):
    """Who only stops names neither law nor decision."""

    code = "ground_not_needed"


class GroundMissing(Refusal):
    """Who keeps must name the law that says so, and who destroys the decision (arkivlagen 10)."""

    code = "ground_missing"
