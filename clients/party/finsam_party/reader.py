"""One record at a time from the topic, and the commits that say how far the caller has come."""

import asyncio
import logging
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
    TopicAuthorizationFailedError,
)

from finsam_party.errors import OffsetsLost
from finsam_party.kafka import HandOver, make_consumer
from finsam_party.outage import Patience
from finsam_party.places import Places
from finsam_party.settings import PartySettings
from finsam_party.watch import Watch

log = logging.getLogger("finsam_party")

_POLL_MS = 1000
_LOOK_SECONDS = 5.0
_DENIED_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Message:
    """Raw bytes and where they stood. ``generation`` tells whether their partition is still ours."""

    generation: int
    partition: int
    offset: int
    value: bytes = field(repr=False)


class Reader:
    """Keeps the place in every partition that the group has given us.

    ``idle`` is cleared by its user while an item is out; a rebalance waits for it.
    """

    def __init__(self, settings: PartySettings, patience: Patience) -> None:
        self._topic = settings.topic_name()
        self._consumer: AIOKafkaConsumer = make_consumer(settings)
        self._patience = patience
        self._places = Places()
        self._uncommitted: set[int] = set()
        self._watch = Watch(self._consumer, self._topic)
        self.idle = asyncio.Event()
        self.idle.set()
        self.generation = 0

    async def start(self) -> None:
        """Join the group; raises KafkaError when the broker is not reached or refuses user or password."""
        await self._consumer.start()
        self._consumer.subscribe(
            [self._topic], listener=HandOver(self.idle, self._hand_over, self._partitions)
        )

    async def stop(self) -> None:
        """Leave the group at once, so that another process can take over."""
        await self._consumer.stop()

    async def rewind(self) -> None:
        """Go back to the committed places: whatever was read and not handled comes again."""
        self._hand_over()
        for place in self._consumer.assignment():
            committed = await self._consumer.committed(place)
            if committed is None:
                raise OffsetsLost
            self._consumer.seek(place, committed)

    async def next(self) -> Message:
        """Return the next record; raises OffsetsLost, Stalled, Stopped, or KafkaError for what waiting cannot mend."""
        while True:
            record = await self._poll()
            if record is not None:
                self._places.opened(record.partition, record.offset)
                return record
            for partition in list(self._uncommitted):
                await self._commit(partition)

    async def settle(self, generation: int, partition: int, offset: int) -> None:
        """Note a record as handled and commit as far as everything before it is."""
        if generation != self.generation:
            log.info(
                "partition %d was handed over: its new reader will see offset %d again", partition, offset
            )
            return
        self._places.closed(partition, offset)
        await self._commit(partition)

    async def lag(self) -> int:
        """Return how many records lie after the group's place; may raise KafkaError or TimeoutError."""
        return await self._watch.lag()

    def _partitions(self) -> int:
        return len(self._consumer.partitions_for_topic(self._topic) or ())

    def _hand_over(self) -> None:
        self.generation += 1
        self._places.forget()
        self._uncommitted.clear()

    async def _poll(self) -> Message | None:
        polling = asyncio.create_task(self._consumer.getmany(timeout_ms=_POLL_MS, max_records=1))
        while not await self._patience.until(polling, _LOOK_SECONDS):
            await self._watch.check()
        try:
            fetched = polling.result()
        except (NoOffsetForPartitionError, OffsetOutOfRangeError):
            raise OffsetsLost from None
        except TopicAuthorizationFailedError:
            log.error("this user may not read its topic now")  # noqa: TRY400  the trace says nothing more
            await self._patience.sleep(_DENIED_PAUSE_SECONDS)
            return None
        for records in fetched.values():
            for record in records:
                self._watch.moved()
                return Message(self.generation, record.partition, record.offset, record.value or b"")
        await self._watch.check()
        return None

    async def _commit(self, partition: int) -> None:
        offset = self._places.to_commit(partition)
        self._uncommitted.discard(partition)
        if offset is None:
            return
        try:
            await self._consumer.commit({TopicPartition(self._topic, partition): offset})
        except (CommitFailedError, IllegalStateError):
            log.info("partition %d was handed over before its commit", partition)
        except KafkaError as error:
            self._uncommitted.add(partition)
            log.warning("commit failed (%s); tried again when there is time", type(error).__name__)
