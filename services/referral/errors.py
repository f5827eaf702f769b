"""Every refusal of the referral service; each names its reason. Status and words stand in ``problems.py``.

An anmälan or a dialogue that does not exist, and one of another unit, are both ``NotFound``: they look the same.
"""

from shared.problem import Refusal, Unavailable


class NotFound(Refusal):
    """No such thing for this viewer."""

    code = "not_found"


class StaleReferral(Refusal):
    """The anmälan was changed after the caller read it."""

    code = "stale_referral"


class InvalidContent(Refusal):
    """Something written is invalid; `fields` says what is wrong with which field."""

    code = "invalid_content"


class DraftIncomplete(Refusal):
    """Something must be filled before sending; `fields` names every gap and fault at once."""

    code = "draft_incomplete"


class DialogueWithoutWill(Refusal):
    """A draft is begun only for a person who answered that she wants it."""

    code = "dialogue_without_will"


class DialogueUsed(Refusal):
    """The dialogue has led to a draft already."""

    code = "dialogue_used"


class WrongStatus(Refusal):
    """The anmälan is not in a status where this can be done; `referral_status` is the one it has."""

    code = "wrong_status"


class SecrecyNotTried(Refusal):
    """The sender has not confirmed that the content, as it stands, is tried for secrecy (OSL 10:1, 12:2)."""

    code = "secrecy_not_tried"


class ExclusionNoteUnread(Refusal):
    """The samtycke excludes something in words; the sender has not confirmed to have read it."""

    code = "exclusion_note_unread"


class ConsentMissing(Refusal):
    """No samtycke in force covers the sender and the team (OSL 10:1, 12:2)."""

    code = "consent_missing"


class PartyNotCovered(Refusal):
    """A party asked is not covered by the samtycke; `fields` names each, `uncovered` their ids."""

    code = "party_not_covered"


class CategoryNotCovered(Refusal):
    """The anmälan fills a category without an active row sender → team; `fields` names the fields."""

    code = "category_not_covered"


class ConsentEnded(Refusal):
    """The samtycke between sender and team has ended: nothing more is sent."""

    code = "consent_ended"


class ByHand(Refusal):
    """This anmälan is handled by hand, by the koordinator; the system sends nothing."""

    code = "by_hand"


class AddressNotKept(Refusal):
    """Addresses are not kept in this anmälan; `fields` names what must be emptied."""

    code = "address_not_kept"


class ConsentUnreachable(Unavailable):
    """The consent service did not answer: nothing is saved or sent on a guess."""

    code = "consent_unreachable"


class TeamUnreachable(Unavailable):
    """The coordinator service did not answer: nobody is said not to have read."""

    code = "team_unreachable"


class NothingChanged(Refusal):
    """A correction that changes nothing is not sent."""

    code = "nothing_changed"


class FieldFixed(Refusal):
    """A field that does not change after it was first given; `fields` names it."""

    code = "field_fixed"


class WithdrawnAlready(Refusal):
    """The sender has withdrawn the anmälan: nothing more is sent of it."""

    code = "withdrawn_already"


class RetractedAlready(Refusal):
    """It has been taken back as sent in error."""

    code = "retracted_already"


class FirstTextCarriesOthers(Refusal):
    """Later versions rest on the first one: it is taken back only with the whole anmälan, which is asked for as such."""

    code = "first_text_carries_others"


class UnknownSentText(Refusal):
    """No such version was sent of this anmälan."""

    code = "unknown_sent_text"


class NotOurs(Refusal):
    """A fact names a case, sender or team that no anmälan here has."""

    code = "not_ours"


class UnitNotValid(Refusal):
    """The unit that writes does not exist on this day: it is no part of an anmälan, and no new one is made for it."""

    code = "unit_not_valid"


class ReadingNeedsPurpose(Refusal):
    """An anmälan that is handled by hand is read for a stated purpose."""

    code = "reading_needs_purpose"
