"""Weeks of the law's time: the clock moves, everything that is due happens, then those whose day has come act."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from shared.clock import STOCKHOLM
from shared.days import next_working_day
from tests.world.house import House

Json = dict[str, Any]
WEEK = timedelta(days=7)
_AT_ONCE = 6
"""Lives that act at the same time."""
_OPENS, _QUARTERS, _QUARTER = time(6, tzinfo=UTC), 40, timedelta(minutes=15)


@dataclass(slots=True)
class Calendar:
    """The weeks. A life acts until it waits for a day; the next week begins when all of them wait."""

    house: House
    listed: dict[UUID, Json] = field(default_factory=dict)
    """The koordinator's list at the beginning of the week."""
    _waiting: list[tuple[date, asyncio.Future[None]]] = field(default_factory=list)
    _busy: int = 0
    _all_wait: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _booked: dict[date, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day it is in Sweden."""
        return self.house.now().astimezone(STOCKHOLM).date()

    def begin(self, lives: int) -> None:
        """Take in lives; each calls `wait` before it does anything."""
        self._busy += lives

    async def wait(self, until: date) -> None:
        """Wait for a day, at least until next week, and then for one's turn."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((until, woken))
        self._rest()
        await woken
        await self._turns.acquire()

    def give_way(self) -> None:
        """Let another life have its turn."""
        self._turns.release()

    def leave(self) -> None:
        """A life is over."""
        self._turns.release()
        self._rest()

    async def turn_over(self) -> None:
        """Move the clock a week, and let the services do what is due."""
        await self._all_wait.wait()
        await self.house.move(WEEK)
        await self.house.settle()

    async def act(self) -> None:
        """Let those whose day has come act."""
        due = [one for one in self._waiting if one[0] <= self.today]
        self._waiting = [one for one in self._waiting if one[0] > self.today]
        if due:
            self._busy += len(due)
            self._all_wait.clear()
            for _, woken in due:
                woken.set_result(None)
            await self._all_wait.wait()
            await self.house.settle()

    def slot(self, day: date) -> datetime:
        """Book a quarter of an hour of the team, that day or the next with time left."""
        while self._booked.get(day, 0) >= _QUARTERS:
            day = next_working_day(day + timedelta(days=1))
        number = self._booked.get(day, 0)
        self._booked[day] = number + 1
        return datetime.combine(day, _OPENS) + number * _QUARTER

    def _rest(self) -> None:
        self._busy -= 1
        if not self._busy:
            self._all_wait.set()
