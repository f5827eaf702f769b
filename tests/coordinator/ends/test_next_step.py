"""Whatever a case has been through, exactly one thing comes next, somebody does it, and both can be said in Swedish."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coordinator.domain import ENDED, TAKEN_UP, Question, QuestionKind, Status
from services.coordinator.domain.delmal import DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingState, Outcome
from services.coordinator.domain.next_step import (
    INDIVIDEN,
    INGEN,
    KOORDINATORN,
    DelmalSeen,
    FollowUpSeen,
    MeetingSeen,
    Situation,
    Step,
    WhatNext,
    what_next,
)
from services.coordinator.domain.words_next import stands, to_koordinator, to_person
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
    return DelmalSeen(changes.get("id", PLACE), kind, unit, days(due), state, days(-2))


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
            Status.PLAN, plan=[a_delmal(3), a_delmal(40, DelmalState.FORESLAGET, unit="fk", id=UUID(int=8))]
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
        seen(Status.PLAN, plan=[a_delmal(90)], followup=FollowUpSeen(days(60))),
        Step.UPPFOLJNING,
        KOORDINATORN,
        days(60),
        id="the follow-up is earlier",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(-9)], followup=FollowUpSeen(days(-2), planned_for=days(30))),
        Step.UPPFOLJNING,
        KOORDINATORN,
        days(-2),
        id="an overdue follow-up is not hidden by moving it",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[], followup=FollowUpSeen(days(-2), recorded_on=days(-3))),
        Step.NY_PLAN_ELLER_AVSLUT,
        KOORDINATORN,
        days(4),
        id="followed up",
    ),
    pytest.param(
        seen(Status.PLAN, plan=[a_delmal(9)], questions=[asked(QuestionKind.NY_PLAN)]),
        Step.SKRIVA_PLAN,
        KOORDINATORN,
        days(11),
        id="a new plan wanted",
    ),
    pytest.param(seen(Status.TAS_INTE_UPP), Step.TAS_INTE_UPP, INGEN, None, id="declined"),
    pytest.param(seen(Status.AVSLUTAD), Step.AVSLUTAT, INGEN, None, id="ended"),
]


@pytest.mark.parametrize(("situation", "step", "who", "by"), CASES)
def test_says_what_who_and_by_when(situation, step, who, by) -> None:
    coming = what_next(situation)

    assert (coming.step, coming.who, coming.by) == (step, who, by)
    assert coming.overdue is (by is not None and by < TODAY)


MOMENTS = st.integers(-400, 400)
MEETINGS = st.builds(
    MeetingSeen,
    starts_at=MOMENTS.map(at),
    state=st.sampled_from(MeetingState),
    closed_on=MOMENTS.map(days),
    outcome=st.none() | st.sampled_from(Outcome),
    need=st.none() | st.booleans(),
)
DELMAL = st.builds(
    DelmalSeen,
    id=st.uuids(),
    kind=st.sampled_from(DelmalKind),
    unit=st.sampled_from(["af", "fk", None]),
    due=MOMENTS.map(days),
    state=st.sampled_from(DelmalState),
    asked_on=MOMENTS.map(days),
)
QUESTIONS = st.builds(
    Question,
    kind=st.sampled_from(QuestionKind),
    party=st.none() | st.just("af"),
    about=st.none(),
    at=MOMENTS.map(at),
)
SITUATIONS = st.builds(
    Situation,
    status=st.sampled_from(Status),
    since=MOMENTS.map(days),
    sender=st.just(SENDER),
    reply_by=MOMENTS.map(days),
    now=st.just(NOON),
    respond_by=st.none() | MOMENTS.map(days),
    sender_covered=st.booleans(),
    questions=st.lists(QUESTIONS, max_size=3),
    meetings=st.lists(MEETINGS, max_size=4),
    plan=st.none() | st.lists(DELMAL, max_size=4),
    followup=st.none()
    | st.builds(
        FollowUpSeen,
        due=MOMENTS.map(days),
        planned_for=st.none() | MOMENTS.map(days),
        recorded_on=st.none() | MOMENTS.map(days),
    ),
)


def is_over(situation: Situation) -> bool:
    return situation.status in ENDED or situation.status is Status.TAS_INTE_UPP


@settings(max_examples=400, deadline=None)
@given(SITUATIONS)
def test_every_case_has_exactly_one_next_step(situation) -> None:
    coming = what_next(situation)

    assert isinstance(coming, WhatNext)
    assert (coming.who == INGEN) is is_over(situation)
    assert (coming.by is None) is is_over(situation)
    assert coming.who in {KOORDINATORN, INDIVIDEN, INGEN, SENDER, "af", "fk"}
    assert coming.overdue is (coming.by is not None and coming.by < TODAY)


@settings(max_examples=400, deadline=None)
@given(SITUATIONS)
def test_every_next_step_can_be_read(situation) -> None:
    coming = what_next(situation)

    for text in (to_koordinator(coming), to_person(coming, is_hers=coming.who == INDIVIDEN)):
        assert text[0].isupper()
        assert text[-1] in ".?"
    places = stands(situation, coming)
    assert len(places) == 9
    assert places.count("now") == (0 if is_over(situation) else 1)
    assert ("ended" in places) <= is_over(situation)
    assert set(places[:3]) == {"done"}


class TestACaseThatHasEnded:
    """The person reads how far it came, also when nothing of it is in force any more."""

    @pytest.mark.parametrize(
        ("came_to", "done"),
        [
            ({}, 4),
            ({"meetings": [a_meeting(-9, MeetingState.HALLET, outcome=Outcome.VAGLEDNING)]}, 5),
            ({"planned": True}, 7),
            ({"planned": True, "followed_up": True}, 9),
        ],
    )
    def test_has_done_the_steps_that_it_came_to(self, came_to, done) -> None:
        ended = seen(Status.AVSLUTAD, **came_to)

        assert stands(ended, what_next(ended)) == ["done"] * done + ["ended"] * (9 - done)


@settings(max_examples=200, deadline=None)
@given(SITUATIONS.filter(lambda s: s.status in TAKEN_UP))
def test_an_open_question_comes_first(situation) -> None:
    urgent = [q for q in situation.questions if q.kind is not QuestionKind.NY_PLAN]

    coming = what_next(situation)

    assert (coming.step is Step.TA_STALLNING) is bool(urgent)
    assert (coming.question is not None) is bool(urgent)
