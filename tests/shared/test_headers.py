"""What a request says beside its body is said once, and a body says that it is JSON."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI, UploadFile

from shared.auth import ViewerDep
from shared.bodies import Body
from tests.shared.web import asking, toy_app


class Said(Body):
    name: str


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app: FastAPI = toy_app(None)  # pyright: ignore[reportArgumentType]

    @app.post("/v1/say")
    async def say(body: Said, viewer: ViewerDep) -> str:
        return f"{viewer.unit} {body.name}"

    @app.post("/v1/perhaps")
    async def perhaps(body: Said | None = None) -> str:
        return body.name if body else "nothing"

    @app.post("/v1/file")
    async def file(scan: UploadFile) -> str:
        return scan.filename or ""

    async with asking(app, token=None) as client:
        yield client


GOOD = [("authorization", "Bearer token-a"), ("content-type", "application/json")]
BODY = b'{"name": "x"}'


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("Authorization", "Bearer token-b"),
        ("Content-Type", "text/plain"),
        ("Idempotency-Key", "b" * 16),
        ("If-Match", '"2"'),
    ],
)
async def test_a_header_that_is_acted_on_is_refused_when_it_stands_twice(
    client: httpx2.AsyncClient, name: str, second: str
) -> None:
    first = dict(GOOD).get(name.lower(), second)
    headers = [*(each for each in GOOD if each[0] != name.lower()), (name, first), (name, second)]

    answer = await client.post("/v1/say", content=BODY, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "doubled_header")
    assert second not in answer.text


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/x+json"]
)
async def test_json_is_taken_under_each_of_its_names(client: httpx2.AsyncClient, kind: str) -> None:
    answer = await client.post("/v1/say", content=BODY, headers=[GOOD[0], ("content-type", kind)])

    assert (answer.status_code, answer.json()) == (200, "unit-a x")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "jsonish", None])
async def test_a_body_of_another_kind_is_refused_as_such(
    client: httpx2.AsyncClient, kind: str | None
) -> None:
    headers = [GOOD[0], *([("content-type", kind)] if kind else [])]

    answer = await client.post("/v1/say", content=BODY, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.json()["title"] == "Formatet tas inte emot"


async def test_a_body_that_may_be_left_out_needs_no_kind(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/v1/perhaps")).json() == "nothing"


async def test_a_file_comes_in_a_form(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/file", files={"scan": ("a.pdf", b"%PDF", "application/pdf")})

    assert (answer.status_code, answer.json()) == (200, "a.pdf")
