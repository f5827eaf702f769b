"""Topics in memory: the same producer and reader interfaces as Kafka's, one partition each, nothing ever lost."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self

from finsam_party import PartyClient, PartySettings, Sequences
from finsam_party.outage import Patience, Stopped
from finsam_party.reader import Message

from shared.kafka import Received


class Topics:
    """Every record of every topic, in order; readers keep their own places."""

    def __init__(self) -> None:
        self.records: dict[str, list[Received]] = defaultdict(list)
        self.held: set[str] = set()
        """Topics whose readers stand still: what comes lies unread."""
        self._grown = asyncio.Condition()

    async def append(self, topic: str, key: bytes, value: bytes) -> None:
        """Take a record and wake whoever waits for one."""
        records = self.records[topic]
        records.append(Received(topic, 0, len(records), key, value))
        async with self._grown:
            self._grown.notify_all()

    async def next(self, topic: str, place: int) -> Received:
        """Return the record at a place, when it is there."""
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.records[topic]) > place and topic not in self.held)
        return self.records[topic][place]

    def hold(self, topic: str) -> None:
        """Let nobody read a topic."""
        self.held.add(topic)

    async def let_go(self, topic: str) -> None:
        """Let it be read again."""
        self.held.discard(topic)
        async with self._grown:
            self._grown.notify_all()


class MemoryTopic:
    """A service's own topic, as it reads it to compare itself with what it has told."""

    def __init__(self, topics: Topics, name: str) -> None:
        self._topics, self._name = topics, name

    async def bounds(self) -> dict[int, tuple[int, int]]:
        """One partition, from which nothing is ever removed."""
        return {0: (0, len(self._topics.records[self._name]))}

    async def read(self, begins: Mapping[int, int], ends: Mapping[int, int]) -> AsyncIterator[list[Received]]:
        """Everything between, at once."""
        if begins[0] < ends[0]:
            yield self._topics.records[self._name][begins[0] : ends[0]]


class MemoryProducer:
    """What the relay asks of a producer."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    async def start(self) -> None:
        """Nothing to connect to."""

    async def partitions_for(self, topic: str) -> Any:
        """Every topic is there."""
        return {0}

    async def send(self, topic: str, value: bytes, *, key: bytes, headers: Any) -> "asyncio.Future[Any]":
        """Take a record; it is acknowledged at once."""
        await self._topics.append(topic, key, value)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer.set_result(None)
        return answer

    async def abandon(self) -> None:
        """Nothing to let go of."""


class MemoryReader:
    """What the party client asks of its reader: records from one topic, from the place that was settled last."""

    def __init__(self, topics: Topics, topic: str, patience: Patience, place: list[int]) -> None:
        self._topics, self._topic, self._patience, self._settled = topics, topic, patience, place
        self._next = place[0]
        self.idle = asyncio.Event()
        self.idle.set()
        self.generation = 0

    async def stop(self) -> None:
        """Leave."""

    async def rewind(self) -> None:
        """Go back to the settled place."""
        self._next = self._settled[0]

    async def next(self) -> Message:
        """Return the next record; raises Stopped."""
        reading = asyncio.create_task(self._topics.next(self._topic, self._next))
        while not await self._patience.until(reading, 60):
            pass
        record = reading.result()
        self._next += 1
        return Message(self.generation, 0, record.offset, record.body)

    async def settle(self, generation: int, partition: int, offset: int) -> None:
        """Note how far the caller has come."""
        del generation, partition
        self._settled[0] = max(self._settled[0], offset + 1)

    async def lag(self) -> int:
        """Return how many records are not settled."""
        return len(self._topics.records[self._topic]) - self._settled[0]


class MemoryClient(PartyClient):
    """The party client as it is, on a topic in memory. `place` outlives it, as a committed offset does."""

    def __init__(
        self,
        settings: PartySettings,
        topics: Topics,
        place: list[int],
        *,
        sequences: Sequences | None = None,
        **kept: Any,
    ) -> None:
        super().__init__(settings, sequences=sequences, **kept)
        self._topics, self._place = topics, place

    async def __aenter__(self) -> Self:
        self._running = MemoryReader(  # pyright: ignore[reportAttributeAccessIssue]
            self._topics, self._settings.topic_name(), self._patience, self._place
        )
        return self


__all__ = ["MemoryClient", "MemoryProducer", "MemoryReader", "Stopped", "Topics"]
