"""What must hold of every case at any time, looked at through what the koordinator and the förbund can read."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from deploy.demo.cast import Actor
from shared.devidp.codes import Grant
from tests.simulation import count
from tests.simulation.ledger import Ledger, Page
from tests.world.house import House

Json = dict[str, Any]
_A_PAGE = 50
_LOGIN = Grant("finsam-cli", "", "", "", "openid", None)
_WITH_PLAN, _DECLINED, _OUTSIDE = "plan", "tas_inte_upp", "N13"
_AHEAD = {"planerad", "halls_oppet", "kallad"}
_ENDED = {
    "avslutad",
    "samtycke_aterkallat",
    "samtycke_utganget",
    "samtycke_makulerat",
    "tillbakadragen",
    "atertagen",
}


def reader(house: House, person_id: str) -> Actor:
    """Return somebody of the reference data, logged in now."""
    person = house.people[person_id]
    return Actor(person.id, person.name, house.issuer.for_person(person, _LOGIN)["access_token"], house.http)


async def listed(house: House) -> dict[UUID, Json]:
    """Read the koordinator's list."""
    url = house.url("coordinator", "/v1/akter")
    return {UUID(one["case_id"]): one for one in await _pages(house, url, "akter")}


async def followed_up(house: House) -> dict[UUID, list[Json]]:
    """Read the list of follow-ups, by case."""
    url = house.url("followup", "/v1/follow-ups")
    found: dict[UUID, list[Json]] = {}
    for one in await _pages(house, url, "follow_ups"):
        found.setdefault(UUID(one["case_id"]), []).append(one)
    return found


async def _pages(house: House, url: str, name: str) -> list[Json]:
    found: list[Json] = []
    after: dict[str, str] = {}
    while True:
        page = await reader(house, "koordinator").get(url, limit=str(_A_PAGE), **after)
        found += page[name]
        if page["more"] is None:
            return found
        after = {"after": page["more"]}


async def every_case(house: House, ledger: Ledger, today: date) -> None:
    """Every open case has one answer to what comes next and a day for it; nothing late hides."""
    akter, follow_ups = await listed(house), await followed_up(house)
    for case_id, page in ledger.pages.items():
        akt = akter.get(case_id)
        if page.is_open and not page.protected:
            assert akt, f"an open case is in the list: {case_id} {page}"
            _open(akt, follow_ups.get(case_id, []), page, today)
        elif akt is not None:
            assert not page.protected, "a case that is handled by hand is in no list"
            _over(akt, page)
        if not page.is_open or page.protected:
            assert case_id not in follow_ups, f"nothing is left to follow up: {page} {follow_ups[case_id]}"
    assert akter.keys() | follow_ups.keys() <= ledger.pages.keys()


def _over(akt: Json, page: Page) -> None:
    """A case that is over is listed while its samtycke is left, if it was declined, and while a meeting is to be noted."""
    said = akt["next"]["step"], akt["next"]["who"]
    if akt["status"] == _DECLINED:
        assert page.declined_on
        assert said == (_DECLINED, "ingen")
    else:
        assert akt["status"] in _ENDED
        assert said == ("skriva_utfall", "koordinatorn")


def _open(akt: Json, follow_ups: list[Json], page: Page, today: date) -> None:
    following = akt["next"]
    assert following["what"]
    assert following["who"] not in {"", "ingen"}
    assert following["by"], "an open case has a day"
    assert following["overdue"] is (date.fromisoformat(following["by"]) < today)
    still_open = [one for one in follow_ups if one["next"] and one["state"] != "ersatt"]
    assert len(still_open) == (akt["status"] == _WITH_PLAN), (
        f"a plan has one open follow-up: {akt} {follow_ups} {page}"
    )
    for one in still_open:
        due = date.fromisoformat(one["due"])
        assert due == page.follow_ups[-1].due, f"the promised day does not move: {one} {page}"
        if one["state"] in _AHEAD:
            assert one["overdue_days"] == max(0, (today - due).days), "late is shown, moved or not"
        kinds = Counter(notice["kind"] for notice in one["notices"] if notice["kind"] != "samtycke_gar_ut")
        assert set(kinds.values()) <= {1}, "no notice is doubled"


async def every_end(house: House, ledger: Ledger) -> None:
    """Every case that is over says how; while something is left for somebody to do, it is in the list."""
    akter = await listed(house)
    for case_id, page in ledger.pages.items():
        if page.is_open:
            continue
        url = house.url("coordinator", f"/v1/akter/{case_id}/openings")
        akt = (await reader(house, "koordinator").send(url, {"purpose": "tillsyn"})).body
        unwritten = any(meeting["state"] == "bokat" for meeting in akt["meetings"])
        moved = akt["status"] == _DECLINED and akt["decision"]["reason_code"] == _OUTSIDE
        assert akt["next"]["who"] == ("koordinatorn" if unwritten or moved else "ingen"), akt["next"]
        assert akt["next"]["who"] == "ingen" or case_id in akter or page.protected, akt["next"]
        if page.declined_on:
            assert akt["status"] in _ENDED | {_DECLINED}
            assert akt["decision"]["reason_code"]
        else:
            assert akt["status"] in _ENDED
            assert page.end is not None
            if page.end.by == "akten":
                assert akt["outcome"] == (page.end.code or count.RAN_OUT)
                assert akt["outcome_text"]


async def counts_agree(house: House, ledger: Ledger, today: date) -> None:
    """The services' counts are those of the ledger, counted by somebody else; small numbers stay in the team."""
    pages = ledger.pages.values()
    ends, mains = count.ends_of_akter(pages), count.main_outcomes(pages)
    others, held = count.secondary_outcomes(pages), count.in_time(pages, today)
    for year in range(min(page.began_on for page in pages).year, today.year + 2):
        whole = await _outcomes(house, "koordinator", year)
        assert _nonzero(whole) == ends[year], year
        assert await _outcomes(house, "forbund", year) == {
            code: None if n < count.FEWEST else n for code, n in whole.items()
        }
        told = await _indicators(house, "koordinator", year)
        assert _nonzero(told["main"]["counts"]) == mains[year], year
        assert _nonzero(told["secondary"]) == others[year], year
        assert _nonzero(told["follow_ups"]["counts"]) == held[year], year
        _kept_small(await _indicators(house, "forbund", year), mains[year], others[year], held[year])


def _kept_small(told: Json, main: Counter[str], secondary: Counter[str], held: Counter[str]) -> None:
    for shown, counts in (
        (told["main"]["counts"], main),
        (told["secondary"], secondary),
        (told["follow_ups"]["counts"], held),
    ):
        assert all(shown[code] is None for code in count.small(counts))
        assert all(n == counts[code] for code, n in shown.items() if n is not None)


async def _outcomes(house: House, who: str, year: int) -> dict[str, int | None]:
    url = house.url("coordinator", "/v1/outcomes")
    return {
        one["outcome"]: one["n"] for one in (await reader(house, who).get(url, year=str(year)))["outcomes"]
    }


async def _indicators(house: House, who: str, year: int) -> Json:
    url = house.url("followup", "/v1/indicators")
    teams = (await reader(house, who).get(url, year=str(year)))["teams"]
    nothing: Json = {"main": {"counts": {}}, "secondary": {}, "follow_ups": {"counts": {}}}
    return teams[0] if teams else nothing


def _nonzero(counts: dict[str, int | None]) -> dict[str, int | None]:
    return {code: n for code, n in counts.items() if n}
