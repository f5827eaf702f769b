"""The relay on the real Kafka: nothing lost, in order per case, whatever dies."""

import asyncio
import random
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import Envelope
from shared.kafka import make_producer
from shared.outbox import Outbox
from shared.relay import Relay
from shared.settings import Settings
from tests.infrastructure import Infrastructure
from tests.shared.bench import Database, done, read_topic, settings, start_runner, until


@pytest.fixture
def broker(infra: Infrastructure) -> Settings:
    return settings(infra)


@pytest.fixture
def topic(infra: Infrastructure) -> str:
    return infra.create_topic("mech.toy", partitions=3)


@asynccontextmanager
async def a_relay(database: Database, make: Callable[[], Any]) -> AsyncIterator[Relay]:
    stop = asyncio.Event()
    relay = Relay(database.engine, make, asyncio.Event())
    running = asyncio.create_task(relay.run(stop))
    try:
        yield relay
    finally:
        stop.set()
        await asyncio.wait_for(running, 20)


def start_relay(infra: Infrastructure, database: Database, *faults: str) -> subprocess.Popen[bytes]:
    return start_runner(infra, database, "relay_runner", *faults)


async def is_empty(database: Database) -> bool:
    return await database.one("select count(*) from outbox where parked_at is null") == 0


async def write_much(database: Database, topic: str, cases: list[UUID], steps: int) -> None:
    """Eight writers at once, their transactions open for up to 20 ms: serial numbers are not in commit order."""
    outbox = Outbox("toy", topic)

    async def write(writer: int) -> None:
        chance = random.Random(writer)  # noqa: S311  repeatable
        for step in range(steps):
            await database.stage(outbox, done(chance.choice(cases), step), pause=chance.random() * 0.02)

    await asyncio.gather(*(write(writer) for writer in range(8)))


async def envelopes(broker: Settings, topic: str) -> list[Envelope]:
    return [Envelope.model_validate_json(record.value) for record in await read_topic(broker, topic)]


async def lost_or_disordered(database: Database, broker: Settings, topic: str) -> list[str]:
    """Compare the topic with what was committed: everything there, and per case in order at first sight."""
    arrived: dict[UUID, list[int]] = {}
    for envelope in await envelopes(broker, topic):
        numbers = arrived.setdefault(envelope.subject, [])
        if envelope.number not in numbers:
            numbers.append(envelope.number)
    committed = await database.rows("select case_id, number from case_number")
    return [
        f"{row.case_id}: {row.number} committed, arrived {arrived.get(row.case_id)}"
        for row in committed
        if arrived.get(row.case_id) != list(range(1, row.number + 1))
    ]


class TestRelay:
    async def test_publishes_what_was_committed_with_its_key_and_headers(
        self, database: Database, broker: Settings, topic: str
    ) -> None:
        case_id = uuid4()
        await database.stage(Outbox("toy", topic), done(case_id))

        async with a_relay(database, partial(make_producer, broker)):
            await until(partial(is_empty, database))

        (record,) = await read_topic(broker, topic)
        assert record.key.decode() == str(case_id)
        assert dict(record.headers)["content-type"].startswith(b"application/cloudevents+json")

    async def test_publishes_every_event_in_order_per_case_while_it_is_killed_at_random(
        self, database: Database, broker: Settings, topic: str, infra: Infrastructure
    ) -> None:
        cases = [uuid4() for _ in range(5)]
        writing = asyncio.create_task(write_much(database, topic, cases, steps=60))
        chance = random.Random(4)  # noqa: S311  repeatable
        kills = 0
        while not writing.done():
            runner = start_relay(infra, database)
            await asyncio.sleep(1.5 + chance.random())
            runner.send_signal(signal.SIGKILL)
            runner.wait()
            kills += 1
        await writing
        runner = start_relay(infra, database)
        try:
            await until(partial(is_empty, database))
        finally:
            runner.kill()
            runner.wait()

        assert kills >= 2
        assert await lost_or_disordered(database, broker, topic) == []

    async def test_would_be_seen_to_lose_events_if_it_paged_by_serial_number(
        self, database: Database, broker: Settings, topic: str, infra: Infrastructure
    ) -> None:
        runner = start_relay(infra, database, "pages")
        try:
            await database.stage(Outbox("toy", topic), done(uuid4()))
            await until(partial(is_empty, database))
            await write_much(database, topic, [uuid4() for _ in range(5)], steps=30)
            await asyncio.sleep(3)
        finally:
            runner.kill()
            runner.wait()

        assert await lost_or_disordered(database, broker, topic) != []

    @pytest.mark.parametrize("faults", [(), ("deletes-first",)], ids=["as it is", "planted: deletes first"])
    async def test_loses_nothing_when_it_dies_between_commit_and_publishing(
        self,
        database: Database,
        broker: Settings,
        topic: str,
        infra: Infrastructure,
        faults: tuple[str, ...],
    ) -> None:
        await database.stage(Outbox("toy", topic), done(uuid4()))
        assert start_relay(infra, database, "dies-at-send", *faults).wait(30) == 9

        async with a_relay(database, partial(make_producer, broker)):
            await until(partial(is_empty, database))

        assert bool(await lost_or_disordered(database, broker, topic)) is bool(faults)

    async def test_leaves_the_work_to_another_that_has_begun_and_takes_over_when_that_one_is_gone(
        self, database: Database, broker: Settings, topic: str
    ) -> None:
        made: list[str] = []

        def make(name: str) -> Any:
            made.append(name)
            return make_producer(broker)

        outbox = Outbox("toy", topic)
        async with a_relay(database, partial(make, "second")):
            await until(async_(lambda: made == ["second"]))
            async with a_relay(database, partial(make, "first")):
                await database.stage(outbox, done(uuid4()))
                await until(partial(is_empty, database))
                assert made == ["second"]
                await database.run(
                    "select pg_terminate_backend(pid) from pg_locks join pg_database d on d.oid = database"
                    " where locktype = 'advisory' and granted and d.datname = current_database()"
                )
                await database.stage(outbox, done(uuid4()))
                await until(partial(is_empty, database))

        assert await lost_or_disordered(database, broker, topic) == []
        assert len(made) > 1

    async def test_parks_a_record_that_the_broker_refuses_and_only_what_follows_it_on_its_key(
        self, database: Database, broker: Settings, topic: str
    ) -> None:
        outbox = Outbox("toy", topic)
        stuck, free = uuid4(), uuid4()
        for number in range(3):
            await database.stage(outbox, done(stuck, number))
            await database.stage(outbox, done(free, number))
        await database.run(
            "update outbox set body = decode(repeat('61', :size), 'hex') where id = 3", size=900_000
        )

        async with a_relay(database, partial(make_producer, broker)):
            await until(async_(lambda: database.one("select count(*) from outbox"), 2))

        rows = await database.rows("select id, parked_at, failure from outbox order by id")
        assert [(row.id, row.parked_at is not None) for row in rows] == [(3, True), (5, False)]
        assert rows[0].failure == "MessageSizeTooLargeError"
        # What travelled with the refused record may have arrived unanswered, and is sent again: counted by event.
        arrived = {(e.subject, e.number) for e in await envelopes(broker, topic)}
        assert arrived == {(free, 1), (free, 2), (free, 3), (stuck, 1)}

    async def test_is_not_held_up_by_a_topic_that_does_not_exist(
        self, database: Database, broker: Settings, topic: str
    ) -> None:
        await database.stage(Outbox("toy", "mech.toy.nowhere"), done(uuid4()))
        await database.stage(Outbox("toy", topic), done(uuid4()))

        async with a_relay(database, partial(make_producer, broker)):
            await until(async_(lambda: database.one("select count(*) from outbox"), 1))

        assert await database.one("select topic from outbox") == "mech.toy.nowhere"
        assert len(await read_topic(broker, topic)) == 1

    async def test_throws_a_failed_producer_away_and_begins_at_the_lowest_row(
        self, database: Database, broker: Settings, topic: str
    ) -> None:
        outbox = Outbox("toy", topic)
        case_id = uuid4()
        for step in range(20):
            await database.stage(outbox, done(case_id, step))
        made: list[FailingProducer] = []

        def make() -> Any:
            made.append(FailingProducer(make_producer(broker), fails=len(made) < 3))
            return made[-1]

        async with a_relay(database, make):
            await until(partial(is_empty, database))

        assert len(made) == 3
        assert all(producer.abandoned for producer in made)
        assert await lost_or_disordered(database, broker, topic) == []


class FailingProducer:
    """A real producer that loses the answer of one record in the middle."""

    def __init__(self, real: Any, *, fails: bool) -> None:
        self.real = real
        self.fails = fails
        self.sent = 0
        self.abandoned = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    async def send(self, *args: Any, **named: Any) -> Any:
        self.sent += 1
        if self.fails and self.sent == 8:
            lost: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            lost.set_exception(ConnectionError())
            return lost
        return await self.real.send(*args, **named)

    async def abandon(self) -> None:
        self.abandoned = True
        await self.real.abandon()


def async_(look: Callable[[], Any], wanted: Any = True) -> Callable[[], Any]:
    """Make something to wait for out of a value, or of a coroutine and what it shall return."""

    async def answer() -> bool:
        found = look()
        return (await found if asyncio.iscoroutine(found) else found) == wanted

    return answer
