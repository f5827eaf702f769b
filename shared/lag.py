"""How much a service has not yet read of the topics it listens to."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic, and the group under which a service reads it."""

    topic: str
    group: str


@dataclass(frozen=True, slots=True)
class Lag:
    """Records not yet stored; how long the oldest of them has been seen waiting; whether offsets are missing."""

    records: int
    oldest_seconds: float
    read: int
    """Sum of the committed offsets: it grows when something is read."""
    without_offsets: tuple[str, ...]
    """Groups that have no commit in some partition: they read nothing until set-up gives them a beginning."""


class LagMeter:
    """Asks the broker for committed and end offsets; joins no group and reads no record."""

    def __init__(
        self, make_options: Callable[[], Mapping[str, Any]], subscriptions: Sequence[Subscription]
    ) -> None:
        self._make_options = make_options
        self._subscriptions = subscriptions
        self._consumers: dict[str, AIOKafkaConsumer] = {}
        self._waiting: dict[TopicPartition, tuple[int, float]] = {}
        self._one = asyncio.Lock()

    async def measure(self) -> Lag:
        """Return the lag of now; raises KafkaError or TimeoutError when the broker does not answer."""
        async with self._one:
            try:
                async with asyncio.timeout(_SECONDS):
                    return await self._measure()
            except BaseException:
                await self._close()
                raise

    async def close(self) -> None:
        """Close the connections."""
        async with self._one:
            await self._close()

    async def _measure(self) -> Lag:
        records, read, oldest, missing = 0, 0, 0.0, list[str]()
        for subscription in self._subscriptions:
            consumer = await self._consumer(subscription.group)
            places = await partitions_of(consumer, subscription.topic)
            begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
            commits = await asyncio.gather(*(consumer.committed(place) for place in places))
            for place, committed in zip(places, commits, strict=True):
                if committed is None:
                    missing.append(subscription.group)
                at = begins[place] if committed is None else committed
                records += ends[place] - at
                read += at
                oldest = max(oldest, self._waited(place, at, waiting=ends[place] > at))
        return Lag(records, oldest, read, tuple(sorted(set(missing))))

    def _waited(self, place: TopicPartition, at: int, *, waiting: bool) -> float:
        now = time.monotonic()
        if not waiting:
            self._waiting.pop(place, None)
            return 0.0
        if self._waiting.get(place, (-1, now))[0] != at:
            self._waiting[place] = (at, now)
        return now - self._waiting[place][1]

    async def _consumer(self, group: str) -> AIOKafkaConsumer:
        if group not in self._consumers:
            consumer = AIOKafkaConsumer(
                **self._make_options(), group_id=group, enable_auto_commit=False, auto_offset_reset="none"
            )
            await consumer.start()
            self._consumers[group] = consumer
        return self._consumers[group]

    async def _close(self) -> None:
        for consumer in self._consumers.values():
            with suppress(Exception):
                await consumer.stop()
        self._consumers.clear()


async def partitions_of(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """Return a topic's partitions; raises UnknownTopicOrPartitionError or TopicAuthorizationFailedError."""
    # The client has no public way to wait for one topic's metadata without subscribing to it.
    numbers = await consumer._client._wait_on_metadata(topic)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return [TopicPartition(topic, number) for number in sorted(numbers)]
