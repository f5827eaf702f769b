"""The Kafka side: a consumer that never commits by itself and never jumps."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from finsam_party.errors import AlreadySetUp, OffsetsLost
from finsam_party.settings import PartySettings

log = logging.getLogger("finsam_party")

_HOUR_MS = 60 * 60 * 1000
_FETCH_BYTES = 1024 * 1024
_PARTITION_BYTES = 512 * 1024
_HAND_OVER_SECONDS = 20


def make_consumer(settings: PartySettings) -> AIOKafkaConsumer:
    """Return a consumer in the recipient's group, not started and not subscribed."""
    return AIOKafkaConsumer(
        **settings.kafka_options(),
        group_id=settings.group_name(),
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        fetch_max_bytes=_FETCH_BYTES,
        max_partition_fetch_bytes=_PARTITION_BYTES,
        # A release that waits for its service must not cost the membership.
        max_poll_interval_ms=_HOUR_MS,
    )


async def commit_beginnings(settings: PartySettings) -> None:
    """Commit each partition's beginning, once; raises :class:`AlreadySetUp` when any place is committed."""
    consumer = make_consumer(settings)
    await consumer.start()
    try:
        partitions = await topic_partitions(consumer, settings.topic_name())
        if not partitions:
            raise OffsetsLost("the topic does not exist, or may not be read")
        consumer.assign(partitions)
        for partition in partitions:
            if await consumer.committed(partition) is not None:
                raise AlreadySetUp
        await consumer.commit(await consumer.beginning_offsets(partitions))
    finally:
        await consumer.stop()


async def topic_partitions(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """Return the topic's partitions, as the broker tells them now."""
    # The public topics() gives names only.
    cluster = await consumer._client.fetch_all_metadata()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    numbers: set[int] = cluster.partitions_for_topic(topic) or set()
    return [TopicPartition(topic, number) for number in sorted(numbers)]


class HandOver(ConsumerRebalanceListener):
    """Lets the item at hand be finished before its partition goes to another process."""

    def __init__(
        self, idle: asyncio.Event, hand_over: Callable[[], None], all_partitions: Callable[[], int]
    ) -> None:
        self._idle = idle
        self._hand_over = hand_over
        self._all_partitions = all_partitions

    async def on_partitions_revoked(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, revoked: Collection[TopicPartition]
    ) -> None:
        """Wait for the caller, for a while, and then give up the places."""
        if revoked:
            with suppress(TimeoutError):
                async with asyncio.timeout(_HAND_OVER_SECONDS):
                    await self._idle.wait()
        self._hand_over()

    async def on_partitions_assigned(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, assigned: Collection[TopicPartition]
    ) -> None:
        """Say what is read from now on, and that somebody else reads what is not."""
        log.info("reading partitions %s", sorted(place.partition for place in assigned))
        others = self._all_partitions() - len(assigned)
        if others > 0:
            log.warning(
                "another reader of the same group runs, and has %d partitions: what comes there is shown by it alone, "
                "and this one waits for what comes in its own",
                others,
            )
