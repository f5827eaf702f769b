"""Notices a consumer that stands still although there is something to read."""

import asyncio
import logging
import time

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from finsam_party.errors import Stalled
from finsam_party.kafka import topic_partitions

log = logging.getLogger("finsam_party")

_PATIENCE_SECONDS = 45.0
_ANSWER_SECONDS = 5.0
_LOOK_EVERY_SECONDS = 5.0


class Watch:
    """aiokafka can stay silent for ever after a broker restart, and says nothing about it (its issue 1154)."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str) -> None:
        self._consumer = consumer
        self._topic = topic
        self._read = -1
        self._since = self._looked = time.monotonic()

    async def lag(self) -> int:
        """Return how many records of the topic this group has not read; may raise KafkaError or TimeoutError."""
        read, end = await self._count()
        return end - read

    async def check(self) -> None:
        """Raise :class:`Stalled` when unread records have lain still for too long. An outage is no stall."""
        if time.monotonic() - self._looked < _LOOK_EVERY_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            read, end = await self._count()
        except (KafkaError, TimeoutError):
            log.warning("the broker does not answer")
            return
        if read != self._read or end <= read:
            self._read, self._since = read, time.monotonic()
        elif time.monotonic() - self._since > _PATIENCE_SECONDS:
            raise Stalled

    def moved(self) -> None:
        """Note that a record has arrived."""
        self._since = time.monotonic()

    async def _count(self) -> tuple[int, int]:
        async with asyncio.timeout(_ANSWER_SECONDS):
            places = await topic_partitions(self._consumer, self._topic)
            ends = await self._consumer.end_offsets(places)
            mine = self._consumer.assignment()
            read = 0
            for place in places:
                read += await (self._consumer.position(place) if place in mine else self._committed(place))
        return read, sum(ends.values())

    async def _committed(self, place: object) -> int:
        return await self._consumer.committed(place) or 0
