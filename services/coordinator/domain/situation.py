"""What a case has been through, as far as it decides what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.coordinator.domain.delmal import DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingKind, MeetingState, Outcome
from services.coordinator.domain.questions import Question
from services.coordinator.domain.values import Status
from shared.days import local_day
from shared.limits import call_by

KOORDINATORN, INDIVIDEN, INGEN = "koordinatorn", "individen", "ingen"
"""Who acts, when it is no unit."""


@dataclass(frozen=True, slots=True)
class MeetingSeen:
    """What counts of a meeting: when, where it stands, since when, and what it led to."""

    starts_at: datetime
    state: MeetingState
    closed_on: date
    """The day when it got its state; of a meeting that is booked, its own day."""
    outcome: Outcome | None = None
    need: bool | None = None
    """The sender's answer after a meeting without a plan: does the need remain?"""
    kind: MeetingKind = MeetingKind.TEAM
    plan_id: UUID | None = None
    """The plan that it follows up."""
    is_written: bool = False
    """Whether a plan was made of what it came to."""

    @property
    def day(self) -> date:
        """Its day in Sweden."""
        return local_day(self.starts_at)


@dataclass(frozen=True, slots=True)
class DelmalSeen:
    """What counts of a delmål: who answers for it, by when, where it stands, and since when it is proposed."""

    id: UUID
    kind: DelmalKind
    unit: str | None
    due: date
    state: DelmalState
    asked_on: date

    @property
    def who(self) -> str:
        """Who does it. To an outsider nothing is sent: the koordinator asks."""
        if self.kind is DelmalKind.PART and self.unit:
            return self.unit
        return INDIVIDEN if self.kind is DelmalKind.INDIVID else KOORDINATORN


@dataclass(frozen=True, slots=True)
class FollowUpSeen:
    """What counts of a follow-up. Moving it does not move the day when it was due."""

    due: date
    planned_for: date | None = None
    recorded_on: date | None = None
    plan_id: UUID | None = None
    opened_on: date = date.min
    is_again: bool = False
    """Whether the plan has been followed up before, and the case was kept open on `opened_on`."""

    @property
    def call_by(self) -> date:
        """The last day to call to its meeting."""
        return call_by(min(self.due, self.planned_for or self.due), self.opened_on)

    def has(self, meeting: MeetingSeen) -> bool:
        """Whether a meeting is about it: until the case was kept open, it was about the one before."""
        mine = meeting.kind is MeetingKind.UPPFOLJNING and meeting.plan_id == self.plan_id
        return mine and (not self.is_again or meeting.day > self.opened_on)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides what comes next. `plan` lists the delmål of the plan in force, None when there is none."""

    status: Status
    since: date
    sender: str
    reply_by: date
    now: datetime
    respond_by: date | None = None
    sender_covered: bool = True
    questions: Sequence[Question] = ()
    meetings: Sequence[MeetingSeen] = ()
    plan: Sequence[DelmalSeen] | None = None
    written_on: date = date.min
    """The day when that plan was written."""
    followup: FollowUpSeen | None = None
    """Its follow-up: the one that is still to be made, or the last one."""
    replaced: Sequence[FollowUpSeen] = ()
    """Follow-ups of plans that have been replaced: one that was held is recorded all the same."""
    is_moved: bool = False
    """Whether an anmälan that was not taken up is handled outside the system, rather than laid down."""
    by_hand: bool = False
    """Nothing of the case may leave the system: what comes next is done outside it (protected identity)."""
    planned: bool = False
    """Whether a plan was ever made."""
    followed_up: bool = False
    """Whether any plan was followed up."""

    @property
    def today(self) -> date:
        """The day it is in Sweden."""
        return local_day(self.now)
