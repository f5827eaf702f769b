"""What a decision to erase must heed, without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import uuid4

import pytest

from shared.erasure.grounds import GROUNDS, EffectTooEarly, GroundNotOfUnit
from shared.erasure.rules import Decision, Official, decide, kept_by_birthday
from shared.units import Part

TODAY = date(2026, 11, 23)
OWN = {
    "SOC": "sol_16_1", "REGION": "pdl_3_17", "AF": "af_16", "FK": "sfb_114",
    "JOBBTORG": "arkivlagen_10", "TEAM": "arkivlagen_10",
}  # fmt: skip


def a_decision(ground: str, takes_effect: date) -> Decision:
    by, at = Official("a", None), datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Decision(uuid4(), uuid4(), "soc", "7", ground, "plan", by, at, takes_effect)


@pytest.mark.parametrize(
    ("number", "kept"),
    [("195710142653", False), ("195609052385", True), ("195600752389", True), ("196001252532", True)],
)
def test_a_day_of_birth_that_the_archive_keeps(number: str, kept: bool) -> None:
    assert kept_by_birthday(number) is kept


class TestYears:
    """Five after the last note (16 kap. 1 § socialtjänstlagen), ten in care (3 kap. 17 § patientdatalagen)."""

    @pytest.mark.parametrize(
        ("part", "ground", "noted", "earliest"),
        [
            ("SOC", "sol_16_1", date(2026, 11, 1), date(2031, 11, 1)),
            ("SOC", "sol_16_1", date(2028, 2, 29), date(2033, 2, 28)),
            ("REGION", "pdl_3_17", date(2026, 11, 1), date(2036, 11, 1)),
        ],
    )
    def test_have_gone_since_the_last_note(self, part: str, ground: str, noted: date, earliest: date) -> None:
        too_early = a_decision(ground, earliest - timedelta(days=1))
        with pytest.raises(EffectTooEarly) as refused:
            decide(too_early, None, TODAY, noted, part=part)
        assert refused.value.extra == {"earliest": earliest.isoformat()}

        in_time = a_decision(ground, earliest)
        assert decide(in_time, None, TODAY, noted, part=part) is in_time

    @pytest.mark.parametrize(
        ("part", "ground"),
        [("AF", "af_16"), ("FK", "sfb_114"), ("JOBBTORG", "arkivlagen_10"), ("TEAM", "arkivlagen_10")],
    )
    def test_are_asked_for_by_no_other_ground(self, part: str, ground: str) -> None:
        at_once = a_decision(ground, TODAY)

        assert decide(at_once, None, TODAY, TODAY, part=part) is at_once


@pytest.mark.parametrize(("part", "own"), [(part, OWN[part]) for part in get_args(Part)])
def test_a_unit_decides_by_its_own_law_and_is_told_which_it_is(part: str, own: str) -> None:
    for ground in set(GROUNDS) - {own}:
        with pytest.raises(GroundNotOfUnit) as refused:
            decide(a_decision(ground, date(2040, 1, 1)), None, TODAY, None, part=part)
        assert refused.value.extra["grounds"] == [{"ground": own, "ground_text": GROUNDS[own].text}]


def test_a_unit_that_nobody_knows_decides_nothing() -> None:
    with pytest.raises(GroundNotOfUnit):
        decide(a_decision("arkivlagen_10", TODAY), None, TODAY, None, part=None)
