"""Facts that the coordinator service publishes on ``finsam.coordinator.v1``.

Open: who sent, which team, which units, ids and days. Words, codes and outcomes lie sealed in sections with the team
as source; what a party has answered has the party as source. Fields may be added with a default; anything else is a
new topic.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events import Fact
from shared.operating.facts import Discarding

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


class _Meeting(Fact):
    sender: str
    team: str
    parties: tuple[str, ...]
    meeting_id: UUID
    kind: Literal["team", "uppfoljning"]
    plan_id: UUID | None = None


class MeetingCalled(_Meeting):
    """The team, the units named and the person are called; the kallelse says where and why."""

    name = "meeting_called"
    starts_at: datetime


class MeetingMoved(_Meeting):
    """A meeting has got another time or place."""

    name = "meeting_moved"
    starts_at: datetime


class MeetingCancelled(_Meeting):
    """A meeting is called off."""

    name = "meeting_cancelled"


class MeetingHeld(_Meeting):
    """A meeting was held; `parties` are the units that were present and so heard what was said."""

    name = "meeting_held"
    held_at: datetime


class MeetingAdjourned(_Meeting):
    """A meeting ended without having dealt with the case; a new time comes. Why is not told openly."""

    name = "meeting_adjourned"


class NeedAsked(Fact):
    """After a meeting without a plan the sender is asked whether the need remains, and to answer by a day."""

    name = "need_asked"
    sender: str
    team: str
    parties: tuple[str, ...]
    meeting_id: UUID
    reply_by: date


class OpenDelmal(BaseModel):
    """What is open of a delmål: who answers for it and by when, never what it is."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: Literal["part", "individ", "utomstaende"]
    responsible: str | None
    """The unit that answers for it, when it is a party."""
    due: date
    category: str


class _Plan(Fact):
    sender: str
    team: str
    parties: tuple[str, ...]
    plan_id: UUID
    number: int
    """1 for the first plan of the case, 2 for the one after the first follow-up, and so on."""
    version: int
    made_on: date
    driver: str | None
    """The unit whose handläggare drives the plan; none while the koordinator looks for one."""
    delmal: tuple[OpenDelmal, ...]
    """Those that still go on."""


class PlanMade(_Plan):
    """A gemensam plan is in force; the clock of its follow-up runs from `made_on`."""

    name = "plan_made"


class PlanChanged(_Plan):
    """A plan in force has a new version."""

    name = "plan_changed"


class DelmalSettled(Fact):
    """A delmål no longer goes on: nothing is left to remind of. Whether it was reached is not told openly."""

    name = "delmal_settled"
    sender: str
    team: str
    plan_id: UUID
    delmal_id: UUID


class PartyAnswered(Fact):
    """A party has answered; its reasons, texts and journal reference go sealed to the team, with the party as source."""

    name = "party_answered"
    sender: str
    team: str
    party: str
    about: UUID
    about_kind: Literal["delmal", "mote", "behov", "stopp"]


class AktEnded(Fact):
    """The team's work with the case has ended; `last_day` is the samtycke's last: today when it ends with this."""

    name = "akt_ended"
    sender: str
    team: str
    parties: tuple[str, ...]
    last_day: date


class EventDiscarded(Discarding):
    """An operator gave up an event that this service could not handle, for a stated reason."""

    name = "event_discarded"
