"""Counts that the förbund sees: no small cell, and none that a sum gives away."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followup.domain.indicators import FEWEST, Held, punctuality, suppressed, whole

DAY = date(2026, 9, 2)


def test_small_cells_take_another_with_them_so_that_the_total_gives_nothing_away() -> None:
    cells = suppressed({"U10": 12, "U20": 3, "U50": 7, "U60": 0})

    assert cells.counts == {"U10": 12, "U20": None, "U50": None, "U60": 0}
    assert cells.total == 22


@pytest.mark.parametrize("counts", [{"U10": 2, "U20": 1}, {"U10": 5, "U20": 1}])
def test_where_no_other_cell_hides_it_the_total_is_hidden(counts) -> None:
    """Five and one: who knows that the larger is at least five would read the one from six."""
    cells = suppressed(counts)

    assert cells.counts == {name: n if n >= FEWEST else None for name, n in counts.items()}
    assert cells.total is None


def test_nothing_is_hidden_without_small_cells() -> None:
    assert suppressed({"U10": 5, "U20": 0}) == whole({"U10": 5, "U20": 0})


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12), min_size=1))
def test_no_count_under_five_follows_from_what_is_shown(counts) -> None:
    cells = suppressed(counts)
    shown = {name: n for name, n in cells.counts.items() if n is not None}
    hidden = [name for name in counts if name not in shown]

    assert all(n == 0 or n >= FEWEST for n in shown.values())
    if cells.total is None or not hidden:
        return
    left = cells.total - sum(shown.values())
    highest = min((n for n in shown.values() if n >= FEWEST), default=left)
    ranges = [range(1, 5) if counts[name] < FEWEST else range(5, highest + 1) for name in hidden]
    possible = [each for each in product(*ranges) if sum(each) == left]
    for place, name in enumerate(hidden):
        if counts[name] < FEWEST:
            assert len({each[place] for each in possible}) > 1


def test_follow_ups_are_in_time_late_or_never() -> None:
    counted = punctuality(
        [
            Held(DAY, DAY, given_up=False),
            Held(DAY, date(2026, 9, 3), given_up=False),
            Held(DAY, None, given_up=False),
            Held(DAY, None, given_up=True),
            Held(date(2026, 12, 1), None, given_up=False),
        ],
        date(2026, 10, 1),
    )

    assert counted == {"i_tid": 1, "sent": 1, "aldrig": 2}
