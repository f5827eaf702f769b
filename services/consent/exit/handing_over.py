"""Hands an answer over and knows when the last byte of it has left, whatever the client does."""

import asyncio
import fcntl
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.transport import TRANSPORT

log = structlog.get_logger(__name__)

PATIENCE_SECONDS: Final = 5.0
"""How long a client may take to accept an answer; then its connection is cut."""

_SIOCOUTQ = 0x5411  # Linux: bytes of a TCP socket that the other side has not acknowledged
_LOOK_SECONDS = 0.002


class HandedOver(Response):
    """An answer that calls `left` exactly once, when nothing of it can leave this machine any more.

    That is when the other side's kernel has acknowledged every byte, or when the connection is gone: closed by the
    client, or cut by us because it read too slowly.
    """

    def __init__(self, body: bytes, left: Callable[[], Awaitable[None]]) -> None:
        super().__init__(body, media_type="application/json", headers={"Cache-Control": "no-store"})
        self._left = left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's form
        """Send, wait until it has left, say so."""
        transport = scope.get("extensions", {}).get(TRANSPORT)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await send(
                    {
                        "type": "http.response.start",
                        "status": self.status_code,
                        "headers": self.raw_headers,
                    }
                )
                await send({"type": "http.response.body", "body": self.body, "more_body": True})
                # This one waits until the process's own buffer is empty.
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                await _acknowledged(transport)
        except TimeoutError:
            log.warning("release_cut", seconds=PATIENCE_SECONDS)
            _cut(transport)
        except BaseException:
            _cut(transport)
            raise
        finally:
            await self._left()


async def _acknowledged(transport: Any) -> None:
    """Wait until the kernel has no byte left to send: one that it still holds could arrive after a revocation."""
    while transport is not None and not transport.is_closing():
        try:
            waiting = fcntl.ioctl(transport.get_extra_info("socket").fileno(), _SIOCOUTQ, b"\0" * 4)
        except OSError:
            return  # closed meanwhile, or not a TCP socket
        if struct.unpack("i", waiting)[0] == 0:
            return
        await asyncio.sleep(_LOOK_SECONDS)


def _cut(transport: Any) -> None:
    if transport is None:
        return
    with suppress(OSError, AttributeError):
        # Reset instead of close: what the kernel still holds is thrown away too.
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
