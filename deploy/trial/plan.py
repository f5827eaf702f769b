"""Which faults strike, when, whom and for how long: a plan that follows from its seed alone."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from deploy.demo.stage import JOBBTORG, LISTENING
from deploy.infra.topology import DISCLOSING_SERVICE, SERVICES


class FaultKind(StrEnum):
    """What is done to the running system."""

    SERVICE_KILLED = "service_killed"
    POSTGRES_IMMEDIATE = "postgres_immediate"
    BROKER_KILLED = "broker_killed"
    PARTY_KILLED = "party_killed"
    SERVICE_FROZEN = "service_frozen"
    BACKEND_KILLED = "backend_killed"
    REPLICA_KILLED = "replica_killed"
    PARTY_REPLAYED = "party_replayed"
    BROKER_STOPPED = "broker_stopped"
    SERVICE_REPLAYED = "service_replayed"
    REPLICA_FROZEN = "replica_frozen"
    PARTY_RESET = "party_reset"
    POSTGRES_KILLED = "postgres_killed"
    FROZEN_FOR_LONG = "frozen_for_long"


MAIN: Final = (
    FaultKind.SERVICE_KILLED,
    FaultKind.POSTGRES_IMMEDIATE,
    FaultKind.BROKER_KILLED,
    FaultKind.PARTY_KILLED,
)
"""These come first, in this order, so that the shortest trial has seen one of each."""
SESSION_SECONDS: Final = 12.0
"""Longer than a member of a group may be silent (10 s): it has lost its partitions when it wakes up."""
FIRST_AT: Final = 2.0
BETWEEN: Final = (3.0, 7.0)
"""Seconds from the end of a fault to the next: something of the load must come through."""
LASTS: Final = {
    FaultKind.SERVICE_KILLED: (0.2, 3.0),
    FaultKind.POSTGRES_IMMEDIATE: (0.2, 2.0),
    FaultKind.POSTGRES_KILLED: (0.2, 2.0),
    FaultKind.BROKER_KILLED: (0.5, 3.0),
    FaultKind.BROKER_STOPPED: (0.5, 4.0),
    FaultKind.PARTY_KILLED: (0.2, 4.0),
    FaultKind.SERVICE_FROZEN: (1.0, 6.0),
    FaultKind.FROZEN_FOR_LONG: (SESSION_SECONDS, SESSION_SECONDS + 3),
    FaultKind.REPLICA_KILLED: (5.0, 8.0),
    FaultKind.REPLICA_FROZEN: (SESSION_SECONDS, SESSION_SECONDS + 3),
}
"""Seconds, at least and at most, from the strike to the healing; what is not named is over at once."""
AT_ONCE: Final = frozenset(set(FaultKind) - set(LASTS))
_READERS: Final = tuple(recipient for recipient in LISTENING if recipient != JOBBTORG)
"""Whose clients have something to read: Jobbtorg stands for who must never get anything."""
_PAIRED: Final = 3
"""Each third fault brings another with it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: seconds from the beginning of the load, what, to whom, and for how many seconds."""

    at: float
    kind: FaultKind
    target: str
    lasts: float = 0.0

    @property
    def over(self) -> float:
        """When it is healed."""
        return self.at + self.lasts


def planned(seed: int, seconds: float) -> tuple[Fault, ...]:
    """Return the faults of a trial in order of time; all are healed within ``seconds``.

    Times are the earliest: who plays it waits until what was broken answers again. Every kind comes once before any comes again. A third of the times two strike at once, on different targets.
    """
    dice = random.Random(seed)  # noqa: S311  faults, not secrets
    deck = _Deck(dice)
    found: list[Fault] = []
    at = FIRST_AT
    turn = 0
    while True:
        turn += 1
        pair = [deck.deal(at, seconds)]
        if turn % _PAIRED == 0:
            pair.append(deck.deal(at, seconds, beside=pair[0]))
        struck = [fault for fault in pair if fault is not None]
        if not struck:
            return tuple(found)
        found += struck
        at = round(max(fault.over for fault in struck) + dice.uniform(*BETWEEN), 2)


def rounds(plan: Sequence[Fault]) -> tuple[tuple[Fault, ...], ...]:
    """Return the faults that strike together, in order of time."""
    return tuple(tuple(together) for _, together in groupby(plan, key=lambda fault: fault.at))


def kinds(faults: Sequence[Fault]) -> dict[str, int]:
    """Return how many there are of each kind, in the order of the kinds."""
    counted = Counter(fault.kind for fault in faults)
    return {kind.value: counted[kind] for kind in FaultKind if counted[kind]}


class _Deck:
    """Deals kinds: the main ones first, then the others in an order of chance, then all anew."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        others = [kind for kind in FaultKind if kind not in MAIN]
        self._cards = [*MAIN, *dice.sample(others, len(others))]

    def deal(self, at: float, seconds: float, beside: Fault | None = None) -> Fault | None:
        """Return the first card that fits into the time that is left, and beside the other; None when none does."""
        if not self._cards:
            self._cards = self._dice.sample(list(FaultKind), len(FaultKind))
        for kind in list(self._cards):
            fault = self._fault(kind, at)
            if fault.over <= seconds and (beside is None or _apart(fault, beside)):
                self._cards.remove(kind)
                return fault
        return None

    def _fault(self, kind: FaultKind, at: float) -> Fault:
        lasts = round(self._dice.uniform(*LASTS[kind]), 2) if kind in LASTS else 0.0
        return Fault(at, kind, self._dice.choice(_targets(kind)), lasts)


def _targets(kind: FaultKind) -> tuple[str, ...]:
    if kind in {FaultKind.BROKER_KILLED, FaultKind.BROKER_STOPPED}:
        return ("kafka",)
    if kind in {FaultKind.POSTGRES_IMMEDIATE, FaultKind.POSTGRES_KILLED}:
        return ("postgres",)
    if kind in {FaultKind.PARTY_KILLED, FaultKind.PARTY_REPLAYED, FaultKind.PARTY_RESET}:
        return _READERS
    if kind in {FaultKind.REPLICA_KILLED, FaultKind.REPLICA_FROZEN}:
        return (DISCLOSING_SERVICE, "coordinator")
    return tuple(SERVICES)


def _apart(one: Fault, other: Fault) -> bool:
    """Whether two faults hit different parts: what is killed can't be frozen as well, nor one server end twice."""
    ends_postgres = {FaultKind.BACKEND_KILLED, FaultKind.POSTGRES_IMMEDIATE, FaultKind.POSTGRES_KILLED}
    return one.target != other.target and not {one.kind, other.kind} <= ends_postgres
