"""One follow-up of one plan: from the day it is scheduled to its record, or to the day it is no longer wanted."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.followup.domain import due as clock
from services.followup.domain import publications
from services.followup.domain.coverage import Expiry
from services.followup.domain.due import Calendar, Step
from services.followup.domain.faults import fault
from services.followup.domain.moving import check_move
from services.followup.domain.outcomes import Next
from services.followup.domain.record import Record
from services.followup.domain.values import (
    AHEAD,
    OPEN,
    Calls,
    Cover,
    EndedBy,
    Meeting,
    Notice,
    NoticeKind,
    PartyAnswer,
    Plan,
    Publication,
    Rescheduling,
    Status,
)
from services.followup.errors import (
    MeetingCalled,
    MeetingNotHeld,
    NoLongerCovered,
    PlanMadeAlready,
    UnknownFollowUp,
    WrongStatus,
)
from shared.days import local_day
from shared.limits import due_day, renew_by


@dataclass(slots=True)
class FollowUp:
    """A follow-up. Changed only by its methods; each records what followed."""

    id: UUID
    case_id: UUID
    team: str
    sender: str
    plan: Plan
    days: Calendar
    status: Status = Status.PLANERAD
    held_open: bool = False
    """Care comes first: the case is kept open until this follow-up. About the person, so it lies sealed."""
    calls: Calls = field(default_factory=Calls)
    held_at: datetime | None = None
    plan_by: date | None = None
    """When a new plan is wanted: the last day for it."""
    ended_by: EndedBy | None = None
    record: Record | None = field(default=None, repr=False)
    recorded_at: datetime | None = None
    version: int = 0
    noticed: frozenset[tuple[NoticeKind, str]] = frozenset()
    reminded: frozenset[str] = frozenset()
    """The units that have been reminded, and so may answer."""
    new_notices: list[Notice] = field(default_factory=list)
    new_answers: list[PartyAnswer] = field(default_factory=list)
    new_moves: list[Rescheduling] = field(default_factory=list)
    _publications: list[Publication] = field(default_factory=list, repr=False)

    @classmethod
    def schedule(
        cls, followup_id: UUID, case_id: UUID, plan: Plan, *, team: str, sender: str, at: datetime
    ) -> "FollowUp":
        """Schedule the follow-up of a plan: six calendar months after its day."""
        due = due_day(plan.made_on)
        made = cls(followup_id, case_id, team, sender, plan, Calendar(plan.made_on, due, due))
        made._publications.append(publications.scheduled(made, at))
        return made

    @property
    def is_open(self) -> bool:
        """Whether somebody has something to do about it."""
        return self.status in OPEN

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that comes."""
        return next(iter(self.calls.meetings), None)

    @property
    def awaits_record(self) -> bool:
        """Whether it was held and its result is still to be recorded, also after a new plan was made."""
        return self.held_at is not None and self.record is None and self.status is not Status.UTGATT

    def steps(self, expiry: Expiry | None) -> list[Step]:
        """List what the clock has still to do, in order."""
        return clock.steps_ahead(
            self.days,
            self.status,
            self.plan,
            meets_on=local_day(self.meeting.starts_at) if self.meeting else None,
            expiry=expiry,
            plan_by=self.plan_by,
            done=self.noticed,
        )

    def give_way(self) -> None:
        """Close because a newer plan is in force; its own follow-up takes over."""
        if self.is_open:
            self.status = Status.UPPFOLJD if self.record else Status.ERSATT
            self.calls = Calls()

    def follow_plan(self, newer: Plan) -> None:
        """Follow a changed plan: driver, parties and delmål. An older version changes nothing."""
        if newer.version > self.plan.version:
            self.plan = self.plan.followed_by(newer)

    def settle(self, delmal_id: UUID) -> None:
        """Note that a delmål no longer goes on: nothing is left to remind of."""
        self.plan = self.plan.with_settled(delmal_id)

    def leave_out(self, units: Collection[str]) -> bool:
        """Let units go that the samtycke covers no more, with their delmål; returns whether anything changed."""
        before, self.plan = self.plan, self.plan.without(units)
        return self.plan != before

    def call(self, meeting: Meeting) -> None:
        """Note that the parties are called to a meeting, or that it has another time."""
        if self.is_open:
            self._meet(self.calls.plus(meeting))

    def lose_meeting(self, meeting_id: UUID) -> None:
        """Note that a meeting is cancelled: another one is to be called."""
        self._meet(self.calls.less(meeting_id))

    def adjourn(self, meeting_id: UUID) -> None:
        """Note that a meeting dealt with nothing: a new time is promised."""
        for meeting in self.calls.meetings:
            if meeting.id == meeting_id and self._is_its_own(meeting):
                self.calls = self.calls.adjourned(local_day(meeting.starts_at))
        self.lose_meeting(meeting_id)

    def hold(self, meeting: Meeting) -> None:
        """Note that a follow-up meeting was held, with the person; its result is to be recorded, also of a replaced plan."""
        self.lose_meeting(meeting.id)
        if self.record is not None or self.status is Status.UTGATT or not self._is_its_own(meeting):
            return
        self.held_at = min(meeting.starts_at, self.held_at or meeting.starts_at)
        self.status = Status.GENOMFORD if self.status in AHEAD else self.status

    def lapse(self, why: EndedBy) -> None:
        """End: the samtycke or the team's akt is gone. A second time changes nothing."""
        if self.is_open or self.awaits_record:
            self.status, self.ended_by, self.calls = Status.UTGATT, why, Calls()

    def carry_out(self, step: Step, cover: Cover, contact: str, at: datetime) -> None:
        """Do what the clock says, once: tell the koordinator, and remind those who are covered."""
        if (step.kind, step.key) in self.noticed:
            return
        reached = cover.among(step.units) if step.kind in clock.REMINDERS else step.units
        self.noticed |= {(step.kind, step.key)}
        self.new_notices.append(Notice(step.kind, step.key, at, len(self.noticed), reached))
        if step.kind in clock.REMINDERS and reached:
            self.reminded |= set(reached)
            self._publications.append(publications.reminded(self, reached, contact, at))
        if step.kind is NoticeKind.SAMTYCKE_GAR_UT:
            self._publications.append(publications.consent_expiring(self, at))

    def answer(self, answer: PartyAnswer, cover: Cover) -> None:
        """Take the answer of a party that was reminded and is covered still. Kind and day act at once; its words pass the exit."""
        if answer.party not in self.reminded:
            raise UnknownFollowUp
        if not cover.among((answer.party,)):
            raise NoLongerCovered
        self._must_be(self.status in AHEAD)
        self.new_answers.append(answer)
        if answer.text or answer.journal_reference:
            self._publications.append(publications.party_answered(self, answer))

    def reschedule(
        self, move: Rescheduling, cover: Cover, contact: str, *, consent_ends: datetime | None = None
    ) -> None:
        """Plan for another day, with a coded reason. The due day stays, and with it what is overdue.

        `consent_ends`: when the samtycke covers the team with nobody any more, if that is known.
        """
        if self.status is Status.KALLAD:
            raise MeetingCalled
        self._must_be(self.status is Status.PLANERAD)
        check_move(move, self.days, consent_ends)
        self.days = Calendar(self.days.opened_on, self.days.due, move.to_day)
        self.new_moves.append(move)
        parties = cover.among(self.plan.parties)
        self._publications.append(publications.rescheduled(self, move, parties, contact))

    def write_record(
        self, record: Record, cover: Cover, contact: str, *, next_id: UUID, at: datetime
    ) -> "FollowUp | None":
        """Record the result, and say what follows. Returns the next follow-up when the case is kept open."""
        replaced = self.status is Status.ERSATT and self.awaits_record
        if self.status in AHEAD:
            raise MeetingNotHeld
        self._must_be(self.status is Status.GENOMFORD or replaced)
        if replaced and record.next.kind is not Next.NY_PLAN:
            message = "En ny plan gäller redan. Välj en ny plan."
            raise PlanMadeAlready(fields=[fault("next.kind", "plan_made", message)])
        record.check(self.plan)
        self.record, self.recorded_at = record, at
        kept_open = record.next.kind is Next.HALLS_OPPET
        after = self._keep_open(record.next.months, next_id, at) if kept_open else None
        self.calls = Calls()
        parties = cover.among(self.plan.parties)
        again = after.days.due if after else None
        self._publications.append(publications.recorded(self, record, parties, contact, again=again, at=at))
        self.status = Status.UPPFOLJD
        match record.next.kind:
            case Next.NY_PLAN if not replaced:
                self.status, self.plan_by = Status.VANTAR_NY_PLAN, renew_by(local_day(at))
                self._publications.append(publications.new_plan_wanted(self, at))
            case Next.AVSLUT:
                self._publications.append(publications.concluded(self, record, parties, contact, at))
            case _:
                pass
        return after

    def take_publications(self) -> list[Publication]:
        """Hand over what is to be published, once."""
        taken, self._publications = self._publications, []
        return taken

    def _keep_open(self, months: int, next_id: UUID, at: datetime) -> "FollowUp":
        today = local_day(at)
        due = due_day(today, months)
        days = Calendar(today, due, due)
        after = FollowUp(next_id, self.case_id, self.team, self.sender, self.plan, days, held_open=True)
        after._meet(Calls(self.calls.meetings))
        after._publications.append(publications.scheduled(after, at))
        return after

    def _meet(self, calls: Calls) -> None:
        self.calls = calls
        if self.status in AHEAD:
            self.status = Status.KALLAD if calls.meetings else Status.PLANERAD

    def _is_its_own(self, meeting: Meeting) -> bool:
        """Whether a meeting is about this follow-up: until it was kept open, it was about the one before."""
        return not self.held_open or local_day(meeting.starts_at) > self.days.opened_on

    def _must_be(self, allowed: bool) -> None:
        if not allowed:
            raise WrongStatus(follow_up_status=self.status.value)
