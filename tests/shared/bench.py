"""A small service called toy, on the real PostgreSQL and Kafka: what the tests of the mechanisms build upon."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import Sessions, make_engine, make_sessions
from shared.events import Envelope, Fact, event_type, seal_envelope
from shared.ids import uuid7
from shared.kafka import Received, client_options
from shared.outbox import Outbox
from shared.settings import Settings
from shared.tables import create_mechanisms
from tests.infrastructure import Infrastructure

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TOPIC = "finsam.toy.v1"
DONE = event_type("toy", "done")


class Done(Fact):
    """What happens in the toy service."""

    name = "done"
    step: int = 0


def done(case_id: UUID, step: int = 0) -> Done:
    return Done(subject=case_id, occurred_at=NOON, step=step)


def envelope(case_id: UUID, number: int, **changes: Any) -> Envelope:
    made = seal_envelope(done(case_id, number), service="toy", event_id=uuid7(), number=1, sections=[])
    return made.model_copy(update={"number": number, **changes})


def received(envelope: Envelope, *, topic: str = TOPIC, offset: int = 0) -> Received:
    return Received(topic, 0, offset, str(envelope.subject).encode(), envelope.to_bytes())


@dataclass(frozen=True)
class Database:
    """A fresh database with the tables of the mechanisms."""

    url: str
    engine: AsyncEngine
    sessions: Sessions

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        async with self.engine.connect() as connection:
            return list(await connection.execute(text(sql), values))

    async def run(self, sql: str, **values: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(sql), values)

    async def one(self, sql: str, **values: Any) -> Any:
        return (await self.rows(sql, **values))[0][0]

    async def stage(self, outbox: Outbox, fact: Fact, pause: float = 0) -> UUID:
        async with self.sessions() as session, session.begin():
            staged = await outbox.stage(session, fact)
            await asyncio.sleep(pause)
        return staged


@asynccontextmanager
async def a_database(url: str) -> AsyncIterator[Database]:
    """The tables of the mechanisms, empty, and one to count effects in; whatever was there before is gone."""
    made = create_engine(url)
    with made.begin() as connection:
        connection.exec_driver_sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        connection.exec_driver_sql("drop schema public cascade")
        connection.exec_driver_sql("create schema public")
        create_mechanisms(Operations(MigrationContext.configure(connection)))
        connection.exec_driver_sql(EFFECT)
    made.dispose()
    engine = make_engine(url)
    try:
        yield Database(url, engine, make_sessions(engine))
    finally:
        await engine.dispose()


def settings(infra: Infrastructure, user: str = "operator", **more: Any) -> Settings:
    broker = {key.removeprefix("FINSAM_").lower(): value for key, value in infra.kafka_env(user).items()}
    plain = {
        "service": "toy",
        "database_url": "postgresql+psycopg://nobody@127.0.0.1/nothing",
        "keys_database_url": "postgresql+psycopg://nobody@127.0.0.1/nothing",
        "issuer": "http://127.0.0.1:1",
        "client_id": "svc-toy",
        "client_key_file": "/dev/null",
        "root_key_file": "/dev/null",
        "index_key_file": "/dev/null",
        "http_port": 0,
        "recipients_file": "/dev/null",
    }
    return Settings(**{**plain, **broker, **more})


def start_runner(
    infra: Infrastructure, database: Database, runner: str, *arguments: str
) -> subprocess.Popen[bytes]:
    """A mechanism in a process of its own (`tests/faults/<runner>.py`), to be killed; it may have planted faults."""
    told = settings(infra, database_url=database.url)
    shown = {
        f"FINSAM_{name.upper()}": str(getattr(value, "get_secret_value", lambda value=value: value)())
        for name, value in told
        if value is not None
    }
    command = [sys.executable, "-m", f"tests.faults.{runner}", *arguments]
    return subprocess.Popen(command, env={**os.environ, **shown}, stderr=subprocess.DEVNULL)


async def read_topic(settings: Settings, topic: str) -> list[Any]:
    """Everything that lies in a topic now, in order per partition."""
    consumer = AIOKafkaConsumer(**client_options(settings), auto_offset_reset="earliest")
    await consumer.start()
    try:
        numbers = await consumer._client._wait_on_metadata(topic)
        places = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        found: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found.extend(records)
        return found
    finally:
        await consumer.stop()


async def until(is_so: Callable[[], Any], seconds: float = 20) -> None:
    """Wait for something; fails with a TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110  other processes set no event here
            await asyncio.sleep(0.05)


async def note_step(session: AsyncSession, envelope: Envelope) -> None:
    """A reaction whose effect can be counted: one row for each time that it acted."""
    connection = await session.connection()
    values = {"case_id": envelope.subject, "step": envelope.data["step"]}
    await connection.execute(text("insert into effect (case_id, step) values (:case_id, :step)"), values)


EFFECT = "create table effect (id bigint generated always as identity, case_id uuid, step int)"
