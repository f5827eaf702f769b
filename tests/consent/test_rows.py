"""What a signature does to the rows: rules without I/O."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.consent.domain.rows import RowState, renew
from services.consent.domain.viewing import SeenRow, rows_for_unit
from services.consent.errors import ExpiredRowNotEnded, GapBetween
from tests.consent.builders import NOON, REGION, SENDER, TEAM, a_cell, a_row, days, ids_for


class TestRenew:
    def test_makes_a_new_row_where_none_is_active(self) -> None:
        cell, signing = a_cell(), uuid4()
        ids = ids_for([cell])

        renewal = renew(ids, [], days(0, 100), signing, NOON)

        (row,) = renewal.new
        assert (row.id, row.cell, row.window, row.signing_id) == (ids[cell], cell, days(0, 100), signing)
        assert renewal.effective() == (row,)

    def test_never_doubles_an_active_row(self) -> None:
        old = a_row(a_cell(), days(-10, 100))

        renewal = renew(ids_for([a_cell()]), [old], days(0, 100), uuid4(), NOON)

        assert renewal.unchanged == (old,)
        assert renewal.effective() == ()

    def test_lengthens_the_same_row_to_a_later_end(self) -> None:
        old, signing = a_row(a_cell(), days(-10, 20)), uuid4()

        renewal = renew(ids_for([a_cell()]), [old], days(0, 100), signing, NOON)

        (row,) = renewal.lengthened
        assert (row.id, row.window, row.signing_id) == (old.id, days(-10, 100), signing)

    def test_lengthens_a_row_when_the_new_time_begins_where_the_old_ends(self) -> None:
        old = a_row(a_cell(), days(-10, 20))

        renewal = renew(ids_for([a_cell()]), [old], days(20, 100), uuid4(), NOON)

        assert renewal.lengthened[0].window == days(-10, 100)

    def test_never_shortens_a_row_because_that_is_withdrawal(self) -> None:
        old = a_row(a_cell(), days(-10, 100))

        renewal = renew(ids_for([a_cell()]), [old], days(0, 20), uuid4(), NOON)

        assert renewal.unchanged == (old,)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(days(-10, 20), days(30, 100), id="the new time begins later"),
            pytest.param(days(50, 90), days(0, 20), id="the new time ends before the old begins"),
        ],
    )
    def test_is_refused_when_nobody_signed_for_the_days_between(self, old, new) -> None:
        with pytest.raises(GapBetween) as refused:
            renew(ids_for([a_cell()]), [a_row(a_cell(), old)], new, uuid4(), NOON)

        assert refused.value.extra["rows"][0]["category"] == "halsa"

    def test_is_refused_while_an_expired_row_is_still_being_ended(self) -> None:
        old = a_row(a_cell(), days(-10, 0))

        with pytest.raises(ExpiredRowNotEnded):
            renew(ids_for([a_cell()]), [old], days(0, 100), uuid4(), NOON)

    def test_leaves_rows_of_other_cells_alone(self) -> None:
        other = a_row(a_cell(category="planer"), days(-10, 100))

        renewal = renew(ids_for([a_cell()]), [other], days(0, 50), uuid4(), NOON)

        assert [row.cell for row in renewal.new] == [a_cell()]
        assert renewal.unchanged == ()


class TestWindow:
    def test_holds_its_first_instant_and_not_its_last(self) -> None:
        window = days(0, 1)

        assert window.holds(NOON)
        assert not window.holds(NOON + timedelta(days=1))


class TestSeenRow:
    def test_has_run_out_by_time_before_anyone_wrote_it_down(self) -> None:
        row = SeenRow(uuid4(), a_cell(), days(-10, 0), RowState.AKTIV, None)

        assert row.state_at(NOON) is RowState.UTGANGET
        assert row.state_at(NOON - timedelta(seconds=1)) is RowState.AKTIV

    def test_keeps_the_end_that_the_person_gave_it(self) -> None:
        row = SeenRow(uuid4(), a_cell(), days(-10, -1), RowState.ATERKALLAT, NOON)

        assert row.state_at(NOON) is RowState.ATERKALLAT

    def test_is_seen_by_the_units_that_stand_in_it_and_no_other(self) -> None:
        row = SeenRow(uuid4(), a_cell(SENDER, TEAM), days(0, 1), RowState.AKTIV, None)

        assert rows_for_unit([row], SENDER) == [row]
        assert rows_for_unit([row], TEAM) == [row]
        assert rows_for_unit([row], REGION) == []
        assert rows_for_unit([row], None) == []
