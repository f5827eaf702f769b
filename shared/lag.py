"""How much a service has not yet read of the topics it listens to."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

_SECONDS = 5.0
_AGE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic, and the group under which a service reads it."""

    topic: str
    group: str


@dataclass(frozen=True, slots=True)
class Lag:
    """Records not yet stored; how old the oldest of them is; whether offsets are missing."""

    records: int
    oldest_seconds: float
    read: int
    """Sum of the committed offsets: it grows when something is read."""
    without_offsets: tuple[str, ...]
    """Groups that have no commit in some partition: they read nothing until set-up gives them a beginning."""


class LagMeter:
    """Asks the broker for committed and end offsets; joins no group, and reads the oldest waiting record for its time."""

    def __init__(
        self, make_options: Callable[[], Mapping[str, Any]], subscriptions: Sequence[Subscription]
    ) -> None:
        self._make_options = make_options
        self._subscriptions = subscriptions
        self._consumers: dict[str, AIOKafkaConsumer] = {}
        self._ages = _Ages(make_options)
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
        records, read, missing = 0, 0, list[str]()
        waiting: dict[TopicPartition, int] = {}
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
                if ends[place] > at:
                    waiting[place] = max(at, begins[place])
        return Lag(records, await self._ages.oldest(waiting), read, tuple(sorted(set(missing))))

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
        await self._ages.close()


class _Ages:
    """Reads, in no group, the records at which readers stand, for the time that their producer gave them."""

    def __init__(self, make_options: Callable[[], Mapping[str, Any]]) -> None:
        self._make_options = make_options
        self._consumer: AIOKafkaConsumer | None = None
        self._times: dict[TopicPartition, tuple[int, float]] = {}

    async def oldest(self, waiting: Mapping[TopicPartition, int]) -> float:
        """Return the age in seconds of the oldest record at these offsets; 0 when there is none."""
        self._times = {
            place: known for place, known in self._times.items() if waiting.get(place, -1) == known[0]
        }
        unknown = {place: at for place, at in waiting.items() if place not in self._times}
        if unknown:
            await self._read(unknown)
        return max((time.time() - at for _, at in self._times.values() if at < time.time()), default=0.0)

    async def close(self) -> None:
        """Close the connection."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            with suppress(Exception):
                await consumer.stop()

    async def _read(self, unknown: Mapping[TopicPartition, int]) -> None:
        consumer = await self._connected()
        consumer.assign(list(unknown))
        try:
            for place, at in unknown.items():
                consumer.seek(place, at)
            # What comes too late is asked for again at the next look: it must not make the measurement fail.
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGE_SECONDS):
                    while unknown.keys() - self._times.keys():
                        for place, records in (await consumer.getmany(timeout_ms=200)).items():
                            self._times.setdefault(place, (unknown[place], records[0].timestamp / 1000))
        finally:
            consumer.unsubscribe()

    async def _connected(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            # The broker sends at least one batch of a partition, and with this limit no more.
            consumer = AIOKafkaConsumer(
                **self._make_options(),
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="none",
                max_partition_fetch_bytes=1,
            )
            await consumer.start()
            self._consumer = consumer
        return self._consumer


async def partitions_of(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """Return a topic's partitions; raises UnknownTopicOrPartitionError or TopicAuthorizationFailedError."""
    # The client has no public way to wait for one topic's metadata without subscribing to it.
    numbers = await consumer._client._wait_on_metadata(topic)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return [TopicPartition(topic, number) for number in sorted(numbers)]
