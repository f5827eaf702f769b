"""What the team asks the consent service: in pieces that it takes, and no answer means no."""

import json
from uuid import uuid4

import httpx2
import pytest

from services.coordinator.consent import MOST_HIDDEN, MOST_UNITS, ConsentService
from services.coordinator.errors import ConsentUnreachable
from shared.peer import Peer
from shared.service_tokens import TokenUnavailable
from tests.coordinator.fakes import TOKENS


class NoTokens:
    async def bearer(self) -> str:
        raise TokenUnavailable


def a_service(answer, tokens=None) -> ConsentService:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return ConsentService(Peer("http://consent", http, tokens or TOKENS, ConsentUnreachable))


async def test_asks_about_many_cases_piece_by_piece() -> None:
    asked: list[int] = []

    def hide_all(request: httpx2.Request) -> httpx2.Response:
        case_ids = json.loads(request.content)["case_ids"]
        asked.append(len(case_ids))
        return httpx2.Response(200, json={"hidden": case_ids})

    cases = [uuid4() for _ in range(MOST_HIDDEN + 1)]

    assert await a_service(hide_all).hidden(cases) == set(cases)
    assert asked == [MOST_HIDDEN, 1]
    assert await a_service(hide_all).hidden([]) == set()


async def test_asks_about_many_units_piece_by_piece_and_about_none_too() -> None:
    asked: list[int] = []

    def cover(request: httpx2.Request) -> httpx2.Response:
        units = json.loads(request.content)["units"]
        asked.append(len(units))
        told = [
            {"unit": unit, "covered": True, "categories": ["plan"], "to_team": ["mote"]} for unit in units
        ]
        return httpx2.Response(200, json={"withheld": "unit-000" in units, "units": told})

    units = [f"unit-{n:03}" for n in range(MOST_UNITS + 1)]
    found = await a_service(cover).covered_units(uuid4(), "team", units)

    assert found.units == set(units)
    assert found.categories[units[-1]] == {"plan"}
    assert found.to_team[units[0]] == {"mote"}
    assert found.withheld
    assert (await a_service(cover).covered_units(uuid4(), "team", [])).withheld is False
    assert asked == [MOST_UNITS, 1, 0]


async def test_an_unknown_alias_and_a_case_without_stops_are_no_outage() -> None:
    service = a_service(lambda _: httpx2.Response(404, json={}))

    assert await service.case_behind("af", uuid4()) is None
    assert await service.stops(uuid4(), "koordinator") == []


@pytest.mark.parametrize(
    "said", [{"hidden": None}, {"units": [], "withheld": None}, {"units": [{}], "withheld": False}, {}]
)
async def test_an_answer_that_cannot_be_read_means_no(said) -> None:
    service = a_service(lambda _: httpx2.Response(200, json=said))

    with pytest.raises(ConsentUnreachable):
        await service.hidden([uuid4()])
    with pytest.raises(ConsentUnreachable):
        await service.covered_units(uuid4(), "team", ["af"])
    with pytest.raises(ConsentUnreachable):
        await service.stops(uuid4(), "koordinator")


async def test_no_token_means_no() -> None:
    service = a_service(lambda _: httpx2.Response(200, json={"hidden": []}), NoTokens())

    with pytest.raises(ConsentUnreachable):
        await service.hidden([uuid4()])
