"""What happens next in a case, who does it, and by when: exactly one answer, whatever the case has been through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.coordinator.domain.delmal import CLOSED, DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingState, Outcome
from services.coordinator.domain.questions import REPLY_DAYS, Question, QuestionKind
from services.coordinator.domain.values import ENDED, TAKEN_UP, Status
from shared.days import add_months, add_working_days, local_day, next_working_day

KOORDINATORN, INDIVIDEN, INGEN = "koordinatorn", "individen", "ingen"
"""Who acts, when it is no unit."""
CALL_DAYS = 10
"""Working days within which the koordinator calls a meeting, and within which a party answers."""
WRITE_DAYS = 5
"""Working days to write down what a meeting led to, and to assess what has come in."""
MONTHS_TO_FOLLOW_UP = 6
"""What holds until the followup service has told its own day."""


class Step(StrEnum):
    """What can come next."""

    BEDOMA = "bedoma"
    SVARA_KOMPLETTERING = "svara_komplettering"
    BEDOMA_UTAN_SVAR = "bedoma_utan_svar"
    KALLA = "kalla"
    MOTE = "mote"
    SKRIVA_UTFALL = "skriva_utfall"
    NY_TID = "ny_tid"
    SAGA_BEHOV = "saga_behov"
    KALLA_ELLER_AVSLUTA = "kalla_eller_avsluta"
    SKRIVA_PLAN = "skriva_plan"
    TA_STALLNING = "ta_stallning"
    ACCEPTERA_DELMAL = "acceptera_delmal"
    DELMAL = "delmal"
    UPPFOLJNING = "uppfoljning"
    NY_PLAN_ELLER_AVSLUT = "ny_plan_eller_avslut"
    TAS_INTE_UPP = "tas_inte_upp"
    AVSLUTAT = "avslutat"
    FOR_HAND = "for_hand"


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
    """What counts of the plan's follow-up. Moving it does not move the day when it was due."""

    due: date
    planned_for: date | None = None
    recorded_on: date | None = None


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
    followup: FollowUpSeen | None = None
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


@dataclass(frozen=True, slots=True)
class WhatNext:
    """One answer: what, who (a unit, koordinatorn, individen or ingen), by which day if there is one."""

    step: Step
    who: str
    by: date | None = None
    overdue: bool = False
    question: QuestionKind | None = field(default=None, repr=False)
    at: datetime | None = None
    """When the meeting starts, if that is what comes."""


def what_next(seen: Situation) -> WhatNext:
    """Return what happens next; total over every case."""
    answer = _decide(seen)
    if seen.by_hand and answer.who != INGEN:
        answer = WhatNext(Step.FOR_HAND, KOORDINATORN, answer.by)
    is_late = answer.by is not None and answer.by < seen.today
    return WhatNext(answer.step, answer.who, answer.by, is_late, answer.question, answer.at)


def _decide(seen: Situation) -> WhatNext:
    if seen.status in ENDED:
        return WhatNext(Step.AVSLUTAT, INGEN)
    if seen.status is Status.TAS_INTE_UPP:
        return WhatNext(Step.TAS_INTE_UPP, INGEN)
    return _taken_up(seen) if seen.status in TAKEN_UP else _before_decision(seen)


def _taken_up(seen: Situation) -> WhatNext:
    question = _oldest(seen.questions)
    if question is not None:
        return WhatNext(
            Step.TA_STALLNING,
            KOORDINATORN,
            add_working_days(local_day(question.at), REPLY_DAYS),
            question=question.kind,
        )
    unwritten = _earliest(m for m in seen.meetings if _is_booked(m) and m.starts_at <= seen.now)
    if unwritten is not None:
        return WhatNext(Step.SKRIVA_UTFALL, KOORDINATORN, _after(unwritten.starts_at, WRITE_DAYS))
    if seen.status is Status.TAS_UPP or seen.plan is None:
        return _towards_a_plan(seen)
    return _with_a_plan(seen, seen.plan)


def _before_decision(seen: Situation) -> WhatNext:
    if seen.status is Status.KOMPLETTERING_BEGARD and seen.respond_by is not None:
        if seen.today <= seen.respond_by:
            return WhatNext(Step.SVARA_KOMPLETTERING, seen.sender, seen.respond_by)
        return WhatNext(Step.BEDOMA_UTAN_SVAR, KOORDINATORN, add_working_days(seen.respond_by, WRITE_DAYS))
    if seen.status is Status.BEDOMNING:
        return WhatNext(
            Step.BEDOMA, KOORDINATORN, max(seen.reply_by, add_working_days(seen.since, WRITE_DAYS))
        )
    return WhatNext(Step.BEDOMA, KOORDINATORN, seen.reply_by)


def _towards_a_plan(seen: Situation) -> WhatNext:
    ahead = _earliest(m for m in seen.meetings if _is_booked(m))
    if ahead is not None:
        return _meeting(ahead)
    done = [m for m in seen.meetings if not _is_booked(m)]
    last = max(done, key=lambda m: (m.closed_on, m.starts_at), default=None)
    if last is None:
        return WhatNext(Step.KALLA, KOORDINATORN, add_working_days(seen.since, CALL_DAYS))
    if last.state is not MeetingState.HALLET:
        return WhatNext(Step.NY_TID, KOORDINATORN, add_working_days(last.closed_on, CALL_DAYS))
    if last.outcome is Outcome.GEMENSAM_PLAN:
        return WhatNext(Step.SKRIVA_PLAN, KOORDINATORN, add_working_days(last.closed_on, WRITE_DAYS))
    by = add_working_days(last.closed_on, CALL_DAYS)
    if last.need is None and seen.sender_covered:
        return WhatNext(Step.SAGA_BEHOV, seen.sender, by)
    return WhatNext(Step.KALLA_ELLER_AVSLUTA, KOORDINATORN, by)


def _with_a_plan(seen: Situation, plan: Sequence[DelmalSeen]) -> WhatNext:
    wanted = next((question for question in seen.questions if question.kind is QuestionKind.NY_PLAN), None)
    if wanted is not None:
        return _towards_a_new_plan(seen, wanted)
    follow_up = _follow_up(seen)
    if follow_up.step is Step.NY_PLAN_ELLER_AVSLUT or (follow_up.by and follow_up.by < seen.today):
        meeting = _earliest(m for m in seen.meetings if _is_booked(m))
        return follow_up if meeting is None else _meeting(meeting)
    unaccepted = [d for d in plan if d.state is DelmalState.FORESLAGET and d.who != KOORDINATORN]
    if unaccepted:
        first = min(unaccepted, key=lambda d: (d.asked_on, d.due, d.id))
        return WhatNext(Step.ACCEPTERA_DELMAL, first.who, add_working_days(first.asked_on, CALL_DAYS))
    steps = [_meeting(m) for m in seen.meetings if _is_booked(m)]
    going_on = [d for d in plan if d.state not in CLOSED]
    steps += [WhatNext(Step.DELMAL, d.who, d.due) for d in sorted(going_on, key=lambda d: (d.due, d.id))]
    return min([*steps, follow_up], key=lambda step: step.by or date.max)


def _towards_a_new_plan(seen: Situation, wanted: Question) -> WhatNext:
    ahead = _earliest(m for m in seen.meetings if _is_booked(m))
    if ahead is not None:
        return _meeting(ahead)
    return WhatNext(Step.SKRIVA_PLAN, KOORDINATORN, _after(wanted.at, CALL_DAYS))


def _follow_up(seen: Situation) -> WhatNext:
    if seen.followup is None:
        due = next_working_day(add_months(seen.since, MONTHS_TO_FOLLOW_UP))
        return WhatNext(Step.UPPFOLJNING, KOORDINATORN, due)
    if seen.followup.recorded_on is not None:
        by = add_working_days(seen.followup.recorded_on, WRITE_DAYS)
        return WhatNext(Step.NY_PLAN_ELLER_AVSLUT, KOORDINATORN, by)
    return WhatNext(Step.UPPFOLJNING, KOORDINATORN, seen.followup.due)


def _meeting(meeting: MeetingSeen) -> WhatNext:
    return WhatNext(Step.MOTE, KOORDINATORN, local_day(meeting.starts_at), at=meeting.starts_at)


def _oldest(questions: Sequence[Question]) -> Question | None:
    """The question to take a stand on; that a new plan is wanted is no question but a plan to write."""
    asked = [question for question in questions if question.kind is not QuestionKind.NY_PLAN]
    return min(asked, key=lambda question: (question.at, question.id), default=None)


def _earliest(meetings: Iterable[MeetingSeen]) -> MeetingSeen | None:
    return min(meetings, key=lambda meeting: meeting.starts_at, default=None)


def _is_booked(meeting: MeetingSeen) -> bool:
    return meeting.state is MeetingState.BOKAT


def _after(at: datetime, days: int) -> date:
    return add_working_days(local_day(at), days)
