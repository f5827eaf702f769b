"""Facts that the referral service publishes on ``finsam.referral.v1``.

Open: which unit sent, which team and parties are asked. What the anmälan says lies sealed, one section per data
category, with the sender as source. Fields may be added with a default; anything else is a new topic.
"""

from uuid import UUID

from shared.events import Fact
from shared.operating.facts import Discarding

TOPIC = "finsam.referral.v1"


class ReferralSubmitted(Fact):
    """An anmälan was sent. Only the team gets it: the parties asked wait until it is taken up."""

    name = "referral_submitted"
    sender: str
    team: str
    parties: tuple[str, ...]


class SupplementAnswered(Fact):
    """The sender answered a komplettering: `handlaggning` and every category that changed, whole."""

    name = "supplement_answered"
    sender: str
    team: str


class ReferralShared(Fact):
    """The team took the anmälan up: its text as it stands, without fields 24 and 25, for the parties asked.

    Published again, for those parties alone, when a samtycke gives parties asked their cover back.
    """

    name = "referral_shared"
    sender: str
    team: str
    parties: tuple[str, ...]


class ReferralCorrected(Fact):
    """The sender corrected what it had sent: the changed categories, whole.

    `corrects` is the event that carried them last. `parties` are those who have had the anmälan since they
    were last covered: none before it was shared.
    """

    name = "referral_corrected"
    sender: str
    team: str
    parties: tuple[str, ...]
    corrects: UUID


class ReferralWithdrawn(Fact):
    """The sender has taken its anmälan back. `parties` are those who have had it; why lies sealed.

    Whether the team's work ends with it, the team decides by what it committed first: `akt_ended` says so.
    """

    name = "referral_withdrawn"
    sender: str
    team: str
    parties: tuple[str, ...]


class HandlaggareChanged(Fact):
    """Another handläggare holds the sender's case: `identitet` whole, and in `handlaggning` from which day.

    `parties` are those who have had the anmälan since they were last covered: they need to know whom to call.
    """

    name = "handlaggare_changed"
    sender: str
    team: str
    parties: tuple[str, ...]


class Retracted(Fact):
    """An event was sent in error (`retracts`): addressees get a control notice, no content, and its keys go."""

    name = "referral_retracted"
    sender: str
    team: str
    parties: tuple[str, ...]
    retracts: UUID


class CaseErased(Fact):
    """The sender's case was erased by a decision on gallring: those who had documents get a control notice."""

    name = "case_erased"
    sender: str
    team: str
    parties: tuple[str, ...]


class EventDiscarded(Discarding):
    """An operator gave up an event that this service could not handle, for a stated reason."""

    name = "event_discarded"
