"""A small app of the toy service, asked over ASGI or over a real socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import httpx2
from fastapi import FastAPI

from shared.auth import Unauthenticated, Verifier, Viewer
from shared.db import Sessions
from shared.idempotency import CommandStore
from shared.openapi import Api
from shared.problem import Problem, Refusal
from shared.web import make_app

VIEWER = Viewer(
    subject="someone",
    unit="unit-a",
    roles=frozenset({"worker"}),
    scopes=frozenset(),
    function="Function A",
    client_id="portal",
    personal_number=None,
    token="token-a",
)


TOKEN = VIEWER.token


class Doors:
    """Knows two tokens, of the same person at two units."""

    async def viewer(self, token: str) -> Viewer:
        if not token.startswith("token-"):
            raise Unauthenticated
        return replace(VIEWER, unit=token.replace("token", "unit"), token=token)


class TooLate(Refusal):
    code = "too_late"


PROBLEMS = {TooLate: Problem(409, "Det är för sent", "Gör det tidigare nästa gång.")}


TOY = Api("Toy", "Leksak.", "A toy.")


def toy_app(sessions: Sessions) -> FastAPI:
    commands = CommandStore(sessions, b"s" * 32)
    return make_app(TOY, PROBLEMS, verifier=cast("Verifier", Doors()), commands=commands)


@asynccontextmanager
async def asking(app: FastAPI, token: str | None = TOKEN) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy", headers=headers) as client:
        yield client


def key(of: str = "1") -> dict[str, str]:
    return {"idempotency-key": of * 16}


Json = dict[str, Any]
