"""Refusals about the case and the person."""

from shared.problem import Refusal, Unavailable


class CaseUnknown(Refusal):
    """No such case for this viewer: unknown, or another unit's (the two look the same)."""

    code = "case_unknown"


class CaseWithheld(Refusal):
    """Protected identity: the case is handled by hand (OSL 21:3, 22:1)."""

    code = "case_withheld"


class OtherPerson(Refusal):
    """The case's samtycke belongs to another person than the draft names now."""

    code = "other_person"


class NotATestNumber(Refusal):
    """Development accepts only Skatteverket's published test numbers."""

    code = "not_a_test_number"


class ReferralUnreachable(Unavailable):
    """The referral service did not answer: whose the case is cannot be told, so nothing is registered."""

    code = "referral_unreachable"


class ReferralEnded(Refusal):
    """The anmälan is closed: a new signature would make rows that lead nowhere."""

    code = "referral_ended"


class PersonNotNamed(Refusal):
    """The draft holds no personnummer yet, so the samtycke cannot be tied to anyone."""

    code = "person_not_named"


class CollaborationEnded(Refusal):
    """The team's work with the case has ended: a samtycke for it would be for nothing."""

    code = "collaboration_ended"
