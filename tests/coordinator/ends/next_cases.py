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


def a_follow_up(due: int, **changes) -> FollowUpSeen:
    return FollowUpSeen(days(due), plan_id=PLACE, **changes)


def asked(kind: QuestionKind, when: float = -1) -> Question:
    return Question(kind, None, None, at(when))


HELD = MeetingState.HALLET
CASES = [
    pytest.param(seen(Status.INKOMMEN), Step.BEDOMA, KOORDINATORN, days(4), id="come in"),
    pytest.param(
        seen(Status.KOMPLETTERING_BEGARD, respond_by=days(9)),
        Step.SVARA_KOMPLETTERING,
        SENDER,
        days(9),
        id="asked to complete",
    ),
    pytest.param(
        seen(Status.KOMPLETTERING_BEGARD, respond_by=days(-1)),
        Step.BEDOMA_UTAN_SVAR,
        KOORDINATORN,
        days(4),
        id="no answer came",
    ),
    pytest.param(seen(Status.BEDOMNING), Step.BEDOMA, KOORDINATORN, days(4), id="completed"),
    pytest.param(seen(Status.TAS_UPP), Step.KALLA, KOORDINATORN, days(11), id="taken up"),
    pytest.param(
        seen(Status.TAS_UPP, by_hand=True), Step.FOR_HAND, KOORDINATORN, days(11), id="handled by hand"
    ),
    pytest.param(
        seen(Status.AVSLUTAD, by_hand=True), Step.AVSLUTAT, INGEN, None, id="ended, though handled by hand"
    ),
    pytest.param(
        seen(Status.TAS_UPP, meetings=[a_meeting(8)]), Step.MOTE, KOORDINATORN, days(8), id="a meeting booked"
    ),
    pytest.param(
        seen(Status.TAS_UPP, meetings=[a_meeting(-1)]),
        Step.SKRIVA_UTFALL,
        KOORDINATORN,
        days(4),
        id="a meeting that has passed",
    ),
    pytest.param(
        seen(Status.TAS_UPP, meetings=[a_meeting(-1, MeetingState.AJOURNERAT)]),
        Step.NY_TID,
        KOORDINATORN,
        days(11),
        id="adjourned",
    ),
    pytest.param(
        seen(Status.TAS_UPP, meetings=[a_meeting(-1, HELD, outcome=Outcome.VAGLEDNING)]),
        Step.SAGA_BEHOV,
        SENDER,
        days(11),
        id="met without a plan",
    ),
    pytest.param(
        seen(
            Status.TAS_UPP, meetings=[a_meeting(-1, HELD, outcome=Outcome.VAGLEDNING)], sender_covered=False
        ),
        Step.KALLA_ELLER_AVSLUTA,
        KOORDINATORN,
        days(11),
        id="met, and the sender is gone",
    ),
    pytest.param(
        seen(Status.TAS_UPP, meetings=[a_meeting(-1, HELD, outcome=Outcome.HANVISNING, need=True)]),
        Step.KALLA_ELLER_AVSLUTA,
        KOORDINATORN,
        days(11),
        id="the need remains",
    ),
    pytest.param(
        seen(Status.TAS_UPP, meetings=[a_meeting(-1, HELD, outcome=Outcome.GEMENSAM_PLAN)]),
        Step.SKRIVA_PLAN,
        KOORDINATORN,
        days(4),
        id="a plan agreed, not written",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(3)], questions=[asked(QuestionKind.FLYTTAT)]),
        Step.TA_STALLNING,
        KOORDINATORN,
        days(4),
        id="an open question",
    ),
    pytest.param(
        seen(
            Status.PLAN, plan=[a_delmal(13), a_delmal(40, DelmalState.FORESLAGET, unit="fk", id=UUID(int=8))]
        ),
        Step.ACCEPTERA_DELMAL,
        "fk",
        days(11),
        id="a delmål to be accepted",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(30), a_delmal(20, kind=DelmalKind.INDIVID)]),
        Step.DELMAL,
        INDIVIDEN,
        days(20),
        id="the earliest delmål",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(90)], followup=a_follow_up(60)),
        Step.KALLA_UPPFOLJNING,
        KOORDINATORN,
        days(46),
        id="the follow-up is earlier",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(-9)], followup=a_follow_up(-2, planned_for=days(30))),
        Step.KALLA_UPPFOLJNING,
        KOORDINATORN,
        days(-16),
        id="an overdue follow-up is not hidden by moving it",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(90)], followup=a_follow_up(60, planned_for=days(40))),
        Step.KALLA_UPPFOLJNING,
        KOORDINATORN,
        days(26),
        id="a follow-up that is moved ahead is called to earlier",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(90)], followup=a_follow_up(60), meetings=[about_the_plan(58)]),
        Step.MOTE,
        KOORDINATORN,
        days(58),
        id="the follow-up meeting is booked",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(90)],
            followup=a_follow_up(3),
            meetings=[about_the_plan(-1, MeetingState.AJOURNERAT)],
        ),
        Step.NY_TID,
        KOORDINATORN,
        days(11),
        id="a follow-up meeting that dealt with nothing gets a new time",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(-40), a_delmal(-9, DelmalState.FORESLAGET, id=UUID(int=8))],
            followup=a_follow_up(60),
            meetings=[about_the_plan(-1, MeetingState.AJOURNERAT)],
        ),
        Step.NY_TID,
        KOORDINATORN,
        days(11),
        id="the new time that was promised is not hidden by a delmål that is late",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(-9)], followup=a_follow_up(28)),
        Step.KALLA_UPPFOLJNING,
        KOORDINATORN,
        days(14),
        id="the day to call is near: a delmål that is late does not hide it",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(-9)], followup=a_follow_up(29)),
        Step.DELMAL,
        "af",
        days(-9),
        id="the day to call is not near: a delmål that is late comes first",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(-9)], followup=a_follow_up(20), meetings=[a_meeting(1)]),
        Step.MOTE,
        KOORDINATORN,
        days(1),
        id="a meeting tomorrow is not hidden by a follow-up that is near",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(40, DelmalState.FORESLAGET, asked=-20)], followup=a_follow_up(180)),
        Step.OBESVARAT_DELMAL,
        KOORDINATORN,
        days(1),
        id="a party that never answers is the koordinator's to ask",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(-9)],
            followup=a_follow_up(-2),
            meetings=[about_the_plan(-2, HELD, outcome=Outcome.UPPFOLJNING)],
        ),
        Step.DOKUMENTERA,
        KOORDINATORN,
        days(4),
        id="held, to be recorded",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(9)],
            followup=a_follow_up(-2),
            meetings=[about_the_plan(-2, HELD, outcome=Outcome.GEMENSAM_PLAN)],
        ),
        Step.SKRIVA_PLAN,
        KOORDINATORN,
        days(4),
        id="held, and a new plan agreed on",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(9)],
            followup=FollowUpSeen(days(180), plan_id=UUID(int=9)),
            replaced=[a_follow_up(-2)],
            meetings=[about_the_plan(-2, HELD, outcome=Outcome.GEMENSAM_PLAN, is_written=True)],
        ),
        Step.DOKUMENTERA,
        KOORDINATORN,
        days(4),
        id="the new plan is written, and what the old one came to is not",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(90)],
            followup=a_follow_up(60, opened_on=days(-1), is_again=True),
            meetings=[about_the_plan(-2, HELD, outcome=Outcome.UPPFOLJNING)],
        ),
        Step.KALLA_UPPFOLJNING,
        KOORDINATORN,
        days(46),
        id="kept open: the meeting before does not count",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[], followup=a_follow_up(-2, recorded_on=days(-3))),
        Step.NY_PLAN_ELLER_AVSLUT,
        KOORDINATORN,
        days(25),
        id="followed up",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)]),
        Step.KALLA,
        KOORDINATORN,
        days(27),
        id="a new plan wanted, and no meeting led to one",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(9)],
            questions=[asked(QuestionKind.NY_PLAN)],
            meetings=[a_meeting(-1, HELD, outcome=Outcome.VAGLEDNING)],
        ),
        Step.KALLA,
        KOORDINATORN,
        days(27),
        id="a new plan wanted, and the meeting led to none",
    ),
    pytest.param(
        seen(
            Status.PLAN,
            plan=[a_delmal(9)],
            questions=[asked(QuestionKind.NY_PLAN)],
            meetings=[a_meeting(-1, HELD, outcome=Outcome.GEMENSAM_PLAN)],
        ),
        Step.SKRIVA_PLAN,
        KOORDINATORN,
        days(27),
        id="a new plan wanted, and agreed on",
    ),
    pytest.param(
        seen(
            Status.PLAN, plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)], meetings=[a_meeting(40)]
        ),
        Step.MOTE,
        KOORDINATORN,
        days(27),
        id="a new plan wanted, and its meeting comes too late",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(40, DelmalState.FORESLAGET, unit="fk")], meetings=[a_meeting(1)]),
        Step.MOTE,
        KOORDINATORN,
        days(1),
        id="a meeting tomorrow is not hidden by who is to accept",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(5, DelmalState.AVBOJT)]),
        Step.AVBOJT_DELMAL,
        KOORDINATORN,
        days(5),
        id="a delmål that is declined is never asked of who declined it",
    ),
    pytest.param(
        seen(Status.TAS_INTE_UPP, is_moved=True),
        Step.FOR_HAND,
        KOORDINATORN,
        days(11),
        id="not taken up, but handled outside the system",
    ),
    pytest.param(
        seen(Status.SAMTYCKE_UTGANGET, is_moved=True), Step.AVSLUTAT, INGEN, None, id="moved, and ended since"
    ),
    pytest.param(seen(Status.TAS_INTE_UPP), Step.TAS_INTE_UPP, INGEN, None, id="declined"),
    pytest.param(seen(Status.AVSLUTAD), Step.AVSLUTAT, INGEN, None, id="ended"),
]
