"""The machine: rules give commands in any order, a model reckons beside it, and after each step everything is looked at."""

from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine

from tests.world.machine.giving import Giving, Manner, new_id
from tests.world.machine.looking import Looking
from tests.world.machine.model import Cell
from tests.world.machine.person import Case
from tests.world.machine.stage import Stage

MOST_CASES = 3
MOSTLY_THE_NEWEST = 5
cases: Bundle[Case] = Bundle("cases")
hows = st.sampled_from(
    [*([Manner.STRAIGHT] * 6), Manner.HURRY, Manner.HURRY, Manner.TWICE, Manner.STALE, Manner.STRANGER]
)
picks = st.integers(0, 7)
"""Which one of those that there are."""


class _EveryRule:
    """Any rule may come at any time."""

    def is_enabled(self, _: str) -> bool:
        return True


class NothingYet(Exception):
    """There is nothing yet that a command could be about: the case goes on instead."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.name)
        self.case = case


class Base(RuleBasedStateMachine):
    """What every rule stands on."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        # Hypothesis leaves some rules out of each life by chance: then what is grave and rare hardly ever comes.
        self._rules_strategy.enabled_rules_strategy = st.just(_EveryRule())
        self.stage.open()
        self.stage.run(self.read_on())
        self.mine: list[Case] = []
        self.moments: dict[UUID, list[frozenset[Cell]]] = {}
        self.is_quiet = True
        self.stage.story.clear()

    def tell(self, line: str) -> None:
        """Write down what happens, for whoever has to find out why."""
        self.stage.story.append(line)

    def remember(self) -> None:
        """Keep what the samtycken allow at this moment."""
        now = self.stage.house.now()
        for case in self.stage.cases.values():
            self.moments.setdefault(case.case_id, []).append(case.consent.active(now))

    async def rest(self) -> None:
        """Let everything land, and look."""
        await self.stage.house.settle()
        await Looking(self.stage, self.moments).look(self.mine)
        self.moments = {}

    def giving(self, case: Case, how: Manner = Manner.STRAIGHT, number: int = 0) -> Giving:
        """Return what gives a command about a case."""
        return Giving(self.stage, case, how, number)

    async def version(self, service: str, table: str, thing: object, key: str = "id") -> int:
        """Return the version of something; one that is not there has none."""
        found = await self.stage.one(service, f"select version from {table} where {key} = :id", id=thing)
        return found or 0

    async def things(self, service: str, query: str, case: Case) -> list[Any]:
        """Return the ids of a case's things, the oldest first."""
        found = await self.stage.rows(service, query, id=case.case_id)
        return [row[0] for row in found]

    async def read_on(self) -> None:
        """Let every system read."""
        for unit in sorted(self.stage.still):
            await self.stage.let_go(unit)

    async def last(self, case: Case, query: str, pick: int = 0, service: str = "coordinator") -> Any:
        """Return mostly the newest of some things, now and then another. Raises NothingYet."""
        found = await self.things(service, query, case)
        _must_be_something(found, case, pick)
        back = pick % len(found) if found and pick > MOSTLY_THE_NEWEST else 0
        return found[-1 - back] if found else new_id()

    async def pick(self, case: Case, query: str, pick: int) -> Any:
        """Return any of some things. Raises NothingYet."""
        found = await self.things("coordinator", query, case)
        _must_be_something(found, case, pick)
        return found[pick % len(found)] if found else new_id()


def _must_be_something(found: list[Any], case: Case, pick: int) -> None:
    if not found and pick < MOSTLY_THE_NEWEST:
        raise NothingYet(case)
