"""The HTTP server inside a service's process: an answer counts as sent when no byte of it waits in a buffer."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "finsam.transport"
_GRACE_SECONDS = 10


class DrainingProtocol(HttpToolsProtocol):
    """Makes each ``send`` wait until what was sent before has left the process.

    So a route that sends its body with ``more_body=True`` and then an empty last message knows, when that second
    ``send`` returns, that the kernel has every byte. ``scope["extensions"]["finsam.transport"]`` is the connection's
    transport; ``abort()`` on it throws away whatever has not left.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Leave no room in the write buffer: one waiting byte holds the next send."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)

    def on_message_begin(self) -> None:
        """Show the transport to the app."""
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: self.transport}  # pyright: ignore[reportGeneralTypeIssues, reportArgumentType]


class Server(uvicorn.Server):
    """Uvicorn, minus its signal handling: the process is more than its HTTP server."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to the process."""
        yield


def make_server(app: FastAPI, host: str, port: int) -> Server:
    """Return a server for the app: asyncio's own loop, no access log (its lines hold query strings)."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=DrainingProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return Server(config)
