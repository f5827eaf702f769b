"""Strict order per alias: duplicates are skipped, and a gap holds its own alias only."""

import logging
from dataclasses import dataclass, field
from enum import Enum, auto
from uuid import UUID

from finsam_party.errors import TooManyHeld
from finsam_party.record import Record
from finsam_party.sequences import Sequence, Sequences

log = logging.getLogger("finsam_party")

MAX_HELD_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Arrived:
    """A verified record and its place in the topic."""

    generation: int
    partition: int
    offset: int
    record: Record = field(repr=False)

    def sequence(self) -> Sequence:
        """Its place among the records of its alias."""
        header = self.record.header
        return Sequence(header.alias, header.epoch, header.sequence)

    def size(self) -> int:
        """Bytes kept in memory while it is held."""
        return len(self.record.signed)


class Verdict(Enum):
    """What to do with an arrived record."""

    NEXT = auto()
    DUPLICATE = auto()
    HELD = auto()


class Ordering:
    """Decides by the last handled sequences, and keeps what has to wait."""

    def __init__(self, sequences: Sequences) -> None:
        self._sequences = sequences
        self._held: dict[UUID, dict[Sequence, Arrived]] = {}

    async def judge(self, arrived: Arrived) -> Verdict:
        """Say what to do with the record; one that has to wait is kept here from now on."""
        sequence = arrived.sequence()
        last = await self._sequences.get(sequence.alias, sequence.epoch)
        if sequence.number <= last:
            return Verdict.DUPLICATE
        waiting = self._held.get(sequence.alias)
        if sequence.number == last + 1 and (not waiting or sequence < min(waiting)):
            return Verdict.NEXT
        self._hold(arrived, sequence, last)
        return Verdict.HELD

    def take_held(self, alias: UUID) -> list[Arrived]:
        """Give back what waits for this alias, in order, to be judged anew."""
        waiting = self._held.pop(alias, {})
        return [waiting[sequence] for sequence in sorted(waiting)]

    def held_aliases(self) -> int:
        """How many aliases wait behind a gap."""
        return len(self._held)

    def forget(self) -> None:
        """Drop what waits: its partitions are read again from their committed places."""
        self._held.clear()

    def _hold(self, arrived: Arrived, sequence: Sequence, last: int) -> None:
        if sequence.alias not in self._held:
            log.error(
                "a gap holds alias %s: epoch %d, last %d, then %d",
                sequence.alias, sequence.epoch, last, sequence.number,
            )  # fmt: skip
        self._held.setdefault(sequence.alias, {})[sequence] = arrived
        if sum(one.size() for waiting in self._held.values() for one in waiting.values()) > MAX_HELD_BYTES:
            raise TooManyHeld
