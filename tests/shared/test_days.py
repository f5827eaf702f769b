"""Days as Sweden counts them."""

from datetime import UTC, date, datetime

import pytest

from services.coordinator.domain import add_working_days, local_day, long_date
from shared.days import easter, is_working_day


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
