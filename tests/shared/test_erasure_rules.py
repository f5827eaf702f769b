"""What a decision to erase must heed, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shared.erasure.rules import Decision, EffectTooEarly, Official, decide, kept_by_birthday

TODAY = date(2026, 11, 23)


def a_decision(ground: str, takes_effect: date) -> Decision:
    by, at = Official("a", None), datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Decision(uuid4(), uuid4(), "soc", "7", ground, "plan", by, at, takes_effect)


@pytest.mark.parametrize(
    ("number", "kept"),
    [("195710142653", False), ("195609052385", True), ("195600752389", True), ("196001252532", True)],
)
def test_a_day_of_birth_that_the_archive_keeps(number: str, kept: bool) -> None:
    assert kept_by_birthday(number) is kept


class TestFiveYears:
    """16 kap. 1 § socialtjänstlagen: fem år efter sista anteckningen."""

    @pytest.mark.parametrize(
        ("noted", "earliest"),
        [
            (date(2026, 11, 1), date(2031, 11, 1)),
            (date(2028, 2, 29), date(2033, 2, 28)),
        ],
    )
    def test_have_gone_since_the_last_note(self, noted: date, earliest: date) -> None:
        too_early = a_decision("sol_16_1", earliest - timedelta(days=1))
        with pytest.raises(EffectTooEarly) as refused:
            decide(too_early, None, TODAY, noted)
        assert refused.value.extra == {"earliest": earliest.isoformat()}

        in_time = a_decision("sol_16_1", earliest)
        assert decide(in_time, None, TODAY, noted) is in_time

    def test_are_asked_for_by_no_other_ground(self) -> None:
        at_once = a_decision("arkivlagen_10", TODAY)

        assert decide(at_once, None, TODAY, TODAY) is at_once
