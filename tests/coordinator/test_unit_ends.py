"""The koordinator sees which cases name a unit that ends, and who takes over."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest

from services.coordinator.domain import Ending, Row, Status
from services.coordinator.domain.unit_ends import AFTER, AHEAD, NamedCase, unit_ends
from services.coordinator.foreign import Recipient
from services.coordinator.wiring import make_desk
from shared.days import local_day
from tests.coordinator.builders import SENDER, TEAM, cover
from tests.coordinator.ends.cases import a_case_taken_up
from tests.coordinator.fakes import TOKENS, VERIFIER

TODAY = date(2026, 11, 23)
PAST = TODAY - timedelta(days=1)


def a_unit(unit: str, valid_to: date | None = None, *successors: str) -> Recipient:
    return Recipient(
        id=unit,
        name=unit,
        kind="authority_unit",
        authority=unit,
        valid_from=date(2026, 1, 1),
        valid_to=valid_to,
        successors=successors,
    )


def units(*named: Recipient) -> dict[str, Recipient]:
    return {unit.id: unit for unit in (a_unit(SENDER), a_unit(TEAM), *named)}


def a_case(*rows: Row, sender: str = SENDER, status: Status = Status.TAS_UPP) -> NamedCase:
    return NamedCase(uuid4(), sender, TEAM, status, TODAY, (*cover(sender), *rows))


def ended(rows: list[Row], how: Ending) -> list[Row]:
    return [Row(row.id, row.source, row.recipient, row.category, how) for row in rows]


class TestACase:
    def test_waits_when_a_unit_has_ended_and_its_successor_is_not_covered(self) -> None:
        known = units(a_unit("soc-norr", PAST, "soc-ny"), a_unit("soc-ny"))

        (end,) = unit_ends(a_case(*cover("soc-norr")), known, TODAY)

        assert (end.unit, end.last_day, end.successors, end.covered) == ("soc-norr", PAST, ("soc-ny",), ())
        assert not end.is_sender
        assert not end.needs_anmalan

    def test_waits_no_longer_when_every_successor_is_covered(self) -> None:
        known = units(a_unit("soc-norr", PAST, "soc-vast", "soc-ost"), a_unit("soc-vast"), a_unit("soc-ost"))
        rows = ended(cover("soc-norr"), Ending.UTGANGET)

        (end,) = unit_ends(a_case(*rows, *cover("soc-vast")), known, TODAY)
        assert end.covered == ("soc-vast",)
        assert unit_ends(a_case(*rows, *cover("soc-vast"), *cover("soc-ost")), known, TODAY) == []

    def test_of_two_merged_units_waits_for_both_until_the_new_one_is_covered(self) -> None:
        known = units(a_unit("soc-a", PAST, "soc-ny"), a_unit("soc-b", PAST, "soc-ny"), a_unit("soc-ny"))
        rows = (*cover("soc-a"), *cover("soc-b"))

        assert [end.unit for end in unit_ends(a_case(*rows), known, TODAY)] == ["soc-a", "soc-b"]
        assert unit_ends(a_case(*rows, *cover("soc-ny")), known, TODAY) == []

    @pytest.mark.parametrize(("days", "listed"), [(0, True), (1, False)])
    def test_is_listed_three_months_ahead(self, days, listed) -> None:
        known = units(a_unit("soc-norr", TODAY + AHEAD + timedelta(days=days), "soc-ny"), a_unit("soc-ny"))

        assert bool(unit_ends(a_case(*cover("soc-norr")), known, TODAY)) is listed

    @pytest.mark.parametrize("how", [Ending.ATERKALLAT, Ending.MAKULERAT])
    def test_is_left_alone_when_the_person_has_taken_the_unit_out(self, how) -> None:
        known = units(a_unit("soc-norr", PAST, "soc-ny"), a_unit("soc-ny"))

        assert unit_ends(a_case(*ended(cover("soc-norr"), how)), known, TODAY) == []

    def test_names_a_unit_that_nobody_follows(self) -> None:
        (end,) = unit_ends(a_case(*cover("vard-norr")), units(a_unit("vard-norr", PAST)), TODAY)

        assert end.successors == ()

    @pytest.mark.parametrize(("days", "listed"), [(0, True), (1, False)])
    def test_that_ended_with_its_sender_is_listed_for_a_while(self, days, listed) -> None:
        known = units(a_unit("soc-norr", PAST, "soc-ny"), a_unit("soc-ny"))
        case = a_case(sender="soc-norr", status=Status.SAMTYCKE_UTGANGET)
        gone = NamedCase(
            case.case_id, "soc-norr", TEAM, case.status, TODAY, ended(list(case.rows), Ending.UTGANGET)
        )

        found = unit_ends(gone, known, PAST + AFTER + timedelta(days=days))

        assert [(end.is_sender, end.needs_anmalan) for end in found] == ([(True, True)] if listed else [])


@pytest.mark.real
class TestTheList:
    @pytest.fixture
    async def merged(self, stage, tmp_path) -> AsyncIterator[httpx2.AsyncClient]:
        """The same team, started on the reference data of the day when AF is merged into a new authority."""
        listed = json.loads(stage.settings.recipients_file.read_text(encoding="utf-8"))
        af = next(unit for unit in listed if unit["id"] == "af")
        new = af | {"id": "af-ny", "name": "Nya förmedlingen"}
        af |= {
            "valid_to": local_day(datetime.now(UTC) - timedelta(days=1)).isoformat(),
            "successors": ["af-ny"],
        }
        (tmp_path / "units.json").write_text(json.dumps([*listed, new]), encoding="utf-8")
        settings = stage.settings.model_copy(update={"recipients_file": tmp_path / "units.json"})
        app = make_desk(settings, stage.team, TOKENS, stage.http, VERIFIER)
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://coordinator") as api:
            yield api

    async def test_names_the_case_the_unit_and_who_takes_over(self, stage, merged) -> None:
        case = await a_case_taken_up(stage, "af")
        await a_case_taken_up(stage, "fk")

        told = (await listed_by(merged)).json()

        assert told["count"] == 1
        assert [(unit["unit"], unit["cases"]) for unit in told["units"]] == [("af", 1)]
        (item,) = told["cases"]
        (end,) = item["ends"]
        assert item["case_id"] == str(case.case_id)
        assert (end["name"], end["is_sender"]) == ("Arbetsförmedlingen", False)
        assert end["successors"] == [{"unit": "af-ny", "name": "Nya förmedlingen", "covered": False}]
        assert end["what"].startswith("Fråga personen om ett nytt samtycke")

    async def test_leaves_out_who_is_handled_by_hand(self, stage, merged) -> None:
        case = await a_case_taken_up(stage, "af")
        stage.consent.withheld.add(case.case_id)

        assert (await listed_by(merged)).json() == {"count": 0, "units": [], "cases": []}

    async def test_is_the_koordinators_own(self, stage, merged) -> None:
        await a_case_taken_up(stage, "af")

        assert (await listed_by(merged, "other-team")).json()["count"] == 0
        assert (await listed_by(merged, "host-staff")).status_code == 403

    async def test_is_empty_while_no_unit_ends(self, stage) -> None:
        await a_case_taken_up(stage, "af")

        assert (await listed_by(stage.api)).json()["count"] == 0


async def listed_by(api: httpx2.AsyncClient, who: str = "koordinator") -> httpx2.Response:
    return await api.get("/v1/unit-ends", headers={"Authorization": f"Bearer {who}"})
