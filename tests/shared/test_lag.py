"""Lag on the real Kafka: how many records wait, and how old the oldest is, also for a process that has just begun."""

import time
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.kafka import client_options, commit_beginnings, make_producer
from shared.lag import Lag, LagMeter, Subscription
from shared.settings import Settings
from tests.infrastructure import Infrastructure
from tests.shared.bench import settings

HOUR = 3600.0


@pytest.fixture
def broker(infra: Infrastructure) -> Settings:
    return settings(infra)


@pytest.fixture
def topic(infra: Infrastructure) -> str:
    return infra.create_topic("mech.lag", partitions=2)


@pytest.fixture
async def meter(broker: Settings, topic: str) -> AsyncIterator[LagMeter]:
    await commit_beginnings(client_options(broker), topic, group(topic))
    made = LagMeter(lambda: client_options(broker), [Subscription(topic, group(topic))])
    yield made
    await made.close()


def group(topic: str) -> str:
    return f"svc-toy.{topic}"


async def publish(broker: Settings, topic: str, partition: int, *ages: float) -> None:
    """Records that were written so many seconds ago."""
    producer = make_producer(broker)
    await producer.start()
    try:
        for age in ages:
            at = int((time.time() - age) * 1000)
            await producer.send_and_wait(topic, b"x", partition=partition, timestamp_ms=at)
    finally:
        await producer.stop()


async def commit(broker: Settings, topic: str, partition: int, offset: int) -> None:
    consumer = AIOKafkaConsumer(**client_options(broker), group_id=group(topic), enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, partition)])
        await consumer.commit({TopicPartition(topic, partition): offset})
    finally:
        await consumer.stop()


class TestLagMeter:
    async def test_tells_the_age_of_the_oldest_unread_record_at_its_first_look(
        self, broker: Settings, topic: str, meter: LagMeter
    ) -> None:
        await publish(broker, topic, 0, 3 * HOUR, HOUR)
        await publish(broker, topic, 1, 2 * HOUR)

        first = await meter.measure()

        assert (first.records, first.without_offsets) == (3, ())
        assert first.oldest_seconds == pytest.approx(3 * HOUR, abs=30)

    async def test_follows_the_commits(self, broker: Settings, topic: str, meter: LagMeter) -> None:
        await publish(broker, topic, 0, 3 * HOUR, HOUR)
        await publish(broker, topic, 1, 2 * HOUR)
        ages: list[float] = []
        for partition, offset in ((0, 1), (1, 1), (0, 2)):
            await commit(broker, topic, partition, offset)
            ages.append((await meter.measure()).oldest_seconds)

        assert ages == [pytest.approx(age, abs=30) for age in (2 * HOUR, HOUR, 0)]

    async def test_reads_no_record_while_nothing_waits(
        self, broker: Settings, topic: str, meter: LagMeter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await publish(broker, topic, 0, HOUR)
        await commit(broker, topic, 0, 1)

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError

        monkeypatch.setattr(AIOKafkaConsumer, "assign", refuse)

        assert await meter.measure() == Lag(0, 0.0, 1, ())

    async def test_is_measured_again_and_again_and_moves_no_commit(
        self, broker: Settings, topic: str, meter: LagMeter
    ) -> None:
        await publish(broker, topic, 0, HOUR, HOUR)
        looks = [await meter.measure() for _ in range(3)]

        assert {(look.records, look.read) for look in looks} == {(2, 0)}
        assert all(look.oldest_seconds == pytest.approx(HOUR, abs=30) for look in looks)
