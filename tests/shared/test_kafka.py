"""Subscriptions on the real Kafka: what they are made with, and what a crash between effect and ack does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from shared.inbox import Inbox
from shared.kafka import (
    Drain,
    Receive,
    Received,
    client_options,
    commit_beginnings,
    make_broker,
    make_producer,
    subscribe,
)
from shared.lag import LagMeter, Subscription
from shared.settings import Settings
from tests.infrastructure import Infrastructure
from tests.shared.bench import DONE, Database, envelope, note_step, settings, until

GROUP = "svc-toy.inbox"


@pytest.fixture
def broker(infra: Infrastructure) -> Settings:
    return settings(infra)


@pytest.fixture
def topic(infra: Infrastructure) -> str:
    return infra.create_topic("mech.toy", partitions=2)


@asynccontextmanager
async def consuming(broker: Settings, topic: str, receive: Receive) -> AsyncIterator[KafkaBroker]:
    consumer = make_broker(broker)
    subscribe(consumer, topic, f"{GROUP}.{topic}", receive)
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def publish(broker: Settings, topic: str, *records: tuple[bytes | None, bytes | None, Any]) -> None:
    producer = make_producer(broker)
    await producer.start()
    try:
        for key, body, headers in records:
            await producer.send_and_wait(topic, body, key=key, headers=headers)
    finally:
        await producer.stop()


async def lag_of(broker: Settings, topic: str) -> int:
    meter = LagMeter(lambda: client_options(broker), [Subscription(topic, f"{GROUP}.{topic}")])
    try:
        return (await meter.measure()).records
    finally:
        await meter.close()


def is_(look: Callable[[], Any], wanted: Any) -> Callable[[], Any]:
    async def answer() -> bool:
        found = look()
        return (await found if asyncio.iscoroutine(found) else found) == wanted

    return answer


class TestSubscribe:
    async def test_reads_again_what_was_not_stored_and_never_skips(self, broker: Settings) -> None:
        consumer = make_broker(broker)
        subscribe(consumer, "finsam.toy.v1", GROUP, lambda _: asyncio.sleep(0))

        (made,) = consumer.subscribers
        options = made._connection_args
        assert made.ack_policy is AckPolicy.NACK_ON_ERROR
        assert options["auto_offset_reset"] == "none"
        assert options["enable_auto_commit"] is False
        assert options["isolation_level"] == "read_committed"
        assert isinstance(made._listener, Drain)
        assert made._no_reply is True
        assert make_producer(broker)._sender._acks == -1

    async def test_hands_over_every_record_as_it_is_and_commits_after_it_is_stored(
        self, broker: Settings, topic: str
    ) -> None:
        bodies = [b"{broken", b"0", b"", None, b"\xff", b'{"a": 1}']
        await publish(
            broker,
            topic,
            *((b"k", body, [("content-type", b"application/json"), ("odd", b"\xff")]) for body in bodies),
            (None, b"no key", []),
        )
        seen: list[Received] = []

        async def receive(record: Received) -> None:
            seen.append(record)

        await commit_beginnings(client_options(broker), topic, f"{GROUP}.{topic}")
        async with consuming(broker, topic, receive):
            await until(partial(is_(lambda: len(seen), 7)))
            await until(is_(lambda: lag_of(broker, topic), 0))

        keyed = [record.body for record in seen if record.key == b"k"]
        assert keyed == [body or b"" for body in bodies]

    async def test_reads_two_topics_in_one_group(
        self, broker: Settings, topic: str, infra: Infrastructure
    ) -> None:
        topics = [topic, infra.create_topic("mech.toy", partitions=3)]
        group = f"{GROUP}.{topic}"
        seen: list[str] = []

        async def receive(record: Received) -> None:
            seen.append(record.topic)

        consumer = make_broker(broker)
        for name in topics:
            await commit_beginnings(client_options(broker), name, group)
            subscribe(consumer, name, group, receive)
        await consumer.start()
        try:
            for name in topics:
                await publish(broker, name, *((b"%d" % number, b"x", []) for number in range(6)))
            await until(is_(lambda: sorted(seen), sorted(topics * 6)))
        finally:
            await consumer.stop()

    async def test_keeps_trying_to_store_one_record_before_the_next(
        self, broker: Settings, topic: str
    ) -> None:
        await publish(broker, topic, *((b"k", b"%d" % number, []) for number in range(3)))
        seen: list[bytes] = []
        failures = iter([ConnectionError(), ConnectionError()])

        async def receive(record: Received) -> None:
            failure = next(failures, None)
            if failure is not None:
                raise failure
            seen.append(record.body)

        await commit_beginnings(client_options(broker), topic, f"{GROUP}.{topic}")
        async with consuming(broker, topic, receive):
            await until(is_(lambda: len(seen), 3))

        assert seen == [b"0", b"1", b"2"]

    async def test_doubles_nothing_after_a_crash_between_effect_and_ack(
        self, broker: Settings, topic: str, database: Database
    ) -> None:
        inbox = Inbox(database.sessions, keep_sections=False)
        service = topic.split(".")[1]
        event = envelope(uuid4(), 1, source=f"/finsam/{service}")
        await publish(broker, topic, (str(event.subject).encode(), event.to_bytes(), []))
        times: list[int] = []

        async def crash_after_storing(record: Received) -> None:
            await inbox.receive(record)
            times.append(record.offset)
            if len(times) == 1:
                await asyncio.Event().wait()

        await commit_beginnings(client_options(broker), topic, f"{GROUP}.{topic}")
        for expected in (1, 2):
            consumer = make_broker(broker)
            subscribe(consumer, topic, f"{GROUP}.{topic}", crash_after_storing)
            await consumer.start()
            await until(is_(lambda: len(times), expected))
            while await inbox.handle_next({DONE: note_step}):
                pass
            for subscriber in consumer.subscribers:
                for task in subscriber.tasks:
                    task.cancel()
                await subscriber.consumer.stop()

        assert len(times) == 2, "the record was read twice"
        assert await database.one("select count(*) from effect") == 1

    async def test_reads_nothing_without_a_beginning_and_health_sees_it(
        self, broker: Settings, topic: str
    ) -> None:
        await publish(broker, topic, (b"k", b"x", []))
        meter = LagMeter(lambda: client_options(broker), [Subscription(topic, f"{GROUP}.{topic}")])
        seen: list[Received] = []

        async def receive(record: Received) -> None:
            seen.append(record)

        async with consuming(broker, topic, receive):
            await asyncio.sleep(1)
            lag = await meter.measure()
        await meter.close()

        assert seen == []
        assert (lag.records, lag.without_offsets) == (1, (f"{GROUP}.{topic}",))


class TestCommitBeginnings:
    async def test_never_moves_a_commit(self, broker: Settings, topic: str) -> None:
        group = f"{GROUP}.{topic}"
        await publish(broker, topic, (b"k", b"1", []))
        assert await commit_beginnings(client_options(broker), topic, group) == [0, 1]
        seen: list[bytes] = []

        async def receive(record: Received) -> None:
            seen.append(record.body)

        async with consuming(broker, topic, receive):
            await until(is_(lambda: lag_of(broker, topic), 0))

        assert await commit_beginnings(client_options(broker), topic, group) == []
        await publish(broker, topic, (b"k", b"2", []))
        async with consuming(broker, topic, receive):
            await until(is_(lambda: len(seen), 2))
        assert seen == [b"1", b"2"]


class TestDrain:
    async def test_lets_the_record_in_hand_be_finished_before_its_partition_moves(self) -> None:
        drain, order = Drain(), []

        async def handle() -> None:
            async with drain.lock:
                await asyncio.sleep(0.05)
                order.append("handled")

        working = asyncio.create_task(handle())
        await asyncio.sleep(0)
        await drain.on_partitions_revoked([])
        order.append("handed over")
        await working

        assert order == ["handled", "handed over"]
