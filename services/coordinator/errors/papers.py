"""Refusals about an anmälan on paper, and about two akter of the same person."""

from shared.problem import Refusal, Unavailable


class LateWithoutReason(Refusal):
    """A document is registered without delay (OSL 5:1); later than the next working day needs a reason."""

    code = "late_without_reason"


class ReceivedTooLongAgo(Refusal):
    """The day when the paper came in lies more than a year back."""

    code = "received_too_long_ago"


class UnknownUnit(Refusal):
    """A unit that is named is none that exists now; `fields` names each."""

    code = "unknown_unit"


class InvalidNumber(Refusal):
    """The personnummer cannot be accepted; `fields` says why."""

    code = "invalid_number"


class TranscriptRefused(Refusal):
    """The form does not take what the transcript says; `fields` names each, as when an anmälan is sent in the system."""

    code = "transcript_refused"


class UnknownMissing(Refusal):
    """What is asked for of the samtycke is no code of the list."""

    code = "unknown_missing"


class ScanMissing(Refusal):
    """No picture of the paper is stored: it is the proof of what was written."""

    code = "scan_missing"


class NoPaper(Refusal):
    """The case did not come on paper, or no such scan is stored in it."""

    code = "no_paper"


class PaperNotAdmitted(Refusal):
    """The anmälan cannot go on: `cause` and `fields` say why, as for one that is sent in the system."""

    code = "paper_not_admitted"


class AnswersInTheSystem(Refusal):
    """The sender answers in the system: its own handläggare does, not the koordinator."""

    code = "answers_in_the_system"


class NothingAsked(Refusal):
    """No komplettering has been asked for since the anmälan went on: there is nothing that the letter answers."""

    code = "nothing_asked"


class AnswerRegistered(Refusal):
    """An answer to what was asked last has gone on already."""

    code = "answer_registered"


class PaperAnswerRefused(Refusal):
    """The answer cannot go on: `cause` and `fields` say why, as for one that is given in the system."""

    code = "paper_answer_refused"


class PaperNotRetracted(Refusal):
    """The registration cannot be taken back: `cause` says why."""

    code = "paper_not_retracted"


class ConsentGiven(Refusal):
    """A samtycke is registered: the anmälan is not sent back but taken up, or not."""

    code = "consent_given"


class ReturnStopped(Refusal):
    """A gallringsstopp stands: what is registered of the paper would be destroyed with the return."""

    code = "return_stopped"


class ReturnUnfinished(Refusal):
    """The paper is sent back, and what was registered of it is not destroyed yet: the letter would say what is not true."""

    code = "return_unfinished"


class ReferralUnreachable(Unavailable):
    """The referral service did not answer: nothing has gone on, and nothing has been changed."""

    code = "referral_unreachable"


class NotSamePerson(Refusal):
    """The other akt is none of the same person that goes on in the team."""

    code = "not_same_person"
