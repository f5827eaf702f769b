"""The directory of functions: how each unit is reached, with a backup, and never a private person."""

import json
from datetime import date

import pytest
from pydantic import ValidationError

from deploy.infra.home import REFERENCE
from services.referral.domain.functions import valid_functions, with_address
from services.referral.functions import read_functions
from tests.referral.builders import FUNCTIONS, MOTTAGNING, TODAY, UNIT, content, filled

FILE = REFERENCE / "functions.json"
UNITS = {
    each["id"]
    for each in json.loads((REFERENCE / "recipients.json").read_text(encoding="utf-8"))
    if "valid_to" not in each
}
"""Those that have not ended: who has, is reached nowhere."""


class TestReference:
    def test_every_unit_can_be_reached_and_has_a_backup(self) -> None:
        functions = read_functions(FILE)

        assert set(functions) == UNITS
        for unit in UNITS:
            for each in valid_functions(functions, unit, TODAY):
                assert each.reach.address
                assert each.backup.address
                assert each.backup != each.reach

    def test_it_names_no_private_person(self) -> None:
        people = json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))
        written = FILE.read_text(encoding="utf-8")

        assert [who["name"] for who in people if who["name"] in written] == []

    def test_a_field_that_nobody_knows_is_refused(self, tmp_path) -> None:
        wrong = [{**json.loads(FILE.read_text(encoding="utf-8"))[0], "personal_number": "x"}]
        (tmp_path / "functions.json").write_text(json.dumps(wrong), encoding="utf-8")

        with pytest.raises(ValidationError):
            read_functions(tmp_path / "functions.json")

    def test_a_function_without_an_address_is_refused(self, tmp_path) -> None:
        wrong = [{**json.loads(FILE.read_text(encoding="utf-8"))[0], "email": None, "phone": None}]
        (tmp_path / "functions.json").write_text(json.dumps(wrong), encoding="utf-8")

        with pytest.raises(ValidationError):
            read_functions(tmp_path / "functions.json")


def test_only_what_is_valid_that_day_counts() -> None:
    assert [each.reach for each in valid_functions(FUNCTIONS, UNIT, TODAY)] == [MOTTAGNING]
    assert [each.reach.funktion for each in valid_functions(FUNCTIONS, UNIT, date(2025, 6, 1))] == ["Nedlagd"]
    assert valid_functions(FUNCTIONS, "fk", TODAY) == ()


class TestPrefill:
    def test_the_function_is_the_address_where_none_is_written(self) -> None:
        bare = content(handlaggare={"namn": "Anmälare Testperson"})

        assert with_address(bare, FUNCTIONS[UNIT][1:]).handlaggare.funktionsadress == MOTTAGNING.epost
        assert with_address(bare, ()).handlaggare.funktionsadress is None

    def test_what_is_written_stands(self) -> None:
        written = with_address(content(), FUNCTIONS[UNIT][1:]).handlaggare

        assert written.funktionsadress == "forsorjningsstod.sodermalm@exempel.se"


@pytest.mark.real
class TestRoute:
    async def test_a_new_draft_has_its_units_address(self, stage) -> None:
        ident = await stage.a_draft(handlaggare={"namn": "Anmälare Testperson"})

        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert read["content"]["handlaggare"]["funktionsadress"] == MOTTAGNING.epost
        assert filled()["handlaggare"]["funktionsadress"] != MOTTAGNING.epost

    async def test_a_person_who_is_replaced_takes_no_address_with_her(self, stage) -> None:
        ident = await stage.a_draft()
        await stage.patch(f"/v1/referrals/{ident}", {"handlaggare": {"namn": "Ny Testperson"}}, version=1)

        read = (await stage.get(f"/v1/referrals/{ident}")).json()["content"]["handlaggare"]
        assert read == {"namn": "Ny Testperson", "funktionsadress": MOTTAGNING.epost}

    @pytest.mark.parametrize("who", ["anmalare", "farsta", "koordinator", "granskare"])
    async def test_all_staff_read_how_a_unit_is_reached(self, stage, who: str) -> None:
        (function,) = (await stage.get(f"/v1/functions?unit={UNIT}", who)).json()["functions"]

        assert function == {
            "unit": UNIT,
            "unit_name": "Södermalms stadsdelsnämnd, socialtjänsten",
            "function": "Mottagning",
            "email": MOTTAGNING.epost,
            "phone": MOTTAGNING.telefon,
            "backup": {"function": "Biträdande enhetschef", "email": None, "phone": "08-465 004 19"},
            "open_hours": "Måndag till fredag 8-16",
        }

    async def test_without_a_unit_all_are_listed(self, stage) -> None:
        assert len((await stage.get("/v1/functions")).json()["functions"]) == 1
        assert (await stage.get("/v1/functions?unit=okand")).json() == {"functions": []}

    async def test_the_person_has_other_ways(self, stage) -> None:
        assert (await stage.get("/v1/functions", "individ")).status_code == 403
