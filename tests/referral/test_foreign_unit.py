"""Another unit's ids, in every path and nesting: 404, equal to what does not exist. Other roles: 403."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.http import routes
from tests.referral.builders import PERSON, filled
from tests.referral.conftest import DIALOGUE, REVIEWED

pytestmark = pytest.mark.real

CHANGE = {"stadsdel": "farsta"}
ANSWER = {"answer": {"text": "Svar.", "category": "handlaggning"}, "secrecy_review": REVIEWED}
CORRECTION = {"changes": CHANGE, "secrecy_review": REVIEWED}
HANDS = {"handlaggare": {"namn": "Ny Testperson"}, "reason": "slutat", "from_day": "2026-11-23"}

BY_CASE: list[tuple[str, str, Any]] = [
    ("GET", "/v1/referrals/{case_id}", None),
    ("GET", "/v1/referrals/{case_id}/subject", None),
    ("PATCH", "/v1/referrals/{case_id}", CHANGE),
    ("PATCH", "/v1/referrals/{case_id}", {"skyddade_personuppgifter": True}),
    ("POST", "/v1/referrals/{case_id}/secrecy-review", REVIEWED),
    ("POST", "/v1/referrals/{case_id}/submit", None),
    ("POST", "/v1/referrals/{case_id}/supplement-answers", ANSWER),
    ("POST", "/v1/referrals/{case_id}/corrections", CORRECTION),
    ("POST", "/v1/referrals/{case_id}/handlaggare", HANDS),
    ("GET", "/v1/referrals/{case_id}/guidance", None),
    ("POST", "/v1/referrals/{case_id}/withdrawals", {"reason": "behov_lost"}),
    ("POST", "/v1/referrals/{case_id}/retractions", {"reason": "skickat_fel", "attested": True}),
    ("GET", "/v1/referrals/{case_id}/retractions", None),
    ("GET", "/v1/referrals/{case_id}/retractions/00000000-0000-0000-0000-000000000001/report", None),
]
COLLECTIONS: list[tuple[str, str, Any]] = [
    ("GET", "/v1/dialogues", None),
    ("POST", "/v1/dialogues", DIALOGUE),
    ("GET", "/v1/referrals", None),
    ("GET", "/v1/codes", None),
    ("POST", "/v1/referrals", {"dialogue_id": str(UUID(int=4))}),
    ("POST", "/v1/referrals/search", {"personnummer": PERSON}),
]
BY_DIALOGUE: list[tuple[str, str, Any]] = [("GET", "/v1/dialogues/{dialogue_id}", None)]
BY_STAFF: list[tuple[str, str, Any]] = [("GET", "/v1/functions", None)]
"""What anybody who works at a unit reads; see test_functions."""
BY_SERVICE = {("POST", f"/v1/paper-{what}") for what in ("referrals", "checks", "answers", "retractions")}
"""What the coordinator service alone sends; see test_paper, test_paper_answers and test_paper_retractions."""
BY_KOORDINATOR: list[tuple[str, str, Any]] = [("GET", "/v1/paper-retractions/{case_id}/report", None)]
"""What the koordinator reads of her own retraction; see test_paper_retractions."""
BY_PERSON: list[tuple[str, str, Any]] = [("GET", "/v1/cases/{case_id}/reads", None)]


def told(answer) -> dict[str, Any]:
    return {key: value for key, value in answer.json().items() if key != "instance"}


def test_every_route_stands_in_the_lists_above() -> None:
    known = {
        (method, path)
        for method, path, _ in [*BY_CASE, *COLLECTIONS, *BY_DIALOGUE, *BY_STAFF, *BY_PERSON, *BY_KOORDINATOR]
    }
    known = {
        (method, re.sub(r"/0{8}-[0-9-]{27}/", "/{retraction_id}/", path)) for method, path in known
    } | BY_SERVICE
    served = {(method, route.path) for route in _flat(routes()) for method in route.methods}

    assert served == known


def _flat(router) -> list[Any]:
    from fastapi import FastAPI
    from fastapi.routing import iter_route_contexts

    app = FastAPI(openapi_url=None)
    app.include_router(router)
    return list(iter_route_contexts(app.routes))


class TestForeignUnit:
    @pytest.mark.parametrize(("method", "path", "body"), BY_CASE, ids=lambda value: str(value)[:40])
    async def test_a_case_does_not_exist(self, stage, method: str, path: str, body: Any) -> None:
        ident = await stage.a_sent()

        foreign = await stage.send(method, path.format(case_id=ident), body, who="farsta", version=3)
        unknown = await stage.send(method, path.format(case_id=uuid4()), body, who="farsta", version=3)

        assert foreign.status_code == unknown.status_code == 404
        assert told(foreign) == told(unknown)
        assert stage.consent.asked("/v1/protections") == []

    async def test_a_dialogue_does_not_exist(self, stage) -> None:
        ident = await stage.a_dialogue()

        foreign = await stage.get(f"/v1/dialogues/{ident}", "farsta")
        assert foreign.status_code == 404
        assert told(foreign) == told(await stage.get(f"/v1/dialogues/{uuid4()}", "farsta"))

    async def test_a_dialogue_in_a_body_does_not_exist(self, stage) -> None:
        ident = await stage.a_dialogue()

        foreign = await stage.post("/v1/referrals", {"dialogue_id": ident, **filled()}, who="farsta")
        unknown = await stage.post("/v1/referrals", {"dialogue_id": str(uuid4()), **filled()}, who="farsta")
        assert foreign.status_code == 404
        assert told(foreign) == told(unknown)

    async def test_lists_and_search_show_nothing(self, stage) -> None:
        await stage.a_sent()

        assert (await stage.get("/v1/referrals", "farsta")).json() == {"referrals": []}
        assert (await stage.get("/v1/dialogues", "farsta")).json() == {"dialogues": []}
        found = await stage.post("/v1/referrals/search", {"personnummer": PERSON}, who="farsta")
        assert found.json() == {"referrals": [], "dialogues": []}

    async def test_no_read_is_logged_that_did_not_happen(self, stage) -> None:
        ident = await stage.a_sent()
        await stage.get(f"/v1/referrals/{ident}", "farsta")

        assert await stage.rows("select unit from read_log where unit = 'soc-farsta'") == []


class TestOtherRoles:
    @pytest.mark.parametrize("who", ["koordinator", "granskare", "individ"])
    @pytest.mark.parametrize(
        ("method", "path", "body"), [*BY_CASE, *COLLECTIONS, *BY_DIALOGUE], ids=lambda v: str(v)[:40]
    )
    async def test_are_refused(self, stage, who: str, method: str, path: str, body: Any) -> None:
        where = path.format(case_id=uuid4(), dialogue_id=uuid4())

        assert (await stage.send(method, where, body, who=who, version=1)).status_code == 403

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [*BY_CASE, *COLLECTIONS, *BY_DIALOGUE, *BY_STAFF, *BY_PERSON],
        ids=lambda v: str(v)[:40],
    )
    async def test_nobody_is_let_in_without_a_token(self, stage, method: str, path: str, body: Any) -> None:
        where = path.format(case_id=uuid4(), dialogue_id=uuid4())

        assert (await stage.send(method, where, body, who="okand", version=1)).status_code == 401


class TestPersonsReads:
    async def test_shows_the_person_unit_and_function(self, stage) -> None:
        ident = await stage.a_sent()
        stage.consent.mine.add(UUID(ident))
        dialogue = (await stage.get(f"/v1/referrals/{ident}", "kollega")).json()["dialogue_id"]
        await stage.get(f"/v1/dialogues/{dialogue}")

        reads = (await stage.get(f"/v1/cases/{ident}/reads", "individ")).json()["reads"]

        assert [(read["unit_name"], read["function"], read["purpose"]) for read in reads] == [
            ("Södermalms stadsdelsnämnd, socialtjänsten", "socialsekreterare", "handlaggning"),
            ("Södermalms stadsdelsnämnd, socialtjänsten", "socialsekreterare", "dialog"),
        ]
        assert "kollega" not in str(reads)

    async def test_shows_a_search_once(self, stage) -> None:
        ident = await stage.a_draft()
        stage.consent.mine.add(UUID(ident))
        await stage.post("/v1/referrals/search", {"personnummer": PERSON})

        reads = (await stage.get(f"/v1/cases/{ident}/reads", "individ")).json()["reads"]
        assert [read["purpose"] for read in reads] == ["sokning"]

    async def test_another_persons_case_does_not_exist(self, stage) -> None:
        ident = await stage.a_sent()

        foreign = await stage.get(f"/v1/cases/{ident}/reads", "individ")
        assert foreign.status_code == 404
        assert told(foreign) == told(await stage.get(f"/v1/cases/{uuid4()}/reads", "individ"))

    async def test_is_refused_for_others(self, stage) -> None:
        assert (await stage.get(f"/v1/cases/{await stage.a_sent()}/reads", "anmalare")).status_code == 403

    async def test_fails_closed(self, stage) -> None:
        stage.consent.down = True

        assert (await stage.get(f"/v1/cases/{uuid4()}/reads", "individ")).status_code == 503
