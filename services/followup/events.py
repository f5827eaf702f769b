"""Facts that the followup service publishes on ``finsam.followup.v1``. It speaks for the team.

Open: who sent, which team, which units, ids and days. Results, codes, reasons and words lie sealed in sections with the
team as source; what a party has answered has the party as source. Fields may be added with a default; anything else is a
new topic.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.events import Fact
from shared.operating.facts import Discarding

TOPIC = "finsam.followup.v1"


class _FollowUp(Fact):
    sender: str
    team: str
    followup_id: UUID
    plan_id: UUID


class FollowupScheduled(_FollowUp):
    """A plan is to be followed up by a day."""

    name = "followup_scheduled"
    due: date


class FollowupReminded(_FollowUp):
    """The driver and the units that answer for delmål are reminded of the follow-up."""

    name = "followup_reminded"
    parties: tuple[str, ...]
    due: date


class FollowupRescheduled(_FollowUp):
    """The follow-up is planned for another day; its due day stays. Why lies sealed."""

    name = "followup_rescheduled"
    parties: tuple[str, ...]
    planned_for: date


class FollowupRecorded(_FollowUp):
    """The result of a follow-up is recorded; status of each delmål and outcomes lie sealed, by category."""

    name = "followup_recorded"
    parties: tuple[str, ...]


class ConsentExpiring(_FollowUp):
    """The samtycke of the team and a unit of the plan runs out before the follow-up: the koordinator asks the person."""

    name = "consent_expiring"


class NewPlanWanted(_FollowUp):
    """The need remains: the team makes a new plan with the person."""

    name = "new_plan_wanted"


class CaseConcluded(_FollowUp):
    """The team's work with the case ends; `last_day` is the last day of the samtycke that it needs."""

    name = "case_concluded"
    parties: tuple[str, ...]
    last_day: date


class PartyAnswered(Fact):
    """A party has answered; its text and journal reference go sealed to the team, with the party as source."""

    name = "party_answered"
    sender: str
    team: str
    party: str
    about: UUID
    about_kind: Literal["uppfoljning"] = "uppfoljning"


class EventDiscarded(Discarding):
    """An operator gave up an event that this service could not handle, for a stated reason."""

    name = "event_discarded"
