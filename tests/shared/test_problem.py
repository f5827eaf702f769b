"""What people read when something is refused, and what they never read."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx2
import pytest
import structlog
from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.consent.problems import PROBLEMS as CONSENT
from services.coordinator.problems import PROBLEMS as COORDINATOR
from shared.auth import Forbidden, ViewerDep
from shared.keys import KeyStoreDown
from shared.outage import OUTAGE
from shared.problem import Refusal, Unavailable
from shared.problem_http import SHARED_PROBLEMS
from tests.shared.web import TooLate, asking, toy_app

NUMBER = "191212121212"


class Neighbour(Unavailable):
    code = "neighbour_unreachable"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=5)
    parts: list[Annotated[int, Field(ge=1)]]


class Between(BaseModel):
    from_: int = Field(alias="from")


class Square(BaseModel):
    kind: Literal["square"]
    size: Literal["s", "m", "l"]


class Ring(BaseModel):
    kind: Literal["ring"]


class Shapes(BaseModel):
    next: Annotated[Square | Ring, Field(discriminator="kind")]


@pytest.fixture
def app() -> FastAPI:
    app = toy_app(None)  # pyright: ignore[reportArgumentType]
    raised: dict[str, Exception] = {
        "late": TooLate(fields=[{"field": "day", "code": "past", "message": "Dagen har passerat."}]),
        "neighbour": Neighbour(),
        "keys": KeyStoreDown(),
        "forbidden": Forbidden(),
        "broken": ValueError(NUMBER),
    }

    @app.post("/v1/lose/{number}")
    async def lose(number: str) -> None:
        try:
            raise TimeoutError(number)
        except TimeoutError:
            raise KeyStoreDown(number) from None

    @app.post("/v1/raise/{what}")
    async def raise_it(what: str) -> None:
        raise raised[what]

    @app.post("/v1/read")
    async def read(body: Body) -> int:
        return len(body.parts)

    @app.post("/v1/shapes")
    async def shapes(body: Shapes) -> str:
        return body.next.kind

    @app.get("/v1/mine")
    async def mine(viewer: ViewerDep) -> str:
        return viewer.subject

    router = APIRouter(prefix="/parts")

    @router.get("/{part_id}")
    async def parts(part_id: int, between: Annotated[Between, Query()], limit: int = 1) -> int:
        return part_id + between.from_ + limit

    app.include_router(router, prefix="/v1")

    @app.post("/v1/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with asking(app) as client:
        yield client


class TestProblem:
    async def test_says_in_swedish_what_is_wrong_and_what_to_do_instead(
        self, client: httpx2.AsyncClient
    ) -> None:
        answer = await client.post("/v1/raise/late")

        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body.pop("instance").startswith("urn:uuid:")
        assert body == {
            "type": "https://finsamteam.example/problem/too_late",
            "title": "Det är för sent",
            "status": 409,
            "detail": "Gör det tidigare nästa gång.",
            "code": "too_late",
            "fields": [{"field": "day", "code": "past", "message": "Dagen har passerat."}],
        }

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("/v1/raise/neighbour", 503, "neighbour_unreachable"),
            ("/v1/raise/keys", 503, "unavailable"),
            ("/v1/raise/forbidden", 403, "forbidden"),
            ("/v1/raise/broken", 500, "internal_error"),
            ("/v1/nothing", 404, "not_found"),
            ("/v1/mine", 405, "method_not_allowed"),
        ],
    )
    async def test_has_one_form_for_everything(
        self, client: httpx2.AsyncClient, path: str, status: int, code: str
    ) -> None:
        answer = await client.post(path)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert ("retry-after" in answer.headers) == (status == 503)
        assert NUMBER not in answer.text

    @pytest.mark.parametrize(
        ("path", "causes"),
        [("raise/neighbour", "Neighbour"), (f"lose/{NUMBER}", "KeyStoreDown < TimeoutError")],
    )
    async def test_tells_the_log_which_part_did_not_answer_and_not_a_word_more(
        self, client: httpx2.AsyncClient, path: str, causes: str
    ) -> None:
        with structlog.testing.capture_logs() as lines:
            answer = await client.post(f"/v1/{path}")

        (line,) = [each for each in lines if each["event"] == "unavailable"]
        assert line["exception"] == causes
        assert answer.json()["instance"] == f"urn:uuid:{line['request_id']}"
        assert NUMBER not in str(line)

    async def test_asks_for_a_login_without_saying_what_was_wrong_with_the_token(self, app: FastAPI) -> None:
        for token in (None, "stolen"):
            async with asking(app, token) as client:
                answer = await client.get("/v1/mine")
            assert answer.status_code == 401
            assert answer.json()["code"] == "unauthenticated"
            assert answer.headers["www-authenticate"].startswith("Bearer")

    async def test_names_each_wrong_field_and_never_repeats_what_came_in(
        self, client: httpx2.AsyncClient
    ) -> None:
        sent: dict[str, Any] = {"name": NUMBER, "parts": [1, 0], NUMBER: "x"}
        answer = await client.post("/v1/read", json=sent)

        assert answer.status_code == 422
        assert answer.json()["fields"] == [
            {"field": "name", "code": "string_too_long", "message": "Texten är för lång."},
            {"field": "parts.1", "code": "greater_than_equal", "message": "Värdet är för litet."},
            {
                "field": "",
                "code": "extra_forbidden",
                "message": "Här finns ett fält som inte känns igen. Jämför med gränssnittets beskrivning.",
            },
        ]
        assert NUMBER not in answer.text

    @pytest.mark.parametrize("query", [f"{NUMBER}=1", "purpose=tillsyn", "part_id=2", "from_=1", "Limit=2"])
    async def test_refuses_a_query_that_the_route_does_not_read(
        self, client: httpx2.AsyncClient, query: str
    ) -> None:
        right = await client.get("/v1/parts/1?from=1&limit=2")
        wrong = await client.get(f"/v1/parts/1?from=1&{query}")

        assert (right.status_code, right.json()) == (200, 4)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_input")
        assert [(each["field"], each["code"]) for each in wrong.json()["fields"]] == [("", "extra_forbidden")]
        assert NUMBER not in wrong.text

    async def test_refuses_a_query_that_says_the_same_thing_twice(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1/parts/1?from=1&limit=2&limit=3&from=1")

        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        told = {(each["field"], each["code"]) for each in answer.json()["fields"]}
        assert told == {("from", "doubled"), ("limit", "doubled")}

    async def test_tells_which_values_there_are_and_never_the_one_that_came(
        self, client: httpx2.AsyncClient
    ) -> None:
        shape = await client.post("/v1/shapes", json={"next": {"kind": NUMBER}})
        size = await client.post("/v1/shapes", json={"next": {"kind": "square", "size": NUMBER}})
        missing = await client.post("/v1/shapes", json={"next": {}})

        assert [answer.json()["fields"][0] for answer in (shape, size, missing)] == [
            {
                "field": "next.kind",
                "code": "union_tag_invalid",
                "message": "Värdet finns inte bland de tillåtna. Välj bland: square, ring.",
            },
            {
                "field": "next.square.size",
                "code": "literal_error",
                "message": "Värdet finns inte bland de tillåtna. Välj bland: s, m, l.",
            },
            {"field": "next.kind", "code": "union_tag_not_found", "message": "Fältet saknas."},
        ]
        assert not any(NUMBER in answer.text for answer in (shape, size))

    async def test_tells_broken_json_from_wrong_values(self, client: httpx2.AsyncClient) -> None:
        headers = {"content-type": "application/json"}
        answer = await client.post("/v1/read", content=f'{{"name": "{NUMBER}', headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
        assert NUMBER not in answer.text

    async def test_refuses_a_body_over_one_megabyte(self, client: httpx2.AsyncClient) -> None:
        assert (await client.post("/v1/size", content=bytes(900_000))).json() == 900_000

        answer = await client.post("/v1/size", content=bytes(1_100_000))

        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    def test_maps_every_refusal_of_the_mechanisms(self) -> None:
        ours = {kind for kind in _all_below(Refusal) if kind.__module__.startswith("shared.")}
        scans = {kind for kind in ours if kind.__module__.startswith("shared.scans.")}
        assert {kind.__name__ for kind in ours - scans - set(SHARED_PROBLEMS)} == set()
        # Whoever takes papers in says it in words of its own.
        assert {kind.__name__ for kind in scans - set(CONSENT) - set(SHARED_PROBLEMS)} == set()
        assert {kind.__name__ for kind in scans - set(COORDINATOR) - set(SHARED_PROBLEMS)} == set()
        assert all(issubclass(kind, Exception) for kind in OUTAGE)


def _all_below(kind: type[Refusal]) -> set[type[Refusal]]:
    return {found for below in kind.__subclasses__() for found in {below, *_all_below(below)}}
