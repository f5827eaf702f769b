"""Waiting for what does not answer, without losing the place."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

log = logging.getLogger("finsam_party")

_T = TypeVar("_T")
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 15.0


class Outage(Exception):
    """What was asked did not give a usable answer. ``what`` names it for the log."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Stopped(Exception):
    """The client was asked to stop while it waited."""


class Patience:
    """Tries again for as long as it takes, or until the client is asked to stop."""

    def __init__(self) -> None:
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End every wait, now and later."""
        self._stop.set()

    def is_over(self) -> bool:
        """Whether the client was asked to stop."""
        return self._stop.is_set()

    async def insist(self, call: Callable[[], Awaitable[_T]]) -> _T:
        """Return what ``call`` returns; after an :class:`Outage` wait and call again. Raises Stopped."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return await call()
            except Outage as outage:
                log.warning("%s does not answer; next try in %.1f s", outage.what, pause)
            await self.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  spreads the load, guards nothing
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def sleep(self, seconds: float) -> None:
        """Wait; raises :class:`Stopped` when asked to stop meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        if self._stop.is_set():
            raise Stopped

    async def until(self, task: asyncio.Task[_T], seconds: float) -> bool:
        """Wait for a task for a while; whether it is finished. Cancels it and raises Stopped when asked to stop."""
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({task, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
        if task.done():
            return True
        if self._stop.is_set():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            raise Stopped
        return False
