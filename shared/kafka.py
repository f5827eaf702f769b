"""Kafka as we use it: TLS and SCRAM always, at-least-once always, and one place where a subscription is made.

FastStream's and aiokafka's own defaults lose data (acknowledge first, start at the end, acks=1, create topics); each
is set here and a test looks at the result.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import SASLScram512

from shared.lag import partitions_of
from shared.settings import Settings

log = structlog.get_logger(__name__)

_HAND_OVER_SECONDS = 20
_GRACE_SECONDS = 10
_ABANDON_SECONDS = 2
_READ_SECONDS = 20
_PAUSES = (0.2, 0.5, 1, 2, 5, 10, 10)  # seconds between tries to store one record


@dataclass(frozen=True, slots=True)
class Received:
    """A record as it was read; its body has been looked at by no one."""

    topic: str
    partition: int
    offset: int
    key: bytes
    body: bytes = field(repr=False)


Receive = Callable[[Received], Awaitable[None]]


def tls(settings: Settings) -> ssl.SSLContext:
    """Return the TLS context that trusts the broker's certificate authority, and no other."""
    context = ssl.create_default_context(cafile=str(settings.kafka_ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def client_options(settings: Settings) -> dict[str, Any]:
    """Return what every aiokafka client of this service is made with."""
    return {
        "bootstrap_servers": settings.kafka_servers,
        "client_id": settings.client_id,
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": settings.kafka_user,
        "sasl_plain_password": settings.kafka_password.get_secret_value(),
        "ssl_context": tls(settings),
    }


class Producer(AIOKafkaProducer):
    """A producer that can be thrown away."""

    async def abandon(self) -> None:
        """Let go at once: an orderly stop would first send what waits behind a record that has failed."""
        self._closed = True
        sending = self._sender.sender_task
        if sending is not None:
            sending.cancel()
            await asyncio.wait([sending], timeout=_ABANDON_SECONDS)
        with suppress(Exception):
            await self.client.close()


def make_producer(settings: Settings) -> Producer:
    """Return a producer (not yet started) whose acknowledgement means stored by every replica in sync, once."""
    return Producer(
        **client_options(settings),
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        request_timeout_ms=15_000,
    )


def make_broker(settings: Settings) -> KafkaBroker:
    """Return a broker that only consumes: what this service publishes goes through the outbox."""
    security = SASLScram512(
        username=settings.kafka_user,
        password=settings.kafka_password.get_secret_value(),
        ssl_context=tls(settings),
        use_ssl=True,
    )
    return KafkaBroker(
        settings.kafka_servers.split(","),
        client_id=settings.client_id,
        security=security,
        consumer_only=True,
        allow_auto_create_topics=False,
        graceful_timeout=_GRACE_SECONDS,
        parser=_parse,
        decoder=_raw,
        logger=None,
    )


def subscribe(broker: KafkaBroker, topic: str, group: str, receive: Receive) -> None:
    """Have every record of a topic stored by ``receive``, in order per partition, at least once.

    ``receive`` returns after its commit; only then the offset is committed. When it raises, the record is read again
    after a pause. A group without committed offsets reads nothing: set-up gives it its beginning
    (:func:`commit_beginnings`), so that a consumer that was away too long is noticed instead of skipping.
    """
    drain = Drain()

    @broker.subscriber(
        topic,
        group_id=group,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        auto_offset_reset="none",
        no_reply=True,
        isolation_level="read_committed",
        max_poll_records=100,
        listener=drain,
        title=f"{topic}:{group}",
    )
    async def receive_record(message: KafkaMessage) -> None:
        record = message.raw_message
        assert not isinstance(record, tuple), "subscriptions are not batched"
        async with drain.lock:
            await _store(
                Received(
                    record.topic, record.partition, record.offset, record.key or b"", record.value or b""
                ),
                receive,
            )
            try:
                await message.ack()
            except (CommitFailedError, IllegalStateError) as gone:
                # The partition has moved: its new owner reads the record again, and the inbox knows it.
                log.info("offset_not_committed", topic=topic, exception=type(gone).__name__)


class Drain(ConsumerRebalanceListener):
    """Lets the record in hand be finished and committed before its partition is handed over."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:  # noqa: ARG002  # pyright: ignore[reportIncompatibleMethodOverride]
        """Wait for the record in hand, but not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_HAND_OVER_SECONDS), self.lock:
                pass

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Begin at the committed offsets; nothing to do."""


async def commit_beginnings(options: dict[str, Any], topic: str, group: str) -> list[int]:
    """Give a new group its start: commit the beginning of each partition that has no commit yet.

    ``options`` are those of an aiokafka client that may read topic and group. An existing commit is never moved.
    Returns the partitions that were given one.
    """
    consumer = AIOKafkaConsumer(**options, group_id=group, enable_auto_commit=False, auto_offset_reset="none")
    await consumer.start()
    try:
        places = await partitions_of(consumer, topic)
        consumer.assign(places)
        fresh = [place for place in places if await consumer.committed(place) is None]
        if fresh:
            await consumer.commit(await consumer.beginning_offsets(fresh))
        return [place.partition for place in fresh]
    finally:
        await consumer.stop()


class TopicReader:
    """Reads a topic from given places up to its end of now, in no group: nothing is committed, nobody else waits."""

    def __init__(self, make_options: Callable[[], Mapping[str, Any]], topic: str) -> None:
        self._make_options = make_options
        self._topic = topic

    async def bounds(self) -> dict[int, tuple[int, int]]:
        """Return partition → first offset that is kept, and the offset of the next record."""
        async with self._consumer() as consumer:
            places = await partitions_of(consumer, self._topic)
            begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
            return {place.partition: (begins[place], ends[place]) for place in places}

    async def read(self, begins: Mapping[int, int], ends: Mapping[int, int]) -> AsyncIterator[list[Received]]:
        """Yield what lies between, in order per partition. Raises KafkaError, or TimeoutError when nothing comes."""
        wanted = {number: at for number, at in begins.items() if at < ends[number]}
        if not wanted:
            return
        async with self._consumer() as consumer:
            places = {number: TopicPartition(self._topic, number) for number in wanted}
            consumer.assign(list(places.values()))
            for number, at in wanted.items():
                consumer.seek(places[number], at)
            while any([await consumer.position(place) < ends[number] for number, place in places.items()]):
                async with asyncio.timeout(_READ_SECONDS):
                    found = await consumer.getmany(timeout_ms=int(_READ_SECONDS * 500))
                    if not found:
                        raise TimeoutError
                for place, records in found.items():
                    yield [_received(one) for one in records if one.offset < ends[place.partition]]

    @asynccontextmanager
    async def _consumer(self) -> AsyncGenerator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            **self._make_options(),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
        )
        try:
            await consumer.start()
            yield consumer
        finally:
            await consumer.stop()


def _received(record: Any) -> Received:
    return Received(record.topic, record.partition, record.offset, record.key or b"", record.value or b"")


async def _store(record: Received, receive: Receive) -> None:
    for pause in _PAUSES:
        try:
            return await receive(record)
        except Exception as failure:  # noqa: BLE001  whatever it is: the record is not stored, so it is tried again
            log.warning(
                "record_not_stored",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                exception=type(failure).__name__,
            )
            await asyncio.sleep(pause)
    # The broker must hear from us within five minutes: an error here has the record read again.
    return await receive(record)


async def _parse(message: Any, original: Callable[[Any], Awaitable[KafkaMessage]]) -> KafkaMessage:
    # The framework decodes every header before it calls us, and one that is not UTF-8 would come back for ever.
    message.headers = ()
    return await original(message)


async def _raw(message: KafkaMessage) -> bytes:
    # Left alone, the framework parses what looks like JSON, and a broken body would never reach us.
    return message.body
