"""Commands act once, however often and however close together they are sent."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth import ViewerDep
from shared.idempotency import Answer, if_match, run_command
from tests.shared.bench import Database
from tests.shared.web import TooLate, asking, key, toy_app


@pytest.fixture
def app(database: Database) -> FastAPI:
    app = toy_app(database.sessions)
    app.state.tries = 0

    @app.post("/v1/effects")
    async def make_effect(request: Request, viewer: ViewerDep) -> Response:
        body = await request.json()

        async def prepare() -> int:
            request.app.state.tries += 1
            return request.app.state.tries

        async def act(session: AsyncSession, prepared: int) -> Answer:
            connection = await session.connection()
            insert = "insert into effect (case_id, step) values (:case_id, :step)"
            await connection.execute(text(insert), {"case_id": uuid4(), "step": body["step"]})
            await asyncio.sleep(body.get("sleep", 0))
            if body.get("late") and prepared == 1:
                raise TooLate
            return Answer(
                201, {"try": prepared, "unit": viewer.unit}, etag=prepared, location="/v1/effects/1"
            )

        return await run_command(request, act, prepare=prepare)

    @app.patch("/v1/effects")
    async def version(request: Request) -> int:
        return if_match(request)

    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with asking(app) as client:
        yield client


async def effects(database: Database) -> int:
    return await database.one("select count(*) from effect")


class TestRunCommand:
    async def test_answers_again_what_it_answered_when_the_answer_was_lost(
        self, client: httpx2.AsyncClient, database: Database
    ) -> None:
        first = await client.post("/v1/effects", json={"step": 1}, headers=key())
        again = await client.post("/v1/effects", json={"step": 1}, headers=key())

        assert (first.status_code, first.json()["try"], first.headers["etag"]) == (201, 1, '"1"')
        assert (again.status_code, again.json(), again.headers["etag"]) == (201, first.json(), '"1"')
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotent-replayed"] == "true"
        assert await effects(database) == 1

    async def test_lets_one_of_several_at_once_act_and_the_others_repeat_its_answer(
        self, client: httpx2.AsyncClient, database: Database
    ) -> None:
        body = {"step": 1, "sleep": 0.2}
        answers = await asyncio.gather(
            *(client.post("/v1/effects", json=body, headers=key()) for _ in range(5))
        )

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert await effects(database) == 1

    async def test_refuses_the_same_key_for_another_command(
        self, client: httpx2.AsyncClient, database: Database
    ) -> None:
        await client.post("/v1/effects", json={"step": 1}, headers=key())
        answer = await client.post("/v1/effects", json={"step": 2}, headers=key())

        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert await effects(database) == 1

    async def test_refuses_a_body_that_says_the_same_thing_twice(
        self, client: httpx2.AsyncClient, database: Database
    ) -> None:
        headers = {**key(), "Content-Type": "application/json"}
        answer = await client.post(
            "/v1/effects", content=b'{"step": 1, "in": {"a": 1, "a": 2}}', headers=headers
        )

        assert (answer.status_code, answer.json()["code"]) == (422, "doubled_key")
        assert await effects(database) == 0

    async def test_keeps_the_keys_of_two_units_apart(
        self, app: FastAPI, client: httpx2.AsyncClient, database: Database
    ) -> None:
        await client.post("/v1/effects", json={"step": 1}, headers=key())
        async with asking(app, "token-b") as other:
            answer = await other.post("/v1/effects", json={"step": 1}, headers=key())

        assert answer.json()["unit"] == "unit-b"
        assert await effects(database) == 2

    async def test_leaves_nothing_of_a_refused_command_and_tries_it_anew(
        self, client: httpx2.AsyncClient, database: Database
    ) -> None:
        body = {"step": 1, "late": True}
        refused = await client.post("/v1/effects", json=body, headers=key())
        assert (refused.status_code, refused.json()["code"]) == (409, "too_late")
        assert await effects(database) == 0

        assert (await client.post("/v1/effects", json=body, headers=key())).status_code == 201
        assert await effects(database) == 1

    async def test_stores_neither_the_key_nor_the_content(
        self, client: httpx2.AsyncClient, database: Database
    ) -> None:
        await client.post("/v1/effects", json={"step": 1, "word": "hemligt"}, headers=key("k"))

        (row,) = await database.rows("select idempotency::text as whole from idempotency")
        assert b"k" * 16 not in row.whole.encode()
        assert "hemligt" not in row.whole

    @pytest.mark.parametrize("given", [None, "short", "x" * 201, "with space and more"])
    async def test_needs_a_key(self, client: httpx2.AsyncClient, given: str | None) -> None:
        headers = {} if given is None else {"idempotency-key": given}
        answer = await client.post("/v1/effects", json={"step": 1}, headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")

    async def test_forgets_keys_after_two_days(
        self, app: FastAPI, client: httpx2.AsyncClient, database: Database
    ) -> None:
        await client.post("/v1/effects", json={"step": 1}, headers=key("a"))
        await database.run("update idempotency set created_at = clock_timestamp() - interval '49 hours'")
        await client.post("/v1/effects", json={"step": 1}, headers=key("b"))

        await app.state.commands.forget_old()

        assert await database.one("select count(*) from idempotency") == 1


class TestIfMatch:
    @pytest.mark.parametrize(
        ("given", "status", "told"),
        [
            ('"7"', 200, 7),
            (None, 428, "if_match_missing"),
            ("7", 400, "if_match_malformed"),
            ('W/"7"', 400, "if_match_malformed"),
            ("*", 400, "if_match_malformed"),
        ],
    )
    async def test_reads_the_version_that_the_caller_saw(
        self, client: httpx2.AsyncClient, given: str | None, status: int, told: Any
    ) -> None:
        headers = {} if given is None else {"if-match": given}
        answer = await client.patch("/v1/effects", headers=headers)

        assert answer.status_code == status
        assert (answer.json() if status == 200 else answer.json()["code"]) == told
