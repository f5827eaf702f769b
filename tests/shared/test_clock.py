"""The time of the law goes forward only."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.clock import MovableClock, SystemClock, end_of_day, make_clock, move


class TestMovableClock:
    def test_follows_a_move_in_every_process_that_reads_the_file(self, tmp_path: Path) -> None:
        file = tmp_path / "clock.json"
        here, there = MovableClock(file), MovableClock(file)
        before = here.now()

        move(file, timedelta(days=3))
        move(file, timedelta(hours=1))

        for clock in (here, there):
            assert clock.now() - before >= timedelta(days=3, hours=1)

    def test_never_goes_back(self, tmp_path: Path) -> None:
        file = tmp_path / "clock.json"
        clock = MovableClock(file)
        move(file, timedelta(days=1))
        later = clock.now()

        file.write_text(json.dumps({"offset_seconds": 0}))

        assert clock.now() >= later
        with pytest.raises(ValueError, match="forward"):
            move(file, timedelta(seconds=-1))

    def test_is_the_systems_where_no_file_is_named(self) -> None:
        clock = make_clock(None)
        assert isinstance(clock, SystemClock)
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
        assert clock.now().tzinfo is UTC


class TestEndOfDay:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 11, 22), datetime(2026, 11, 22, 23, 0, tzinfo=UTC)),
            (date(2026, 7, 1), datetime(2026, 7, 1, 22, 0, tzinfo=UTC)),
            (date(2026, 3, 28), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
            (date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
            (date(2026, 12, 31), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
        ],
        ids=["winter", "summer", "before the change", "the day of the change", "new year"],
    )
    def test_is_midnight_in_stockholm(self, day: date, expected: datetime) -> None:
        assert end_of_day(day) == expected
