"""What happens next in a case, who does it, and by when: exactly one answer, whatever the case has been through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.coordinator.domain.delmal import CLOSED, DelmalState
from services.coordinator.domain.meeting_values import MeetingKind, MeetingState, Outcome
from services.coordinator.domain.questions import REPLY_DAYS, Question, QuestionKind
from services.coordinator.domain.situation import (
    INGEN,
    KOORDINATORN,
    DelmalSeen,
    FollowUpSeen,
    MeetingSeen,
    Situation,
)
from services.coordinator.domain.values import ENDED, TAKEN_UP, Status
from shared.days import add_working_days, local_day
from shared.limits import WRITE_DAYS, due_day, new_time_by, renew_by, write_by

CALL_DAYS = 10
"""Working days within which the koordinator calls a meeting, and within which a party answers."""

REACH = timedelta(days=14)
"""When the day for the follow-up is as near as this, no delmål hides what the koordinator has to do for it."""


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
    AVBOJT_DELMAL = "avbojt_delmal"
    OBESVARAT_DELMAL = "obesvarat_delmal"
    KALLA_UPPFOLJNING = "kalla_uppfoljning"
    DOKUMENTERA = "dokumentera"
    NY_PLAN_ELLER_AVSLUT = "ny_plan_eller_avslut"
    TAS_INTE_UPP = "tas_inte_upp"
    AVSLUTAT = "avslutat"
    FOR_HAND = "for_hand"
    SKAFFA_SAMTYCKE = "skaffa_samtycke"
    SVARA_OM_SAMTYCKE = "svara_om_samtycke"
    ATERSANDA = "atersanda"
    LATA_GA_VIDARE = "lata_ga_vidare"


@dataclass(frozen=True, slots=True)
class WhatNext:
    """One answer: what, who (a unit, koordinatorn, individen or ingen), by which day if there is one."""

    step: Step
    who: str
    by: date | None = None
    overdue: bool = False
    question: Question | None = field(default=None, repr=False)
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
        return _unwritten(seen) or WhatNext(Step.AVSLUTAT, INGEN)
    if seen.status is Status.VANTAR_PA_SAMTYCKE:
        return _without_consent(seen)
    if seen.status is Status.TAS_INTE_UPP and seen.is_moved:
        return WhatNext(Step.FOR_HAND, KOORDINATORN, add_working_days(seen.since, CALL_DAYS))
    if seen.status is Status.TAS_INTE_UPP:
        return WhatNext(Step.TAS_INTE_UPP, INGEN)
    return _taken_up(seen) if seen.status in TAKEN_UP else _before_decision(seen)


def _without_consent(seen: Situation) -> WhatNext:
    """Say what comes next of an anmälan on paper that waits: its samtycke is asked for, waited for, or here."""
    if seen.sender_covered:
        return WhatNext(Step.LATA_GA_VIDARE, KOORDINATORN, seen.reply_by)
    if seen.respond_by is None:
        return WhatNext(Step.SKAFFA_SAMTYCKE, KOORDINATORN, seen.reply_by)
    if seen.today <= seen.respond_by:
        return WhatNext(Step.SVARA_OM_SAMTYCKE, seen.sender, seen.respond_by)
    return WhatNext(Step.ATERSANDA, KOORDINATORN, add_working_days(seen.respond_by, WRITE_DAYS))


def _taken_up(seen: Situation) -> WhatNext:
    question = _oldest(seen.questions)
    if question is not None:
        return WhatNext(
            Step.TA_STALLNING,
            KOORDINATORN,
            add_working_days(local_day(question.at), REPLY_DAYS),
            question=question,
        )
    unwritten = _unwritten(seen)
    if unwritten is not None:
        return unwritten
    if seen.status is Status.TAS_UPP or seen.plan is None:
        return _towards_a_plan(seen)
    return _with_a_plan(seen, seen.plan)


def _unwritten(seen: Situation) -> WhatNext | None:
    """A meeting whose time has come is written down, also when the case has ended since: it was a disclosure."""
    met = _earliest(m for m in seen.meetings if _is_booked(m) and m.starts_at <= seen.now)
    return met and WhatNext(Step.SKRIVA_UTFALL, KOORDINATORN, write_by(met.day))


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
        return WhatNext(Step.NY_TID, KOORDINATORN, new_time_by(last.closed_on))
    if last.outcome is Outcome.GEMENSAM_PLAN:
        return WhatNext(Step.SKRIVA_PLAN, KOORDINATORN, write_by(last.closed_on))
    by = add_working_days(last.closed_on, CALL_DAYS)
    if last.need is None and seen.sender_covered:
        return WhatNext(Step.SAGA_BEHOV, seen.sender, by)
    return WhatNext(Step.KALLA_ELLER_AVSLUTA, KOORDINATORN, by)


def _with_a_plan(seen: Situation, plan: Sequence[DelmalSeen]) -> WhatNext:
    unrecorded = _unrecorded(seen)
    wanted = next((question for question in seen.questions if question.kind is QuestionKind.NY_PLAN), None)
    if wanted is not None:
        return _first([_towards_a_new_plan(seen, Step.KALLA, local_day(wanted.at)), *unrecorded])
    if seen.followup is not None and seen.followup.recorded_on is not None:
        step = Step.NY_PLAN_ELLER_AVSLUT
        return _first([_towards_a_new_plan(seen, step, seen.followup.recorded_on), *unrecorded])
    agreed = [WhatNext(Step.SKRIVA_PLAN, KOORDINATORN, write_by(m.day)) for m in _agreed(seen)]
    if agreed or unrecorded:
        return _first([*agreed, *unrecorded])
    follow_up = _follow_up(seen)
    if follow_up.by is not None and follow_up.by < seen.today:
        return follow_up
    ahead = [follow_up, *(_meeting(m) for m in seen.meetings if _is_booked(m))]
    is_near = follow_up.by is not None and follow_up.by <= seen.today + REACH
    if is_near or follow_up.step is Step.NY_TID:
        return _first(ahead)
    return _first([*ahead, *_of_delmal(plan, seen.today)])


def _unrecorded(seen: Situation) -> list[WhatNext]:
    """Say that a follow-up that was held is recorded, also when its plan has been replaced since."""
    known = [f for f in (seen.followup, *seen.replaced) if f is not None and f.recorded_on is None]
    held = [m for m in seen.meetings if m.state is MeetingState.HALLET]
    first = _earliest(m for m in held if any(f.has(m) for f in known))
    return [WhatNext(Step.DOKUMENTERA, KOORDINATORN, write_by(first.day))] if first else []


def _agreed(seen: Situation) -> list[MeetingSeen]:
    """List the meetings at which a new plan was agreed on, since the one in force was written, or was kept."""
    held = [m for m in seen.meetings if m.outcome is Outcome.GEMENSAM_PLAN and not m.is_written]
    kept_on = seen.followup.opened_on if seen.followup and seen.followup.is_again else date.min
    return [
        m for m in held if m.state is MeetingState.HALLET and m.day >= seen.written_on and m.day > kept_on
    ]


def _towards_a_new_plan(seen: Situation, step: Step, since: date) -> WhatNext:
    """Say how the plan comes about that the follow-up wanted; `step` while nothing is done for it."""
    by = renew_by(since)
    ahead = _earliest(m for m in seen.meetings if _is_booked(m))
    if ahead is not None:
        return WhatNext(Step.MOTE, KOORDINATORN, min(ahead.day, by), at=ahead.starts_at)
    return WhatNext(Step.SKRIVA_PLAN if _agreed(seen) else step, KOORDINATORN, by)


def _follow_up(seen: Situation) -> WhatNext:
    """Say what comes next about the follow-up, as long as no meeting was held; the same as the followup service says."""
    followup = seen.followup or FollowUpSeen(due_day(seen.since))
    meetings = [
        m for m in seen.meetings if m.kind is MeetingKind.UPPFOLJNING and m.plan_id == followup.plan_id
    ]
    booked = _earliest(m for m in meetings if _is_booked(m))
    if booked is not None:
        return _meeting(booked)
    nothing = [m.day for m in meetings if m.state is MeetingState.AJOURNERAT and followup.has(m)]
    if nothing:
        return WhatNext(Step.NY_TID, KOORDINATORN, new_time_by(max(nothing)))
    return WhatNext(Step.KALLA_UPPFOLJNING, KOORDINATORN, followup.call_by)


def _of_delmal(plan: Sequence[DelmalSeen], today: date) -> list[WhatNext]:
    """Say of each delmål that goes on who does it by when, or answers; of one declined, or never answered, who decides."""
    found: list[WhatNext] = []
    for delmal in sorted(plan, key=lambda d: (d.due, d.id)):
        if delmal.state is DelmalState.AVBOJT:
            found.append(WhatNext(Step.AVBOJT_DELMAL, KOORDINATORN, delmal.due))
        elif delmal.state is DelmalState.FORESLAGET and delmal.who != KOORDINATORN:
            by = add_working_days(delmal.asked_on, CALL_DAYS)
            late = WhatNext(Step.OBESVARAT_DELMAL, KOORDINATORN, add_working_days(by, WRITE_DAYS))
            found.append(late if by < today else WhatNext(Step.ACCEPTERA_DELMAL, delmal.who, by))
        elif delmal.state not in CLOSED:
            found.append(WhatNext(Step.DELMAL, delmal.who, delmal.due))
    return found


def _first(steps: Iterable[WhatNext]) -> WhatNext:
    return min(steps, key=lambda step: step.by or date.max)


def _meeting(meeting: MeetingSeen) -> WhatNext:
    return WhatNext(Step.MOTE, KOORDINATORN, meeting.day, at=meeting.starts_at)


def _oldest(questions: Sequence[Question]) -> Question | None:
    """The question to take a stand on; that a new plan is wanted is no question but a plan to write."""
    asked = [question for question in questions if question.kind is not QuestionKind.NY_PLAN]
    return min(asked, key=lambda question: (question.at, question.id), default=None)


def _earliest(meetings: Iterable[MeetingSeen]) -> MeetingSeen | None:
    return min(meetings, key=lambda meeting: meeting.starts_at, default=None)


def _is_booked(meeting: MeetingSeen) -> bool:
    return meeting.state is MeetingState.BOKAT
