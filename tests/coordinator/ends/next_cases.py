"""Situations of cases, and what comes next in each."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from services.coordinator.domain import Question, QuestionKind, Status
from services.coordinator.domain.delmal import DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingKind, MeetingState, Outcome
from services.coordinator.domain.next_step import Step
from services.coordinator.domain.situation import (
    INDIVIDEN,
    INGEN,
    KOORDINATORN,
    DelmalSeen,
    FollowUpSeen,
    MeetingSeen,
    Situation,
)
from shared.days import local_day
from tests.coordinator.builders import NOON, SENDER

TODAY = local_day(NOON)
PLACE = UUID(int=7)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def at(count: float) -> datetime:
    return NOON + timedelta(days=count)


def seen(status: Status, **changes) -> Situation:
    given_ = {"since": days(-3), "sender": SENDER, "reply_by": days(4), "now": NOON}
    return Situation(status, **{**given_, **changes})


def a_meeting(starts: float, state: MeetingState = MeetingState.BOKAT, **changes) -> MeetingSeen:
    return MeetingSeen(at(starts), state, local_day(at(starts)), **changes)


def a_delmal(due: int, state: DelmalState = DelmalState.PAGAR, **changes) -> DelmalSeen:
    kind = changes.get("kind", DelmalKind.PART)
    unit = changes.get("unit", "af") if kind is DelmalKind.PART else None
    return DelmalSeen(changes.get("id", PLACE), kind, unit, days(due), state, days(changes.get("asked", -2)))


def about_the_plan(starts: float, state: MeetingState = MeetingState.BOKAT, **changes) -> MeetingSeen:
    return a_meeting(starts, state, kind=MeetingKind.UPPFOLJNING, plan_id=PLACE, **changes)


def met(outcome: Outcome, **changes) -> MeetingSeen:
    return a_meeting(-1, MeetingState.HALLET, outcome=outcome, **changes)


def met_about_the_plan(outcome: Outcome, **changes) -> MeetingSeen:
    return about_the_plan(-2, MeetingState.HALLET, outcome=outcome, **changes)


def a_follow_up(due: int, **changes) -> FollowUpSeen:
    return FollowUpSeen(days(due), plan_id=PLACE, **changes)


def asked(kind: QuestionKind, when: float = -1) -> Question:
    return Question(kind, None, None, at(when))


def taken_up(**changes) -> Situation:
    return seen(Status.TAS_UPP, **changes)


def planned(**changes) -> Situation:
    return seen(Status.PLAN, **changes)


def case(name: str, situation: Situation, step: Step, by: int | None, who: str = KOORDINATORN):
    """One row: what comes next, in how many days, and who does it: the koordinator, unless somebody else is named."""
    return pytest.param(situation, step, who, None if by is None else days(by), id=name)


CASES = [
    case("come in", seen(Status.INKOMMEN), Step.BEDOMA, 4),
    case(
        "asked to complete",
        seen(Status.KOMPLETTERING_BEGARD, respond_by=days(9)),
        Step.SVARA_KOMPLETTERING,
        9,
        SENDER,
    ),
    case("no answer came", seen(Status.KOMPLETTERING_BEGARD, respond_by=days(-1)), Step.BEDOMA_UTAN_SVAR, 4),
    case("completed", seen(Status.BEDOMNING), Step.BEDOMA, 4),
    case("taken up", taken_up(), Step.KALLA, 11),
    case("handled by hand", taken_up(by_hand=True), Step.FOR_HAND, 11),
    case("ended, though handled by hand", seen(Status.AVSLUTAD, by_hand=True), Step.AVSLUTAT, None, INGEN),
    case("a meeting booked", taken_up(meetings=[a_meeting(8)]), Step.MOTE, 8),
    case("a meeting that has passed", taken_up(meetings=[a_meeting(-1)]), Step.SKRIVA_UTFALL, 4),
    case("adjourned", taken_up(meetings=[a_meeting(-1, MeetingState.AJOURNERAT)]), Step.NY_TID, 11),
    case("met without a plan", taken_up(meetings=[met(Outcome.VAGLEDNING)]), Step.SAGA_BEHOV, 11, SENDER),
    case(
        "met, and the sender is gone",
        taken_up(meetings=[met(Outcome.VAGLEDNING)], sender_covered=False),
        Step.KALLA_ELLER_AVSLUTA,
        11,
    ),
    case(
        "the need remains",
        taken_up(meetings=[met(Outcome.HANVISNING, need=True)]),
        Step.KALLA_ELLER_AVSLUTA,
        11,
    ),
    case("a plan agreed, not written", taken_up(meetings=[met(Outcome.GEMENSAM_PLAN)]), Step.SKRIVA_PLAN, 4),
    case(
        "an open question",
        planned(plan=[a_delmal(3)], questions=[asked(QuestionKind.FLYTTAT)]),
        Step.TA_STALLNING,
        4,
    ),
    case(
        "a delmål to be accepted",
        planned(plan=[a_delmal(13), a_delmal(40, DelmalState.FORESLAGET, unit="fk", id=UUID(int=8))]),
        Step.ACCEPTERA_DELMAL,
        11,
        "fk",
    ),
    case(
        "the earliest delmål",
        planned(plan=[a_delmal(30), a_delmal(20, kind=DelmalKind.INDIVID)]),
        Step.DELMAL,
        20,
        INDIVIDEN,
    ),
    case(
        "the follow-up is earlier",
        planned(plan=[a_delmal(90)], followup=a_follow_up(60)),
        Step.KALLA_UPPFOLJNING,
        46,
    ),
    case(
        "an overdue follow-up is not hidden by moving it",
        planned(plan=[a_delmal(-9)], followup=a_follow_up(-2, planned_for=days(30))),
        Step.KALLA_UPPFOLJNING,
        -16,
    ),
    case(
        "a follow-up that is moved ahead is called to earlier",
        planned(plan=[a_delmal(90)], followup=a_follow_up(60, planned_for=days(40))),
        Step.KALLA_UPPFOLJNING,
        26,
    ),
    case(
        "the follow-up meeting is booked",
        planned(plan=[a_delmal(90)], followup=a_follow_up(60), meetings=[about_the_plan(58)]),
        Step.MOTE,
        58,
    ),
    case(
        "a follow-up meeting that dealt with nothing gets a new time",
        planned(
            plan=[a_delmal(90)],
            followup=a_follow_up(3),
            meetings=[about_the_plan(-1, MeetingState.AJOURNERAT)],
        ),
        Step.NY_TID,
        11,
    ),
    case(
        "the new time that was promised is not hidden by a delmål that is late",
        planned(
            plan=[a_delmal(-40), a_delmal(-9, DelmalState.FORESLAGET, id=UUID(int=8))],
            followup=a_follow_up(60),
            meetings=[about_the_plan(-1, MeetingState.AJOURNERAT)],
        ),
        Step.NY_TID,
        11,
    ),
    case(
        "the day to call is near: a delmål that is late does not hide it",
        planned(plan=[a_delmal(-9)], followup=a_follow_up(28)),
        Step.KALLA_UPPFOLJNING,
        14,
    ),
    case(
        "the day to call is not near: a delmål that is late comes first",
        planned(plan=[a_delmal(-9)], followup=a_follow_up(29)),
        Step.DELMAL,
        -9,
        "af",
    ),
    case(
        "a meeting tomorrow is not hidden by a follow-up that is near",
        planned(plan=[a_delmal(-9)], followup=a_follow_up(20), meetings=[a_meeting(1)]),
        Step.MOTE,
        1,
    ),
    case(
        "a party that never answers is the koordinator's to ask",
        planned(plan=[a_delmal(40, DelmalState.FORESLAGET, asked=-20)], followup=a_follow_up(180)),
        Step.OBESVARAT_DELMAL,
        1,
    ),
    case(
        "held, to be recorded",
        planned(
            plan=[a_delmal(-9)], followup=a_follow_up(-2), meetings=[met_about_the_plan(Outcome.UPPFOLJNING)]
        ),
        Step.DOKUMENTERA,
        4,
    ),
    case(
        "held, and a new plan agreed on",
        planned(
            plan=[a_delmal(9)], followup=a_follow_up(-2), meetings=[met_about_the_plan(Outcome.GEMENSAM_PLAN)]
        ),
        Step.SKRIVA_PLAN,
        4,
    ),
    case(
        "the new plan is written, and what the old one came to is not",
        planned(
            plan=[a_delmal(9)],
            followup=FollowUpSeen(days(180), plan_id=UUID(int=9)),
            replaced=[a_follow_up(-2)],
            meetings=[met_about_the_plan(Outcome.GEMENSAM_PLAN, is_written=True)],
        ),
        Step.DOKUMENTERA,
        4,
    ),
    case(
        "kept open: the meeting before does not count",
        planned(
            plan=[a_delmal(90)],
            followup=a_follow_up(60, opened_on=days(-1), is_again=True),
            meetings=[met_about_the_plan(Outcome.UPPFOLJNING)],
        ),
        Step.KALLA_UPPFOLJNING,
        46,
    ),
    case(
        "followed up",
        planned(plan=[], followup=a_follow_up(-2, recorded_on=days(-3))),
        Step.NY_PLAN_ELLER_AVSLUT,
        25,
    ),
    case(
        "a new plan wanted, and no meeting led to one",
        planned(plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)]),
        Step.KALLA,
        27,
    ),
    case(
        "a new plan wanted, and the meeting led to none",
        planned(
            plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)], meetings=[met(Outcome.VAGLEDNING)]
        ),
        Step.KALLA,
        27,
    ),
    case(
        "a new plan wanted, and agreed on",
        planned(
            plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)], meetings=[met(Outcome.GEMENSAM_PLAN)]
        ),
        Step.SKRIVA_PLAN,
        27,
    ),
    case(
        "a new plan wanted, and its meeting comes too late",
        planned(plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)], meetings=[a_meeting(40)]),
        Step.MOTE,
        27,
    ),
    case(
        "a meeting tomorrow is not hidden by who is to accept",
        planned(plan=[a_delmal(40, DelmalState.FORESLAGET, unit="fk")], meetings=[a_meeting(1)]),
        Step.MOTE,
        1,
    ),
    case(
        "a delmål that is declined is never asked of who declined it",
        planned(plan=[a_delmal(5, DelmalState.AVBOJT)]),
        Step.AVBOJT_DELMAL,
        5,
    ),
    case(
        "not taken up, but handled outside the system",
        seen(Status.TAS_INTE_UPP, is_moved=True),
        Step.FOR_HAND,
        11,
    ),
    case("moved, and ended since", seen(Status.SAMTYCKE_UTGANGET, is_moved=True), Step.AVSLUTAT, None, INGEN),
    case("declined", seen(Status.TAS_INTE_UPP), Step.TAS_INTE_UPP, None, INGEN),
    case("ended", seen(Status.AVSLUTAD), Step.AVSLUTAT, None, INGEN),
]
