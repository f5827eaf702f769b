"""Whatever a case has been through, exactly one thing comes next, somebody does it, and both can be said in Swedish."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coordinator.domain import ENDED, TAKEN_UP, Question, QuestionKind, Status
from services.coordinator.domain.delmal import DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingKind, MeetingState, Outcome
from services.coordinator.domain.next_step import Step, WhatNext, what_next
from services.coordinator.domain.situation import (
    INDIVIDEN,
    INGEN,
    KOORDINATORN,
    DelmalSeen,
    FollowUpSeen,
    MeetingSeen,
    Situation,
)
from services.coordinator.domain.words_next import stands, to_koordinator, to_person
from tests.coordinator.builders import NOON, SENDER
from tests.coordinator.ends.next_cases import CASES, PLACE, TODAY, a_meeting, at, days, seen


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
    kind=st.sampled_from(MeetingKind),
    plan_id=st.just(PLACE),
    is_written=st.booleans(),
)
FOLLOW_UPS = st.builds(
    FollowUpSeen,
    due=MOMENTS.map(days),
    planned_for=st.none() | MOMENTS.map(days),
    recorded_on=st.none() | MOMENTS.map(days),
    plan_id=st.just(PLACE),
    opened_on=MOMENTS.map(days),
    is_again=st.booleans(),
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
    written_on=MOMENTS.map(days),
    followup=st.none() | FOLLOW_UPS,
    replaced=st.lists(FOLLOW_UPS, max_size=1),
    is_moved=st.booleans(),
)


def goes_no_further(situation: Situation) -> bool:
    if situation.status is Status.TAS_INTE_UPP:
        return not situation.is_moved
    return situation.status in ENDED


def is_over(situation: Situation) -> bool:
    """Nothing is left to do: not even to write down a meeting whose time has come."""
    booked = (m for m in situation.meetings if m.state is MeetingState.BOKAT)
    is_unwritten = situation.status in ENDED and any(m.starts_at <= situation.now for m in booked)
    return goes_no_further(situation) and not is_unwritten


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
    assert places.count("now") == (0 if goes_no_further(situation) else 1)
    assert ("ended" in places) <= goes_no_further(situation)
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
