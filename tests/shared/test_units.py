"""The list of units is read whole, or every fault in it is told with its line."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deploy.infra.home import REFERENCE
from shared.units import UnitsRefused, is_orgnr, read_units

BOARD = {
    "id": "soc-norr",
    "name": "Norra nämnden",
    "kind": "authority_unit",
    "part": "SOC",
    "authority": "Norra nämnden",
    "orgnr": "212000-0142",
    "regime": "OSL",
    "secrecy": "OSL 26:1",
    "valid_from": "2026-01-01",
}
CARE = BOARD | {
    "id": "vard-norr",
    "name": "Vårdenhet Norr",
    "part": "REGION",
    "orgnr": "232100-0016",
    "secrecy": "OSL 25:1",
    "hsa_id": "SE2321000016-TEST09",
}
PRIVATE = CARE | {
    "id": "vard-privat",
    "kind": "care_provider",
    "authority": "Exempelkliniken AB",
    "orgnr": "559999-9991",
    "regime": "PSL",
    "secrecy": "PSL 6:12",
    "hsa_id": "SE5599999991-TEST09",
}
TEAM = BOARD | {"id": "team-norr", "kind": "team", "part": "TEAM"}
ENDS = {"valid_to": "2026-06-30"}
AFTER = {"valid_from": "2026-07-01"}


def read(folder: Path, *units: dict[str, Any] | str) -> dict[str, Any]:
    file = folder / "units.json"
    lines = [unit if isinstance(unit, str) else json.dumps(unit) for unit in units]
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return read_units(file)


def faults(folder: Path, *units: dict[str, Any] | str) -> list[tuple[int, str]]:
    with pytest.raises(UnitsRefused) as refused:
        read(folder, *units)
    assert all(f"line {fault.line}: {fault.said}" in str(refused.value) for fault in refused.value.faults)
    return [(fault.line, fault.said) for fault in refused.value.faults]


class TestAList:
    def test_is_read_in_its_order(self, tmp_path) -> None:
        assert list(read(tmp_path, TEAM, BOARD, CARE, PRIVATE)) == [
            "team-norr",
            "soc-norr",
            "vard-norr",
            "vard-privat",
        ]

    def test_that_is_empty_names_nobody(self, tmp_path) -> None:
        assert read(tmp_path) == {}

    def test_tells_every_fault_at_once_each_with_its_line(self, tmp_path) -> None:
        found = faults(tmp_path, BOARD | {"orgnr": "212000-0143"}, CARE, PRIVATE | {"regime": "KSL"})

        assert [line for line, _ in found] == [2, 4]

    @pytest.mark.parametrize("given", ["{", "[", '[{"id": 1', "[1 2]", "x"])
    def test_that_is_no_list_says_where(self, tmp_path, given) -> None:
        (tmp_path / "units.json").write_text(given, encoding="utf-8")

        with pytest.raises(UnitsRefused, match="line 1: "):
            read_units(tmp_path / "units.json")


class TestAFault:
    @pytest.mark.parametrize(
        ("unit", "said"),
        [
            pytest.param(BOARD | {"regime": "KSL"}, "soc-norr: regime: ", id="unknown regime"),
            pytest.param(BOARD | {"secrecy": "OSL 99:1"}, "soc-norr: secrecy: ", id="unknown section"),
            pytest.param(BOARD | {"journal_system": "?"}, "soc-norr: journal_system: ", id="unknown system"),
            pytest.param(BOARD | {"mobile": "1"}, "soc-norr: mobile: ", id="unknown field"),
            pytest.param({"id": "x"}, "x: name: ", id="fields missing"),
            pytest.param(BOARD | {"id": "Soc Norr"}, "Soc Norr: id: ", id="an id that is no topic"),
            pytest.param(BOARD | {"valid_from": "i går"}, "soc-norr: valid_from: ", id="no day"),
            pytest.param(
                {key: value for key, value in BOARD.items() if key != "orgnr"},
                "soc-norr: orgnr: ",
                id="authority without orgnr",
            ),
            pytest.param(BOARD | {"orgnr": "212000-0141"}, "orgnr is no organisation number", id="orgnr"),
            pytest.param(BOARD | {"secrecy": "PSL 6:12"}, "secrecy is not of the regime's act", id="act"),
            pytest.param(BOARD | {"secrecy": "OSL 28:1"}, "secrecy does not hold for that part", id="part"),
            pytest.param(PRIVATE | {"kind": "authority_unit"}, "PSL is for private care", id="PSL"),
            pytest.param(BOARD | {"part": "TEAM"}, "a team, and nobody else", id="team"),
            pytest.param(BOARD | {"hsa_id": CARE["hsa_id"]}, "care has an HSA-id", id="HSA-id elsewhere"),
            pytest.param(CARE | {"hsa_id": None}, "care has an HSA-id", id="care without HSA-id"),
            pytest.param(CARE | {"hsa_id": PRIVATE["hsa_id"]}, "hsa_id is not of its", id="another's HSA-id"),
            pytest.param(BOARD | {"valid_to": "2025-12-31"}, "valid_to is before valid_from", id="days"),
            pytest.param(BOARD | {"successors": ["soc-syd"]}, "successors, and no valid_to", id="no end"),
        ],
    )  # fmt: skip
    def test_in_a_unit_names_it(self, tmp_path, unit, said) -> None:
        assert [line for line, told in faults(tmp_path, TEAM, unit) if said in told][:1] == [3]

    def test_is_an_id_that_stands_twice(self, tmp_path) -> None:
        assert faults(tmp_path, BOARD, BOARD | {"name": "En annan"}) == [
            (3, "soc-norr: the id stands twice (line 2)")
        ]

    def test_is_the_same_unit_twice_on_one_day(self, tmp_path) -> None:
        again = BOARD | {"id": "soc-norr-2"}
        same = "soc-norr-2: valid at the same time as soc-norr, which is the same unit (line 2)"

        assert faults(tmp_path, BOARD | ENDS, again | {"valid_from": "2026-06-30"}) == [(3, same)]
        assert len(read(tmp_path, BOARD | ENDS, again | AFTER)) == 2

    @pytest.mark.parametrize(
        ("successor", "said"),
        [
            pytest.param(BOARD | {"id": "soc-syd"}, "successor soc-ny does not exist", id="unknown"),
            pytest.param(
                BOARD | {"id": "soc-ny", "name": "Ny", "valid_from": "2026-07-02"},
                "successor soc-ny is not valid the day after",
                id="too late",
            ),
            pytest.param(
                BOARD | {"id": "soc-ny", "name": "Ny"} | ENDS,
                "successor soc-ny is not valid the day after",
                id="ends too",
            ),
            pytest.param(
                CARE | {"id": "soc-ny", "name": "Ny"}, "successor soc-ny is of another part", id="other part"
            ),
        ],
    )
    def test_is_a_successor_that_cannot_take_over(self, tmp_path, successor, said) -> None:
        found = faults(tmp_path, BOARD | ENDS | {"successors": ["soc-ny"]}, successor | {"authority": "Ny"})

        assert (2, f"soc-norr: {said}") in found

    def test_is_following_oneself(self, tmp_path) -> None:
        (found,) = faults(tmp_path, BOARD | ENDS | {"successors": ["soc-norr"]})

        assert found == (2, "soc-norr: successor soc-norr is not valid the day after")


class TestAUnit:
    def test_is_valid_on_its_first_and_its_last_day(self, tmp_path) -> None:
        unit = read(tmp_path, BOARD | ENDS)["soc-norr"]
        days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]

        assert [unit.valid_on(day) for day in days] == [False, True, True, False]
        assert [unit.has_ended(day) for day in days] == [False, False, False, True]


class TestTheReferenceData:
    def test_names_every_stadsdelsnamnd_of_the_city(self) -> None:
        units = read_units(REFERENCE / "recipients.json")
        boards = [unit for unit in units.values() if unit.authority.endswith("stadsdelsnämnd")]

        assert len([unit for unit in boards if unit.valid_on(date(2026, 11, 23))]) == 11
        assert len([unit for unit in boards if unit.valid_on(date(2023, 6, 30))]) == 4
        assert {unit.part for unit in units.values()} == {"AF", "FK", "JOBBTORG", "SOC", "REGION", "TEAM"}
        assert [unit.id for unit in units.values() if unit.regime == "PSL"] == ["vard-exempelkliniken"]

    def test_reaches_nobody(self) -> None:
        """What stands as an address is an example: a town's real mailbox gets no letter from a test."""
        units = read_units(REFERENCE / "recipients.json").values()

        assert all(unit.function_address and unit.function_address.endswith(".example") for unit in units)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("202100-5521", True),
        ("202100-5512", False),
        ("2021005521", False),
        ("191212-1212", False),
        ("", False),
    ],
)
def test_an_organisation_number_is_told_by_its_check_digit(text, holds) -> None:
    assert is_orgnr(text) is holds
