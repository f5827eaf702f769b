"""One follow-up of one plan: from the day it is scheduled to its record, or to the day it is no longer wanted."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from services.followup.domain import due as clock
from services.followup.domain import words
from services.followup.domain.coverage import Expiry
from services.followup.domain.due import Calendar, Step
from services.followup.domain.outcomes import Next
from services.followup.domain.record import Record
from services.followup.domain.values import (
    AHEAD,
    HANDLAGGNING,
    OPEN,
    Cover,
    EndedBy,
    Meeting,
    MoveReason,
    Notice,
    NoticeKind,
    PartyAnswer,
    Plan,
    Publication,
    Rescheduling,
    Status,
)
from services.followup.errors import (
    DateInPast,
    MeetingCalled,
    MeetingNotHeld,
    NotWorkingDay,
    PlanMadeAlready,
    SameDay,
    UnknownFollowUp,
    WordsMissing,
    WrongStatus,
)
from services.followup.events import (
    CaseConcluded,
    ConsentExpiring,
    FollowupRecorded,
    FollowupReminded,
    FollowupRescheduled,
    FollowupScheduled,
    NewPlanWanted,
    PartyAnswered,
)
from shared.days import is_working_day, local_day
from shared.events import Fact, Section


class _Happened(TypedDict):
    subject: UUID
    occurred_at: datetime
    sender: str
    team: str
    followup_id: UUID
    plan_id: UUID


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
    meeting: Meeting | None = None
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
        due = clock.due_day(plan.made_on)
        made = cls(followup_id, case_id, team, sender, plan, Calendar(plan.made_on, due, due))
        made._publish(FollowupScheduled(**made._happened(at), due=due))
        return made

    @property
    def is_open(self) -> bool:
        """Whether somebody has something to do about it."""
        return self.status in OPEN

    @property
    def awaits_record(self) -> bool:
        """Whether it was held and its result is still to be recorded, also after a new plan was made."""
        return self.held_at is not None and self.record is None and self.status is not Status.UTGATT

    def steps(self, expiry: Expiry | None) -> list[Step]:
        """List what the clock has still to do, in order."""
        return clock.steps_ahead(
            self.days, self.status, self.plan, expiry=expiry, plan_by=self.plan_by, done=self.noticed
        )

    def give_way(self) -> None:
        """Close because a newer plan is in force; its own follow-up takes over."""
        if self.is_open:
            self.status = Status.UPPFOLJD if self.record else Status.ERSATT
            self.meeting = None

    def follow_plan(self, newer: Plan) -> None:
        """Follow a changed plan: driver, parties and delmål. An older version changes nothing."""
        if newer.version > self.plan.version:
            self.plan = self.plan.followed_by(newer)

    def settle(self, delmal_id: UUID) -> None:
        """Note that a delmål no longer goes on: nothing is left to remind of."""
        self.plan = self.plan.with_settled(delmal_id)

    def call(self, meeting: Meeting) -> None:
        """Note that the parties are called to a meeting, or that it has another time."""
        if self.status in AHEAD:
            self.status, self.meeting = Status.KALLAD, meeting

    def lose_meeting(self, meeting_id: UUID) -> None:
        """Note that the meeting is cancelled or adjourned: a new one is to be called."""
        if self.status is Status.KALLAD and self.meeting and self.meeting.id == meeting_id:
            self.status, self.meeting = Status.PLANERAD, None

    def hold(self, held_at: datetime) -> None:
        """Note that the follow-up meeting was held, with the person; its result is to be recorded."""
        if self.status in AHEAD:
            self.status, self.held_at = Status.GENOMFORD, held_at

    def lapse(self, why: EndedBy) -> None:
        """End: the samtycke or the team's akt is gone. A second time changes nothing."""
        if self.is_open or self.awaits_record:
            self.status, self.ended_by, self.meeting = Status.UTGATT, why, None

    def carry_out(self, step: Step, cover: Cover, contact: str, at: datetime) -> None:
        """Do what the clock says, once: tell the koordinator, and remind those who are covered."""
        if (step.kind, step.key) in self.noticed:
            return
        reached = cover.among(step.units) if step.kind in clock.REMINDERS else step.units
        self.noticed |= {(step.kind, step.key)}
        self.new_notices.append(Notice(step.kind, step.key, at, len(self.noticed), reached))
        if step.kind in clock.REMINDERS and reached:
            self.reminded |= set(reached)
            fact = FollowupReminded(**self._happened(at), parties=reached, due=self.days.due)
            content = words.reminder(self.days.due, self.days.planned_for, contact)
            self._publish(fact, Section(HANDLAGGNING, self.team, content))
        if step.kind is NoticeKind.SAMTYCKE_GAR_UT:
            self._publish(ConsentExpiring(**self._happened(at)))

    def answer(self, answer: PartyAnswer) -> None:
        """Take a reminded party's answer. Kind and day act at once; its words pass the exit."""
        if answer.party not in self.reminded:
            raise UnknownFollowUp
        self._must_be(self.status in AHEAD)
        self.new_answers.append(answer)
        if answer.text or answer.journal_reference:
            fact = PartyAnswered(
                subject=self.case_id,
                occurred_at=answer.at,
                sender=self.sender,
                team=self.team,
                party=answer.party,
                about=self.id,
            )
            self._publish(fact, Section(HANDLAGGNING, answer.party, words.party_answer(answer)))

    def reschedule(self, move: Rescheduling, cover: Cover, contact: str) -> None:
        """Plan for another day, with a coded reason. The due day stays, and with it what is overdue."""
        if self.status is Status.KALLAD:
            raise MeetingCalled
        self._must_be(self.status is Status.PLANERAD)
        if move.to_day < local_day(move.at):
            raise DateInPast
        if not is_working_day(move.to_day):
            raise NotWorkingDay
        if move.to_day == self.days.planned_for:
            raise SameDay
        if move.reason is MoveReason.ANNAT and not (move.text or "").strip():
            raise WordsMissing(fields=[{"field": "text", "code": "missing", "message": "Texten saknas."}])
        self.days = Calendar(self.days.opened_on, self.days.due, move.to_day)
        self.new_moves.append(move)
        if parties := cover.among(self.plan.parties):
            fact = FollowupRescheduled(**self._happened(move.at), parties=parties, planned_for=move.to_day)
            self._publish(fact, *words.rescheduled(move, self.days.due, self.team, contact))

    def write_record(
        self, record: Record, cover: Cover, contact: str, *, next_id: UUID, at: datetime
    ) -> "FollowUp | None":
        """Record the result, and say what follows. Returns the next follow-up when the case is kept open."""
        replaced = self.status is Status.ERSATT and self.awaits_record
        if self.status in AHEAD:
            raise MeetingNotHeld
        self._must_be(self.status is Status.GENOMFORD or replaced)
        if replaced and record.next.kind is not Next.NY_PLAN:
            raise PlanMadeAlready
        record.check(self.plan)
        self.record, self.recorded_at = record, at
        parties = cover.among(self.plan.parties)
        result = words.recorded(record, self.plan, self.team, contact) if parties else ()
        self._publish(FollowupRecorded(**self._happened(at), parties=parties), *result)
        self.status = Status.UPPFOLJD
        match record.next.kind:
            case Next.NY_PLAN if not replaced:
                self._want_plan(at)
            case Next.AVSLUT:
                self._conclude(record, parties, contact, at)
            case Next.HALLS_OPPET:
                return self._keep_open(record.next.months, next_id, at)
            case _:
                pass
        return None

    def take_publications(self) -> list[Publication]:
        """Hand over what is to be published, once."""
        taken, self._publications = self._publications, []
        return taken

    def _want_plan(self, at: datetime) -> None:
        self.status = Status.VANTAR_NY_PLAN
        self.plan_by = local_day(at) + timedelta(days=clock.PLAN_DAYS)
        self._publish(NewPlanWanted(**self._happened(at)))

    def _conclude(self, record: Record, parties: tuple[str, ...], contact: str, at: datetime) -> None:
        last_day = local_day(at) + timedelta(days=clock.LAST_DAYS)
        told = words.concluded(record, last_day, self.team, contact) if parties else ()
        self._publish(CaseConcluded(**self._happened(at), parties=parties, last_day=last_day), *told)

    def _keep_open(self, months: int, next_id: UUID, at: datetime) -> "FollowUp":
        today = local_day(at)
        due = clock.due_day(today, months)
        after = FollowUp(
            next_id,
            self.case_id,
            self.team,
            self.sender,
            self.plan,
            Calendar(today, due, due),
            held_open=True,
        )
        after._publish(FollowupScheduled(**after._happened(at), due=due))
        return after

    def _happened(self, at: datetime) -> "_Happened":
        return {
            "subject": self.case_id,
            "occurred_at": at,
            "sender": self.sender,
            "team": self.team,
            "followup_id": self.id,
            "plan_id": self.plan.id,
        }

    def _publish(self, fact: Fact, *sections: Section) -> None:
        self._publications.append(Publication(fact, sections))

    def _must_be(self, allowed: bool) -> None:
        if not allowed:
            raise WrongStatus(follow_up_status=self.status.value)
