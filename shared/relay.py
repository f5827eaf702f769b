"""The relay: carries the outbox to Kafka, one process at a time, oldest first, in order per topic and key.

It never remembers how far it came. Serial numbers are drawn before the commit, so a lower one may appear later; each
round starts at the lowest row that is left, and a row leaves when Kafka has acknowledged it. The next record of a
key is sent when the one before it is acknowledged; records of different keys travel together.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from aiokafka.errors import (
    CorruptRecordException,
    InvalidTimestampError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    UnsupportedForMessageFormatError,
)
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = structlog.get_logger(__name__)


class Producer(Protocol):
    """What the relay asks of a producer; ``shared.kafka.make_producer`` makes one."""

    async def start(self) -> None:
        """Connect."""
        ...

    async def partitions_for(self, topic: str) -> Any:
        """Return when the topic is known to be there."""
        ...

    async def send(self, topic: str, value: bytes, *, key: bytes, headers: Any) -> "asyncio.Future[Any]":
        """Take a record; the future is the broker's answer."""
        ...

    async def abandon(self) -> None:
        """Let go at once, sending nothing more."""
        ...


MakeProducer = Callable[[], Producer]

BATCH = 500
_IDLE = (0.05, 0.1, 0.2)  # seconds until the next look, while nothing comes; a wake-up ends them
_STANDBY_SECONDS = 1.0
_PAUSES = (0.1, 0.3, 1, 3, 5)
_TOPIC_SECONDS = 3.0
_TOPIC_PAUSE_SECONDS = 10.0

_REFUSED = (
    MessageSizeTooLargeError,
    CorruptRecordException,
    InvalidTimestampError,
    UnsupportedForMessageFormatError,
)
_TOPIC_SHUT = (TopicAuthorizationFailedError, UnknownTopicOrPartitionError, InvalidTopicError)

_LOCK = text("select pg_try_advisory_lock(hashtextextended('finsam.relay', 0))")
_LOWEST = text(
    "select id, topic, key, headers, body from outbox o where parked_at is null and topic <> all(:shut)"
    " and not exists (select from outbox p where p.parked_at is not null"
    " and p.topic = o.topic and p.key = o.key and p.id < o.id)"
    " order by id limit :batch"
)
_DELETE = text("delete from outbox where id = any(:ids)")
_PARK = text("update outbox set parked_at = clock_timestamp(), failure = :failure where id = :id")


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    topic: str
    key: bytes
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Unanswered(Exception):
    """No answer had come when the waiting was ended: the record may be there or not, and is sent again."""


class ProducerFailed(Exception):
    """Not everything was acknowledged. The producer is thrown away and the lowest row is sent again."""


class Relay:
    """Carries one database's outbox. Several processes may run it; the one that holds the lock works."""

    def __init__(self, engine: AsyncEngine, make_producer: MakeProducer, wake: asyncio.Event) -> None:
        self._engine = engine
        self._make_producer = make_producer
        self._wake = wake
        self._careful = 0
        self._failures = 0
        self._shut: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set. Outages of PostgreSQL or Kafka cost pauses, never the relay."""
        while not stop.is_set():
            try:
                await self._work(stop)
            except Exception as failure:  # noqa: BLE001  it must go on, whatever it was
                log.warning(
                    "relay_interrupted", exception=type(failure).__name__, attempts=self._failures + 1
                )
                await _wait(stop, _PAUSES[min(self._failures, len(_PAUSES) - 1)])
                self._failures += 1

    async def _work(self, stop: asyncio.Event) -> None:
        async with self._engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            try:
                if (await connection.execute(_LOCK)).scalar_one():
                    async with self._producer() as producer:
                        await self._carry(connection, producer, stop)
                else:
                    await _wait(stop, _STANDBY_SECONDS)
            finally:
                # Given back to the pool, the connection would keep the lock.
                await connection.invalidate()

    async def _carry(self, connection: AsyncConnection, producer: Producer, stop: asyncio.Event) -> None:
        idle = 0
        while not stop.is_set():
            self._wake.clear()
            if await self._round(connection, producer):
                idle = 0
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _IDLE[min(idle, len(_IDLE) - 1)])
            idle += 1

    async def _round(self, connection: AsyncConnection, producer: Producer) -> int:
        now = asyncio.get_running_loop().time()
        self._shut = {topic: until for topic, until in self._shut.items() if until > now}
        limit = 1 if self._careful else BATCH
        found = await connection.execute(_LOWEST, {"shut": list(self._shut), "batch": limit})
        rows = [_Row(*row) for row in found]
        for topic in {row.topic for row in rows}:
            await self._look_for(topic, producer)
        sendable = [row for row in rows if row.topic not in self._shut]
        if sendable:
            await self._send(connection, producer, sendable)
            self._careful = max(0, self._careful - len(sendable))
        return len(rows)

    async def _look_for(self, topic: str, producer: Producer) -> None:
        try:
            async with asyncio.timeout(_TOPIC_SECONDS):
                await producer.partitions_for(topic)
        except (TimeoutError, *_TOPIC_SHUT) as failure:
            self._shut_topic(topic, failure)

    def _shut_topic(self, topic: str, failure: BaseException) -> None:
        self._shut[topic] = asyncio.get_running_loop().time() + _TOPIC_PAUSE_SECONDS
        log.error("topic_shut", topic=topic, exception=type(failure).__name__)

    async def _send(self, connection: AsyncConnection, producer: Producer, rows: Sequence[_Row]) -> None:
        for wave in _waves(rows):
            answers = await _send_all(producer, wave)
            sent = [row.id for row, error in answers if error is None]
            await connection.execute(_DELETE, {"ids": sent})
            failed = [(row, error) for row, error in answers if error is not None]
            if failed:
                told = [one for one in failed if not isinstance(one[1], Unanswered)]
                await self._take_care(connection, *(told or failed)[0], among=len(wave))
                raise ProducerFailed
        self._failures = 0

    async def _take_care(
        self, connection: AsyncConnection, row: _Row, error: BaseException, *, among: int
    ) -> None:
        if isinstance(error, _TOPIC_SHUT):
            self._shut_topic(row.topic, error)
        elif isinstance(error, _REFUSED) and among == 1:
            await connection.execute(_PARK, {"id": row.id, "failure": type(error).__name__})
            log.error("outbox_parked", topic=row.topic, exception=type(error).__name__)
        elif isinstance(error, _REFUSED):
            # A refusal strikes everything that travelled together: find the one by sending each alone.
            self._careful = among

    @asynccontextmanager
    async def _producer(self) -> AsyncGenerator[Producer]:
        producer = self._make_producer()
        try:
            await producer.start()
            yield producer
        finally:
            await producer.abandon()


def _waves(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Put rows of one key into different waves: a producer may lose one record and still deliver the next."""
    waves: list[list[_Row]] = []
    seen: Counter[tuple[str, bytes]] = Counter()
    for row in rows:
        place = seen[row.topic, row.key]
        seen[row.topic, row.key] += 1
        if place == len(waves):
            waves.append([])
        waves[place].append(row)
    return waves


async def _send_all(producer: Producer, rows: Sequence[_Row]) -> list[tuple[_Row, BaseException | None]]:
    """Hand over all rows, then wait for every answer; the first failure ends the waiting."""
    waiting: list[tuple[_Row, Any]] = []
    failed: list[tuple[_Row, BaseException | None]] = []
    for row in rows:
        headers = [(name, value.encode()) for name, value in row.headers.items()]
        try:
            answer = await producer.send(row.topic, row.body, key=row.key, headers=headers)
        except KafkaError as error:
            failed.append((row, error))
            break
        waiting.append((row, answer))
    if waiting:
        await asyncio.wait([answer for _, answer in waiting], return_when=asyncio.FIRST_EXCEPTION)
    return [(row, _outcome(answer)) for row, answer in waiting] + failed


def _outcome(answer: "asyncio.Future[Any]") -> BaseException | None:
    if answer.done() and not answer.cancelled():
        return answer.exception()
    answer.cancel()
    return Unanswered()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
