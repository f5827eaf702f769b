"""An answer counts as sent when no byte of it waits in the process."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.transport import TRANSPORT, Server, make_server
from tests.shared.bench import until
from tests.shared.web import toy_app

BIG, SMALL = 8 * 1024 * 1024, 60_000


class Watched(Response):
    """Sends its body, then waits until it has left."""

    def __init__(self, size: int, told: list[str]) -> None:
        super().__init__(bytes(size))
        self.told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        self.told.append("written")
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        self.told.append("sent")


@pytest.fixture
def app() -> FastAPI:
    app = toy_app(None)  # pyright: ignore[reportArgumentType]
    app.state.told = defaultdict(list)
    app.state.transports = []

    @app.get("/v1/watched/{size}")
    async def watched(request: Request, size: int) -> Watched:
        request.app.state.transports.append(request.scope["extensions"][TRANSPORT])
        return Watched(size, request.app.state.told[size])

    return app


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = make_server(app, "127.0.0.1", port)
    running = asyncio.create_task(server.serve())
    await until(lambda: _value(server.started))
    try:
        yield server
    finally:
        server.should_exit = True
        await running


async def _value(value: Any) -> Any:
    return value


async def ask(server: Server, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.config.port, limit=64 * 1024)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: toy\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


class TestSending:
    async def test_is_not_over_while_the_reader_has_not_taken_it(self, app: FastAPI) -> None:
        async with served(app) as server:
            reader, writer = await ask(server, f"/v1/watched/{BIG}")
            await until(lambda: _value("written" in app.state.told[BIG]))
            small = await ask(server, f"/v1/watched/{SMALL}")
            await small[0].read(-1)
            small[1].close()
            await until(lambda: _value("sent" in app.state.told[SMALL]))
            assert app.state.told[BIG] == ["written"], "not over, though what was asked for later is"
            assert app.state.transports[0].get_write_buffer_size() > 0

            received = await reader.read(-1)
            writer.close()
            await until(lambda: _value("sent" in app.state.told[BIG]))
            assert app.state.transports[0].get_write_buffer_size() == 0

        assert len(received) > BIG

    async def test_is_over_at_once_for_a_small_answer(self, app: FastAPI) -> None:
        async with served(app) as server:
            reader, writer = await ask(server, f"/v1/watched/{SMALL}")
            await reader.read(-1)
            writer.close()

        assert app.state.told == {SMALL: ["written", "sent"]}

    async def test_can_be_cut_off(self, app: FastAPI) -> None:
        async with served(app) as server:
            reader, writer = await ask(server, f"/v1/watched/{BIG}")
            await until(lambda: _value("written" in app.state.told[BIG]))
            app.state.transports[0].abort()
            try:
                received = await reader.read(-1)
            except ConnectionError:
                received = b""
            writer.close()

        assert len(received) < BIG
