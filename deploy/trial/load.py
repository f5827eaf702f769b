"""The load: cases that begin at a steady rate, a few at a time, each with a life of its own."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final

from deploy.demo.stage import AF, FK, REGION
from deploy.infra.home import REFERENCE
from deploy.trial import acts, meetings
from deploy.trial.calendar import Calendar
from deploy.trial.case import Case
from deploy.trial.client import Client, NotDone
from deploy.trial.exit import Exit

EVERY_SECONDS: Final = 2.0
"""A new case so often, if fewer than AT_ONCE are being worked with: what two cores carry beside the faults."""
AT_ONCE: Final = 5
PEOPLE: Final = 6
"""Each person has several cases: so the search afterwards looks for few numbers."""
NAME: Final = "Individ Testperson"
ADULTS: Final = ("1955", "1986")
PARTIES: Final = (AF, FK, REGION)
Life = Callable[[Case], Awaitable[None]]


async def corrected_often(case: Case) -> None:
    """Taken up, and corrected again and again."""
    await acts.taken_up(case)
    for _ in range(3):
        await acts.corrected(case)


async def one_party_out(case: Case) -> None:
    """A party's part of the samtycke is withdrawn between two corrections."""
    await acts.taken_up(case)
    await acts.corrected(case)
    await acts.revoke(case, case.asked[0])
    await acts.corrected(case)


async def all_out(case: Case) -> None:
    """All of the samtycke is withdrawn; what is sent afterwards is refused."""
    await acts.taken_up(case)
    await acts.corrected(case)
    await acts.revoke(case)
    await acts.corrected_in_vain(case)


async def with_a_plan(case: Case) -> None:
    """A meeting and a plan, and a correction."""
    await acts.taken_up(case)
    await meetings.met(case)
    await acts.corrected(case)


async def completed(case: Case) -> None:
    """More is asked for and answered before it is taken up; a category is withdrawn."""
    await acts.completed(case)
    await acts.taken_up(case)
    await acts.revoke(case, case.asked[-1], "sociala")


async def declined(case: Case) -> None:
    """Not taken up."""
    await acts.declined(case)


async def taken_back(case: Case) -> None:
    """The sender takes its anmälan back before the besked."""
    await acts.withdrawn(case)


async def sent_in_error(case: Case) -> None:
    """Taken up, corrected, and then taken back as sent in error."""
    await acts.taken_up(case)
    await acts.corrected(case)
    await acts.retracted(case)


LIVES: Final[tuple[Life, ...]] = (
    one_party_out, corrected_often, all_out, with_a_plan, completed, corrected_often, sent_in_error,
    one_party_out, declined, taken_back,
)  # fmt: skip
"""Dealt in this order, again and again: the shortest trial has seen a withdrawal."""


class Load:
    """Begins cases until it is told to stop; those that have begun go on to their end."""

    def __init__(self, client: Client, calendar: Calendar, seed: int) -> None:
        self._client = client
        self._exit = Exit(client)
        self._calendar = calendar
        self._dice = random.Random(seed)  # noqa: S311  cases, not secrets
        self.people = _people(self._dice)
        self._begun: list[asyncio.Task[None]] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Begin a case every few seconds until ``stop`` is set."""
        while not stop.is_set():
            if sum(not task.done() for task in self._begun) < AT_ONCE:
                life = LIVES[len(self._begun) % len(LIVES)]
                self._begun.append(asyncio.create_task(self._live(life, self._case())))
            try:
                await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
            except TimeoutError:
                continue
        self._calendar.hurry.set()

    async def finish(self, seconds: float) -> None:
        """Wait for the cases that have begun; give up those that do not end in time."""
        _, left = await asyncio.wait(self._begun, timeout=seconds) if self._begun else ((), ())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for task in self._begun:
            if not task.cancelled():
                task.result()  # a fault of the trial itself ends it
        if left:
            self._client.recorder.notes.append(f"{len(left)} ärenden hann inte till sitt slut")

    def _case(self) -> Case:
        asked = tuple(self._dice.sample(PARTIES, self._dice.choice((1, 2, 3))))
        without = {asked[0]: "halsa"} if self._dice.random() < 1 / 3 else {}
        person, number = self._dice.choice(self.people), self._client.recorder.next_case()
        return Case(self._client, self._exit, self._calendar, number, (NAME, person), asked, without)

    async def _live(self, life: Life, case: Case) -> None:
        """Live a life; where it ends before its time, the reason is noted, and the ledger judges what was promised."""
        try:
            await acts.begin(case)
            await acts.received(case)
            await life(case)
        except NotDone as ended:
            self._client.recorder.notes.append(f"{life.__name__}: {ended}")


def _people(dice: random.Random) -> list[str]:
    lines = (REFERENCE / "testnumbers.txt").read_text(encoding="utf-8").split()
    adults = [
        line for line in lines if ADULTS[0] <= line[:4] <= ADULTS[1] and line[6:8] <= "31" and line.isdigit()
    ]
    return dice.sample(adults, PEOPLE)
