"""Makulering: what is left of a row when one of its signatures is struck."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consent.domain.annulment import left_of
from tests.consent.builders import NOON, days

ROW = days(-10, 90)


class TestWhatIsLeft:
    @pytest.mark.parametrize(
        ("others", "left"),
        [
            pytest.param([], None, id="nothing when no other carries it"),
            pytest.param([days(-10, 90)], ROW, id="all when another says the same"),
            pytest.param([days(-10, 30)], days(-10, 30), id="less when another says less"),
            pytest.param([days(30, 90)], days(30, 90), id="a time to come when another begins later"),
            pytest.param([days(-20, 0)], None, id="nothing when the other has run out this minute"),
            pytest.param(
                [days(-10, 20), days(20, 50)], days(-10, 50), id="what papers that meet say together"
            ),
            pytest.param(
                [days(-10, 20), days(40, 90)], days(-10, 20), id="no days between papers that do not meet"
            ),
            pytest.param(
                [days(-30, -1), days(40, 60)], days(40, 60), id="what comes next when the first has run out"
            ),
            pytest.param([days(-99, 999)], ROW, id="never more than the row had"),
        ],
    )
    def test_is(self, others, left) -> None:
        assert left_of(ROW, others, NOON) == left

    @given(st.lists(st.tuples(st.integers(-20, 100), st.integers(1, 60)), max_size=5), st.integers(-20, 120))
    def test_is_signed_for_on_each_of_its_days(self, papers, ago) -> None:
        others = [days(start, start + length) for start, length in papers]
        now = NOON + timedelta(days=ago)

        left = left_of(ROW, others, now)

        if left is None:
            assert not any(other.holds(now) for other in others) or not ROW.holds(now)
            return
        assert ROW.start <= left.start < left.end <= ROW.end
        assert left.end > now
        moment = left.start
        while moment < left.end:
            assert any(other.holds(moment) for other in others)
            moment += timedelta(days=1)
