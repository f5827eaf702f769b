"""Facts that the coordinator service publishes on ``finsam.coordinator.v1``.

Open: who sent, which team. The words, codes and dates of the besked lie sealed in one section, category
`handlaggning`, with the team as source. Fields may be added with a default; anything else is a new topic.
"""

from shared.events import Fact

TOPIC = "finsam.coordinator.v1"


class ReferralReceived(Fact):
    """The team has opened an akt for an anmälan; the sender gets a mottagningsbekräftelse."""

    name = "referral_received"
    sender: str
    team: str


class SupplementRequested(Fact):
    """The koordinator asks the sender to complete the anmälan."""

    name = "supplement_requested"
    sender: str
    team: str


class ReferralTakenUp(Fact):
    """The anmälan is taken up in the team; the besked names the next step."""

    name = "referral_taken_up"
    sender: str
    team: str


class ReferralDeclined(Fact):
    """The anmälan is not taken up; reason and advice lie sealed in the besked."""

    name = "referral_declined"
    sender: str
    team: str
