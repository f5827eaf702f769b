"""How far ahead a follow-up can be put off: as long as the samtycke lasts, and never more than a year."""

from dataclasses import replace
from datetime import date

import pytest

from services.followup.domain import Ending, MoveReason, Rescheduling, last_moment
from services.followup.errors import ConsentEndsBefore, TooFarAhead
from shared.clock import end_of_day
from tests.followup.builders import AF, CONTACT, DUE, FK, NOON, SENDER, TEAM, a_follow_up, cover_rows, covered
from tests.followup.test_changes import a_case, reschedule

MAY, JUNE = end_of_day(date(2027, 5, 31)), end_of_day(date(2027, 6, 30))


class TestLastMoment:
    def test_is_when_the_last_unit_that_is_left_goes(self) -> None:
        rows = [*cover_rows(AF, valid_to=MAY), *cover_rows(SENDER, valid_to=JUNE)]

        assert last_moment(rows, TEAM) == JUNE

    def test_is_when_the_first_row_that_a_unit_needs_ends(self) -> None:
        first, *others = cover_rows(AF, valid_to=JUNE)

        assert last_moment([replace(first, valid_to=MAY), *others], TEAM) == MAY
        assert last_moment([replace(first, valid_to=MAY), first, *others], TEAM) == JUNE

    def test_counts_no_row_that_has_ended_and_none_between_others(self) -> None:
        gone = [replace(row, ended=Ending.ATERKALLAT) for row in cover_rows(FK, valid_to=JUNE)]
        between = cover_rows(AF, SENDER, valid_to=JUNE)

        assert last_moment([*gone, *between, *cover_rows(AF, valid_to=MAY)], TEAM) == MAY

    def test_is_not_known_of_rows_without_an_end_and_of_none(self) -> None:
        open_ended = [replace(row, valid_to=None) for row in cover_rows(AF)]

        assert last_moment([*open_ended, *cover_rows(FK, valid_to=MAY)], TEAM) is None
        assert last_moment(cover_rows(AF)[:3], TEAM) is None
        assert last_moment([], TEAM) is None


@pytest.mark.parametrize(
    ("day", "consent_ends", "refusal"),
    [
        (date(2027, 9, 2), None, None),
        (date(2027, 9, 3), None, TooFarAhead),
        (date(2027, 9, 3), end_of_day(date(2029, 1, 1)), TooFarAhead),
        (date(9999, 12, 30), None, TooFarAhead),
        (date(2027, 5, 31), MAY, None),
        (date(2027, 6, 1), MAY, ConsentEndsBefore),
    ],
)
def test_a_follow_up_is_put_off_while_the_samtycke_lasts_and_for_a_year_at_most(
    day, consent_ends, refusal
) -> None:
    follow_up = a_follow_up()
    move = Rescheduling(DUE, day, MoveReason.PART_KAN_INTE, None, NOON)

    if refusal is None:
        follow_up.reschedule(move, covered(), CONTACT, consent_ends=consent_ends)
        assert follow_up.days.planned_for == day
    else:
        with pytest.raises(refusal):
            follow_up.reschedule(move, covered(), CONTACT, consent_ends=consent_ends)


@pytest.mark.real
async def test_a_day_too_late_is_refused_and_the_last_one_is_told(stage) -> None:
    facts, current = await a_case(stage)
    late = await reschedule(stage, current, planned_for="2027-09-03")
    await facts.given(*cover_rows(valid_to=end_of_day(date(2026, 9, 30))))

    beyond = await reschedule(stage, current, planned_for="2026-10-01")
    within = await reschedule(stage, current, planned_for="2026-09-30")

    assert [(a.status_code, a.json()["code"]) for a in (late, beyond)] == [
        (422, "too_far_ahead"), (422, "consent_ends_before"),
    ]  # fmt: skip
    assert [fault["field"] for a in (late, beyond) for fault in a.json()["fields"]] == ["planned_for"] * 2
    assert "30 september 2026" in beyond.json()["fields"][0]["message"]
    assert within.status_code == 200
