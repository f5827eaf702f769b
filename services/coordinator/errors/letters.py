"""Refusals about the letters to the person."""

from shared.problem import Refusal


class UnknownLetter(Refusal):
    """No such letter for this viewer: unknown, another case's, or of a case that has been erased."""

    code = "unknown_letter"


class AlreadyPosted(Refusal):
    """The letter's posting day is noted already."""

    code = "already_posted"


class WrongPostingDay(Refusal):
    """A letter is posted on the day when it was written or later, and not ahead of time."""

    code = "wrong_posting_day"


class LetterFallen(Refusal):
    """The letter was not posted before the person died, or before its meeting was moved or cancelled: it never is."""

    code = "letter_fallen"


class PostedOpenly(Refusal):
    """A letter to a protected person is handed over, or goes by way of Skatteverket: there is no address to post it to."""

    code = "posted_openly"


class AddressKnown(Refusal):
    """The person is not protected: her letter is posted to her address, and not by way of Skatteverket."""

    code = "address_known"
