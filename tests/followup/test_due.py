"""When a follow-up is due, and that the clock does each thing once and in order, however it is moved."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followup.domain import (
    Calendar,
    Meeting,
    NoticeKind,
    Status,
    first_expiry,
    overdue_days,
)
from services.followup.domain.next_step import NextStep, Step, next_step
from shared.clock import end_of_day
from shared.days import add_months, is_working_day
from shared.limits import due_day
from tests.followup.builders import (
    AF,
    CONTACT,
    DUE,
    MADE_ON,
    NOON,
    SENDER,
    TEAM,
    a_follow_up,
    a_plan,
    at,
    cover_rows,
    covered,
)

IN_ORDER = [NoticeKind.PAMINNELSE_42, NoticeKind.PAMINNELSE_14, NoticeKind.FORSENAD]


@pytest.mark.parametrize(
    ("made_on", "due"),
    [
        ("2026-03-02", "2026-09-02"),
        ("2026-08-31", "2027-03-01"),  # 28 February is a Sunday
        ("2027-08-31", "2028-02-29"),  # a leap year, and a Tuesday
        ("2025-12-19", "2026-06-22"),  # midsommarafton, then a weekend
        ("2026-06-24", "2026-12-28"),  # julafton to after the weekend
        ("2026-07-01", "2027-01-04"),  # nyårsdagen is a Friday
        ("2026-10-02", "2027-04-02"),
    ],
)
def test_a_plan_is_due_six_calendar_months_later_on_a_working_day(made_on, due) -> None:
    assert due_day(date.fromisoformat(made_on)).isoformat() == due


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.integers(1, 12))
def test_the_due_day_is_the_first_working_day_on_or_after(made_on, months) -> None:
    due, reached = due_day(made_on, months), add_months(made_on, months)

    assert is_working_day(due)
    assert reached <= due <= reached + timedelta(days=6)
    assert not any(is_working_day(reached + timedelta(days=n)) for n in range((due - reached).days))


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_any_jumps_of_the_clock_do_each_thing_once_and_in_order(jumps) -> None:
    follow_up, now, told = a_follow_up(), at(MADE_ON), []
    for jump in jumps:
        now += timedelta(days=jump)
        for step in follow_up.steps(None):
            if step.at <= now:
                follow_up.carry_out(step, covered(), CONTACT, now)
        told += [notice.kind for notice in follow_up.new_notices]
        follow_up.new_notices = []

    assert told == IN_ORDER[: len(told)]
    first = DUE - timedelta(days=42)
    expected = [end_of_day(first - timedelta(days=1)), end_of_day(DUE - timedelta(days=15)), end_of_day(DUE)]
    assert len(told) == sum(moment <= now for moment in expected)


@settings(deadline=None)
@given(st.integers(-120, 120))
def test_moving_the_plan_never_silences_a_reminder_or_what_is_overdue(moved) -> None:
    follow_up = a_follow_up()
    planned = DUE + timedelta(days=moved)
    follow_up.days = Calendar(MADE_ON, DUE, planned)
    steps = follow_up.steps(None)

    assert {step.kind for step in steps} >= {NoticeKind.PAMINNELSE_14, NoticeKind.FORSENAD}
    assert [s.at for s in steps if s.kind is NoticeKind.FORSENAD] == [end_of_day(DUE)]
    assert all(s.at <= end_of_day(DUE) for s in steps)


@pytest.mark.parametrize(
    ("today", "held_on", "days"),
    [
        ("2026-08-20", None, 0),
        ("2026-09-02", None, 0),
        ("2026-09-03", None, 1),
        ("2027-01-10", None, 130),
        ("2027-01-10", "2026-09-12", 10),
        ("2027-01-10", "2026-09-01", 0),
    ],
)
def test_what_is_overdue_is_counted_until_it_was_held(today, held_on, days) -> None:
    met = held_on and date.fromisoformat(held_on)

    assert overdue_days(date(2026, 9, 2), date.fromisoformat(today), met) == days


def test_six_months_at_once_produce_each_reminder_in_order() -> None:
    follow_up, late = a_follow_up(), at(DUE + timedelta(days=30))

    for step in follow_up.steps(None):
        follow_up.carry_out(step, covered(), CONTACT, late)
        follow_up.carry_out(step, covered(), CONTACT, late)

    assert [notice.kind for notice in follow_up.new_notices] == IN_ORDER
    assert [p.fact.name for p in follow_up.take_publications()] == ["followup_reminded"] * 2
    assert follow_up.steps(None) == []


class TestExpiry:
    def test_is_told_eight_weeks_ahead_when_the_samtycke_ends_before_the_follow_up(self) -> None:
        end = datetime(2026, 8, 1, 22, 0, tzinfo=UTC)
        rows = [*cover_rows(SENDER), *cover_rows(AF, valid_to=end)]

        expiry = first_expiry(rows, TEAM, a_plan().units)
        steps = [s for s in a_follow_up().steps(expiry) if s.kind is NoticeKind.SAMTYCKE_GAR_UT]

        assert [(s.at, s.units) for s in steps] == [(datetime(2026, 6, 6, 22, 0, tzinfo=UTC), (AF,))]

    @pytest.mark.parametrize(
        ("made_on", "end", "told"),
        [
            # The last day is 10 April, in summer time; 14 February begins in winter time.
            (date(2025, 12, 1), datetime(2026, 4, 10, 22, 0, tzinfo=UTC), datetime(2026, 2, 13, 23, 0, tzinfo=UTC)),
            # The last day is 15 November, in winter time; 21 September begins in summer time.
            (date(2026, 6, 1), datetime(2026, 11, 15, 23, 0, tzinfo=UTC), datetime(2026, 9, 20, 22, 0, tzinfo=UTC)),
        ],
    )  # fmt: skip
    def test_is_told_in_the_morning_also_when_the_clocks_have_changed_between(
        self, made_on, end, told
    ) -> None:
        follow_up = a_follow_up(a_plan(made_on=made_on))

        steps = follow_up.steps(first_expiry(cover_rows(AF, valid_to=end), TEAM, [AF]))

        assert [s.at for s in steps if s.kind is NoticeKind.SAMTYCKE_GAR_UT] == [told]

    def test_is_not_told_when_the_samtycke_lasts_through_the_day(self) -> None:
        expiry = first_expiry(cover_rows(SENDER, valid_to=end_of_day(DUE)), TEAM, [SENDER])

        assert NoticeKind.SAMTYCKE_GAR_UT not in {step.kind for step in a_follow_up().steps(expiry)}

    def test_of_a_unit_that_is_not_needed_is_nothing(self) -> None:
        assert first_expiry(cover_rows("jobbtorg-stockholm"), TEAM, [AF]) is None
        assert first_expiry(cover_rows(AF, SENDER), TEAM, [AF, SENDER]) is None

    def test_of_a_row_that_a_newer_one_outlasts_is_nothing(self) -> None:
        short, long = datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 8, 1, tzinfo=UTC)
        rows = [*cover_rows(AF, valid_to=short), *cover_rows(AF, valid_to=long)]

        expiry = first_expiry(rows, TEAM, [AF])

        assert expiry is not None
        assert expiry.at == long

    def test_is_told_once_per_set_of_rows(self) -> None:
        follow_up = a_follow_up()
        first = cover_rows(AF, valid_to=datetime(2026, 7, 1, tzinfo=UTC))
        second = cover_rows(AF, valid_to=datetime(2026, 8, 1, tzinfo=UTC))
        for rows in (first, first, [*first, *second], second):
            for step in follow_up.steps(first_expiry(rows, TEAM, [AF])):
                if step.kind is NoticeKind.SAMTYCKE_GAR_UT:
                    follow_up.carry_out(step, covered(), CONTACT, at(DUE))

        assert len(follow_up.new_notices) == 2


def test_one_month_ahead_only_the_reminder_that_there_is_time_for() -> None:
    follow_up = a_follow_up()
    follow_up.days = Calendar(date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 1))

    assert [s.kind for s in follow_up.steps(None)] == [NoticeKind.PAMINNELSE_14, NoticeKind.FORSENAD]


def test_a_meeting_that_dealt_with_nothing_promises_a_new_time() -> None:
    follow_up, meeting = a_follow_up(), Meeting(uuid4(), at(DUE))
    follow_up.call(meeting)
    assert next_step(follow_up, at(DUE) - timedelta(hours=1)) == NextStep(Step.MOTE, DUE)
    assert next_step(follow_up, at(DUE)) == NextStep(Step.SKRIVA_UTFALL, date(2026, 9, 9))

    follow_up.adjourn(meeting.id)

    assert next_step(follow_up, at(DUE)) == NextStep(Step.NY_TID, date(2026, 9, 16))


def test_moving_the_plan_later_gives_no_longer_time_to_call() -> None:
    follow_up = a_follow_up()
    follow_up.days = Calendar(MADE_ON, DUE, DUE + timedelta(days=60))

    assert next_step(follow_up, NOON) == NextStep(Step.KALLA_UPPFOLJNING, date(2026, 8, 19))


@pytest.mark.parametrize("status", list(Status))
def test_every_open_follow_up_says_what_is_next_and_by_when(status) -> None:
    follow_up = a_follow_up()
    if status is Status.KALLAD:
        follow_up.call(Meeting(follow_up.id, at(DUE)))
    if status in {Status.GENOMFORD, Status.VANTAR_NY_PLAN}:
        follow_up.plan_by, follow_up.held_at = DUE, at(DUE)
    follow_up.status = status

    assert (next_step(follow_up, NOON) is not None) == follow_up.is_open
