"""Subscriptions on the real Kafka: what they are made with, and what a crash between effect and ack does."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

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
from tests.faults.blind_inbox import FORGET
from tests.infrastructure import Infrastructure
from tests.shared.bench import Database, envelope, settings, start_runner, until

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


async def effects_after_a_kill(
    infra: Infrastructure, broker: Settings, topic: str, database: Database, *faults: str
) -> int:
    """One event; a subscriber that dies when it has stored it; another that goes on. How often there was an effect."""
    event = envelope(uuid4(), 1, source=f"/finsam/{topic.split('.')[1]}")
    group = f"{GROUP}.{topic}"
    await commit_beginnings(client_options(broker), topic, group)
    await publish(broker, topic, (str(event.subject).encode(), event.to_bytes(), []))

    dying = start_runner(infra, database, "subscriber_runner", topic, group, "dies-before-ack", *faults)
    assert await asyncio.to_thread(dying.wait, 30) == -signal.SIGKILL
    assert await database.one("select count(*) from inbox") == 1, "it was stored"
    assert await lag_of(broker, topic) == 1, "and its offset was not committed"

    second = start_runner(infra, database, "subscriber_runner", topic, group, *faults)
    try:
        await until(is_(lambda: lag_of(broker, topic), 0), 60)
        waiting = "select count(*) from inbox where handled_at is null"
        await until(is_(lambda: database.one(waiting), 0))
    finally:
        second.kill()
        second.wait()
    return await database.one("select count(*) from effect")


async def records_lost(
    infra: Infrastructure, broker: Settings, topic: str, database: Database, fault: str, *planted: str
) -> int:
    """One event; a subscriber that meets a fault; another that goes on. How many events nobody stored."""
    event = envelope(uuid4(), 1, source=f"/finsam/{topic.split('.')[1]}")
    group = f"{GROUP}.{topic}"
    await commit_beginnings(client_options(broker), topic, group)
    await publish(broker, topic, (str(event.subject).encode(), event.to_bytes(), []))
    first = start_runner(infra, database, "subscriber_runner", topic, group, fault, *planted)
    if fault.startswith("dies"):
        assert await asyncio.to_thread(first.wait, 60) == -signal.SIGKILL
        first = start_runner(infra, database, "subscriber_runner", topic, group)
    try:
        await until(is_(lambda: lag_of(broker, topic), 0), 60)
        return 1 - await database.one("select count(*) from inbox")
    finally:
        first.kill()
        first.wait()


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

    async def test_doubles_nothing_when_it_is_killed_between_the_inbox_and_its_offset(
        self, broker: Settings, topic: str, database: Database, infra: Infrastructure
    ) -> None:
        assert await effects_after_a_kill(infra, broker, topic, database) == 1

    async def test_would_be_seen_to_double_if_the_inbox_did_not_know_what_it_has_seen(
        self, broker: Settings, topic: str, database: Database, infra: Infrastructure
    ) -> None:
        await database.run(FORGET)
        assert await effects_after_a_kill(infra, broker, topic, database, "blind") == 2

    @pytest.mark.parametrize(
        ("fault", "planted"),
        [
            pytest.param("dies-before-it-stored", (), id="dies before it stored"),
            pytest.param("dies-before-it-stored", ("acks-first",), id="planted: acknowledges first"),
            pytest.param("dies-before-it-stored", ("commits-first",), id="planted: commits the offset first"),
            pytest.param("stumbles", (), id="stumbles"),
            pytest.param("stumbles", ("acks-errors",), id="planted: acknowledges errors"),
        ],
    )
    async def test_loses_nothing_that_was_not_stored(
        self,
        *,
        broker: Settings,
        topic: str,
        database: Database,
        infra: Infrastructure,
        fault: str,
        planted: tuple[str, ...],
    ) -> None:
        lost = await records_lost(infra, broker, topic, database, fault, *planted)

        assert lost == bool(planted), "planted, the loss is seen; otherwise there is none"

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
