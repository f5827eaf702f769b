"""Covered: design's definition, cell by cell."""

import pytest

from services.consent.domain.coverage import Asked, coverage
from services.consent.domain.rows import Cell
from tests.consent.builders import REGION, SENDER, TEAM, core_cells

BOTH_WAYS = [(SENDER, TEAM), (TEAM, SENDER)]
WITH_REGION = [*BOTH_WAYS, (TEAM, REGION), (REGION, TEAM), (SENDER, REGION)]


def asked(*parties: str, categories: tuple[str, ...] = ()) -> Asked:
    return Asked(SENDER, TEAM, parties, categories)


class TestCoverage:
    def test_holds_for_sender_and_team_with_the_core_both_ways(self) -> None:
        assert coverage(asked(), core_cells(*BOTH_WAYS)).covered

    def test_holds_for_a_party_with_the_team_both_ways_and_from_the_sender(self) -> None:
        assert coverage(asked(REGION), core_cells(*WITH_REGION)).covered

    @pytest.mark.parametrize("missing", sorted(core_cells(*WITH_REGION)))
    def test_fails_when_any_one_row_is_missing(self, missing: Cell) -> None:
        found = coverage(asked(REGION), core_cells(*WITH_REGION) - {missing})

        assert not found.covered
        (uncovered,) = found.uncovered
        assert uncovered.missing == (missing,)
        assert uncovered.recipient == (TEAM if REGION not in {missing.source, missing.recipient} else REGION)

    def test_asks_nothing_from_the_party_to_the_sender(self) -> None:
        assert Cell(REGION, SENDER, "identitet") not in core_cells(*WITH_REGION)

    def test_counts_sender_and_team_once_when_they_are_named_as_parties(self) -> None:
        assert coverage(asked(SENDER, TEAM), core_cells(*BOTH_WAYS)).covered

    def test_fails_for_everyone_when_there_is_no_row(self) -> None:
        assert [unit.recipient for unit in coverage(asked(REGION, "fk"), set()).uncovered] == [
            TEAM,
            REGION,
            "fk",
        ]

    def test_names_filled_categories_without_a_row_to_the_team_apart(self) -> None:
        cells = {*core_cells(*BOTH_WAYS), Cell(SENDER, TEAM, "halsa"), Cell(TEAM, SENDER, "planer")}

        found = coverage(asked(categories=("identitet", "halsa", "planer", "planer")), cells)

        assert found.covered
        assert found.uncovered_categories == ("planer",)
