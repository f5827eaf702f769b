"""Facts that the referral service publishes on ``finsam.referral.v1``.

Open: which unit sent, which team and parties are asked. What the anmälan says lies sealed, one section per data
category, with the sender as source. Fields may be added with a default; anything else is a new topic.
"""

from uuid import UUID

from shared.events import Fact

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


class HandlaggareChanged(Fact):
    """Another handläggare holds the sender's case: `identitet` whole, and in `handlaggning` from which day.

    `parties` are those who have had the anmälan since they were last covered: they need to know whom to call.
    """

    name = "handlaggare_changed"
    sender: str
    team: str
    parties: tuple[str, ...]


class Retracted(Fact):
    """An event was sent in error (`retracts`): addressees get a control notice, no content. Declared; no command yet."""

    name = "referral_retracted"
    sender: str
    team: str
    parties: tuple[str, ...]
    retracts: UUID


class CaseErased(Fact):
    """The sender's case was erased by a decision on gallring: a control notice. Declared; no command yet."""

    name = "case_erased"
    sender: str
    team: str
    parties: tuple[str, ...]
