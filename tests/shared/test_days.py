"""Days as Sweden counts them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.days import (
    add_months,
    add_working_days,
    easter,
    is_working_day,
    local_day,
    long_date,
    next_working_day,
)


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"])
def test_easter_falls_where_the_almanac_has_it(day) -> None:
    assert easter(int(day[:4])).isoformat() == day


@pytest.mark.parametrize(
    "day",
    ["2026-01-06", "2026-04-03", "2026-05-14", "2026-06-19", "2026-12-24", "2026-12-31", "2026-11-21"],
)
def test_authorities_are_closed(day) -> None:
    assert not is_working_day(date.fromisoformat(day))


def test_five_working_days_over_christmas_reach_into_january() -> None:
    assert add_working_days(date(2026, 12, 22), 5) == date(2027, 1, 4)


def test_a_late_evening_belongs_to_the_next_day_in_sweden() -> None:
    assert local_day(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == date(2026, 3, 2)


def test_dates_are_written_in_words() -> None:
    assert long_date(date(2026, 5, 7)) == "7 maj 2026"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-01-15", 6, "2026-07-15"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-06-30", 6, "2026-12-30"),
    ],
)
def test_months_are_clamped_to_the_months_end(day, months, expected) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-19", "2026-06-22"),  # midsommarafton, and the weekend after it
        ("2026-12-24", "2026-12-28"),
        ("2026-12-31", "2027-01-04"),
        ("2026-04-03", "2026-04-07"),  # långfredagen to the Tuesday after annandag påsk
        ("2026-06-06", "2026-06-08"),
        ("2026-05-12", "2026-05-12"),
    ],
)
def test_the_next_working_day_is_on_or_after(day, expected) -> None:
    assert next_working_day(date.fromisoformat(day)).isoformat() == expected


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.integers(0, 36))
def test_months_ahead_keep_the_day_or_take_the_months_last(day, months) -> None:
    ahead = add_months(day, months)

    assert (ahead.year * 12 + ahead.month) - (day.year * 12 + day.month) == months
    assert ahead.day == day.day or (ahead.day < day.day and add_days(ahead).month != ahead.month)


def add_days(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
