"""Where the machine plays: one loop, one house at a time, and what was given and answered so far."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from deploy.infra.home import REFERENCE
from deploy.infra.topology import TEAM
from shared.devidp.directory import Person
from tests.infrastructure import Infrastructure
from tests.world.house import House, a_house, known_people
from tests.world.machine.commands import Command
from tests.world.machine.person import Case

_T = TypeVar("_T")
LONGEST_LIFE = timedelta(days=40 * 365)
"""A house older than this gives way to a new one: nobody's reference data goes on for ever."""


@dataclass
class Stage:
    """The house of the moment, and the accounts of the whole run."""

    infra: Infrastructure
    folder: Path
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    given: Counter[tuple[Command, str]] = field(default_factory=Counter)
    """Command and what was answered → how many times."""
    steps: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)
    """What has happened in this life."""
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Recipient and type of document → how many were opened."""
    cases: dict[UUID, Case] = field(default_factory=dict)
    """Every case that this house has seen."""
    aliases: dict[UUID, UUID] = field(default_factory=dict)
    checked: Counter[str] = field(default_factory=Counter)
    """Recipient → how much of what it has opened was looked at."""
    parts_seen: set[UUID] = field(default_factory=set)
    _house: House | None = None
    _keeper: asyncio.Task[None] | None = None
    _leave: asyncio.Event = field(default_factory=asyncio.Event)
    _houses: int = 0
    _begun: date = date.min
    _people: int = 0

    @property
    def house(self) -> House:
        """The house at hand."""
        assert self._house is not None
        return self._house

    def run(self, doing: Coroutine[Any, Any, _T]) -> _T:
        """Do something, while the house goes on; whatever failed inside it fails here."""
        done = self.loop.run_until_complete(doing)
        if self._keeper is not None and self._keeper.done():
            self._keeper.result()
        return done

    def open(self) -> House:
        """Return a house that is young enough."""
        if self._house is not None and self._house.now().date() - self._begun > LONGEST_LIFE:
            self.close()
        if self._house is None:
            self.loop.run_until_complete(self._enter())
        return self.house

    def close(self) -> None:
        """Take the house down."""
        self._leave.set()
        if self._keeper is not None:
            self.loop.run_until_complete(self._keeper)
        self._house = self._keeper = None

    async def _enter(self) -> None:
        self._houses += 1
        self._leave = asyncio.Event()
        folder = self.folder / str(self._houses)
        folder.mkdir()
        self.cases, self.aliases, self.parts_seen = {}, {}, set()
        self.checked = Counter()
        ready = asyncio.Event()
        self._keeper = asyncio.create_task(self._keep(folder, ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._keeper, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
            await self._keeper
        self._begun = self.house.now().date()

    async def _keep(self, folder: Path, ready: asyncio.Event) -> None:
        async with a_house(self.infra, folder, known_people()) as house:
            self._house = house
            ready.set()
            await self._leave.wait()

    def somebody(self) -> Person:
        """Return a person who has no case yet."""
        self._people += 1
        number = _numbers()[self._people % len(_numbers())]
        return Person(
            id=f"individ-{number}", name="Individ Testperson", personal_number=number, roles=["individ"]
        )

    async def rows(self, service: str, query: str, **values: Any) -> list[Any]:
        """Look into a service's database."""
        async with self.house.services[service].engine.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def one(self, service: str, query: str, **values: Any) -> Any:
        """Return the first value, or None."""
        found = await self.rows(service, query, **values)
        return found[0][0] if found else None

    async def events(self) -> int:
        """Count every fact of every service."""
        counts = [await self.one(name, "select count(*) from event_history") for name in self.house.services]
        return sum(counts)

    def hold(self, unit: str) -> None:
        """Let a unit's system stand still."""
        self.house.topics.hold(self.house.parties[unit].topic)

    async def let_go(self, unit: str) -> None:
        """Let it read on."""
        await self.house.topics.let_go(self.house.parties[unit].topic)

    @property
    def still(self) -> set[str]:
        """The units that stand still."""
        return {name for name, party in self.house.parties.items() if party.topic in self.house.topics.held}


_known: list[str] = []


def _numbers() -> list[str]:
    """Return published test numbers of grown-ups, each a personnummer."""
    if not _known:
        lines = (REFERENCE / "testnumbers.txt").read_text(encoding="utf-8").splitlines()
        _known.extend(line for line in lines if line[:3] in {"196", "197", "198"} and int(line[6:8]) < 60)
    return _known


__all__ = ["TEAM", "Stage"]
