"""The law's clock of a trial: cases that wait for a meeting share the steps ahead, and it moves seldom."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from shared.clock import MovableClock, move
from shared.days import local_day

BETWEEN_SECONDS: Final = 30.0
"""A step is about two weeks of everybody's time: not so often that a samtycke runs out in a long trial."""


class Calendar:
    """Moves the law's clock when somebody waits for a day."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()
        self._moved = 0.0
        self.hurry = asyncio.Event()
        """Set when no new case begins: nobody waits for company any more."""

    def now(self) -> datetime:
        """Return the law's moment."""
        return MovableClock(self._file).now()

    def today(self) -> date:
        """Return the law's day in Sweden."""
        return local_day(self.now())

    async def comes(self, at: datetime) -> None:
        """Return when the law's clock shows that moment."""
        async with self._turn:
            if self.now() >= at:
                return
            pause = self._moved + BETWEEN_SECONDS - time.monotonic()
            if self._moved and pause > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.hurry.wait(), pause)
            move(self._file, at.astimezone(UTC) - self.now())
            self._moved = time.monotonic()
