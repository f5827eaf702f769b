"""One case under work, and how commands are given on it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from deploy.demo.cast import Json
from deploy.trial.calendar import Calendar
from deploy.trial.client import Client, NotDone, Wanted
from deploy.trial.exit import Exit

TELLER, KOORDINATOR = "anmalare-soc", "koordinator"
READ_AGAIN: Final = 6
PATIENCE_SECONDS: Final = 90.0
_LOOK_SECONDS: Final = 0.4


@dataclass(slots=True)
class Case:
    """One case, and those who work with it. `without`: what the person keeps from a party, as recipient → category."""

    client: Client
    exit: Exit
    calendar: Calendar
    number: int
    person: tuple[str, str] = field(repr=False)
    asked: tuple[str, ...]
    without: dict[str, str]
    id: str = ""
    texts: int = 0

    def text(self) -> str:
        """Return a new planted text of this case."""
        self.texts += 1
        return self.client.recorder.canary(self.number, self.texts)

    def today(self) -> date:
        """Return the day of the law's clock."""
        return self.calendar.today()

    async def give(self, kind: str, person: str, service: str, path: str, body: Json, **more: Any) -> Json:
        """Give a command on this case."""
        wanted = Wanted(kind, self.id, person, service, path.replace("{}", self.id), body, **more)
        return await self.client.give(wanted)

    async def decide(self, kind: str, person: str, read: tuple[str, str], path: str, body: Json) -> Json:
        """Give a command on the version that was read; what came to it meanwhile is read again."""
        service, at = read
        for turn in range(READ_AGAIN):
            seen = await self.client.read(person, service, at.replace("{}", self.id))
            try:
                return await self.give(kind, person, service, path, body, version=seen["version"])
            except NotDone as refused:
                if refused.status != HTTPStatus.PRECONDITION_FAILED or turn == READ_AGAIN - 1:
                    raise
        raise AssertionError

    async def on_referral(self, kind: str, path: str, body: Json) -> Json:
        """Give a command on the anmälan."""
        one = "/v1/referrals/{}"
        return await self.decide(kind, TELLER, ("referral", one), f"{one}/{path}", body)

    async def on_akt(self, kind: str, path: str, body: Json) -> Json:
        """Give a command on the team's akt."""
        one = "/v1/akter/{}"
        return await self.decide(kind, KOORDINATOR, ("coordinator", one), f"{one}/{path}", body)

    async def until(self, look: Callable[[], Awaitable[bool]], what: str) -> None:
        """Wait until something has come to where it is read. Raises NotDone when it does not come."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                if await look():
                    return
            except NotDone:
                pass
            await asyncio.sleep(_LOOK_SECONDS)
        raise NotDone(0, f"{what}_never_came")
