"""One shard: its own house, its own people, two years."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from deploy.infra.home import REFERENCE
from shared.devidp.directory import Person
from tests.infrastructure import Infrastructure
from tests.simulation import checks
from tests.simulation.calendar import Calendar
from tests.simulation.ledger import Ledger
from tests.simulation.lives import SimulatedLife
from tests.world.house import House, a_house, known_people
from tests.world.life import AF, FK, JOBBTORG, REGION

WEEKS, BEGIN_WEEKS, WEEKS_OF_A_MONTH = 104, 60, 4
_PARTIES = (AF, FK, REGION, JOBBTORG)


async def simulate(infra: Infrastructure, folder: Path, *, shard: int, cases: int) -> tuple[Ledger, float]:
    """Live the lives of a shard, look at every case each month, and compare the counts at the end.

    Returns what it did, and the seconds of CPU that this took in this process.
    """
    people = _people(shard, cases)
    ledger = Ledger()
    async with a_house(infra, folder, [*known_people(), *people], readers=()) as house:
        began = time.process_time()
        calendar = Calendar(house)
        calendar.begin(len(people))
        tasks = [
            asyncio.ensure_future(one.live(begins)) for one, begins in _lives(calendar, ledger, people, shard)
        ]
        try:
            for week in range(WEEKS):
                await calendar.turn_over()
                calendar.listed = await checks.listed(house)
                await calendar.act()
                _raise_first(tasks)
                if week % WEEKS_OF_A_MONTH == 0:
                    await checks.every_case(house, ledger, calendar.today)
            await checks.every_case(house, ledger, calendar.today)
            await checks.every_end(house, ledger)
            await checks.counts_agree(house, ledger, calendar.today)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return ledger, time.process_time() - began


def _people(shard: int, cases: int) -> list[Person]:
    lines = (REFERENCE / "testnumbers.txt").read_text(encoding="utf-8").splitlines()
    numbers = [line for line in lines if line and not line.startswith("#")][
        shard * cases : (shard + 1) * cases
    ]
    return [
        Person(
            id=f"individ-{shard}-{n}", name="Individ Testperson", roles=("individ",), personal_number=number
        )
        for n, number in enumerate(numbers)
    ]


def _lives(
    calendar: Calendar, ledger: Ledger, people: list[Person], shard: int
) -> Iterator[tuple[SimulatedLife, date]]:
    dice = random.Random(f"finsamteam {shard}")  # noqa: S311  lives, not secrets
    for person in people:
        begins = calendar.today + timedelta(weeks=dice.randrange(BEGIN_WEEKS))
        asked = tuple(dice.sample(_PARTIES, dice.choice((1, 2, 2))))
        own = random.Random(dice.random())  # noqa: S311
        life = SimulatedLife(calendar.house, person, asked, calendar=calendar, ledger=ledger, dice=own)
        yield life, begins


def _raise_first(tasks: "list[asyncio.Future[None]]") -> None:
    for task in tasks:
        if task.done() and not task.cancelled() and (failure := task.exception()):
            raise failure


def table(ledger: Ledger) -> str:
    """Write what came of the cases, for people to read."""
    pages = ledger.pages.values()
    ends = Counter(
        f"{page.end.code or 'samtycket gick ut'} ({page.end.by}{', sekretess' if page.end.protected else ''})"
        for page in pages
        if page.end
    )
    stood = Counter(
        "avslutade" if page.end else "tas inte upp" if page.declined_on
        else "för hand" if page.protected else "pågår med plan" if page.planned else "pågår före plan"
        for page in pages
    )  # fmt: skip
    mains = Counter(one.main for page in pages for one in page.recorded)
    parts = {
        "Ärenden": stood + Counter({"nej i samtalet": ledger.no}), "Avslut": ends,
        "Uppföljningar, huvudutfall": mains, "Vägar": ledger.ways,
    }  # fmt: skip
    return "\n".join(
        line
        for title, counts in parts.items()
        for line in (
            f"{title} ({counts.total()})",
            *(f"  {n:5}  {name}" for name, n in sorted(counts.items())),
        )
    )


__all__ = ["House", "simulate", "table"]
