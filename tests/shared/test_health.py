"""Health tells what waits and for how long, and ends a process whose consumer stands still."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import CollectorRegistry

from shared import service as service_module
from shared.health import Health
from shared.inbox import Inbox, Permanent
from shared.lag import Lag
from shared.outbox import Outbox
from shared.revisions import Revisions
from tests.shared.bench import DONE, TOPIC, Database, done, envelope, received


class Told:
    """A lag that the test decides."""

    def __init__(self, *lags: Lag) -> None:
        self.lags = list(lags)

    async def measure(self) -> Lag:
        return self.lags.pop(0) if len(self.lags) > 1 else self.lags[0]


REVISIONS = Revisions(heads=frozenset({"0003"}), older=frozenset({"0001", "0002"}))


def health(database: Database, *lags: Lag, revisions: Revisions | None = None) -> Health:
    told: Any = Told(*lags) if lags else None
    return Health(database.engine, told, CollectorRegistry(), revisions=revisions)


class TestHealth:
    async def test_is_zero_everywhere_when_all_is_dealt_with(self, database: Database) -> None:
        progress = await health(database).measure()
        assert {getattr(progress, name) for name in progress.__dataclass_fields__} == {0}

    async def test_tells_how_old_the_oldest_unsent_and_unhandled_event_is(self, database: Database) -> None:
        inbox = Inbox(database.sessions, keep_sections=False)
        await database.stage(Outbox("toy", TOPIC), done(uuid4()))
        await inbox.receive(received(envelope(uuid4(), 1)))
        await inbox.receive(received(envelope(uuid4(), 2)))
        await database.run("update outbox set staged_at = staged_at - interval '1 minute'")
        await database.run("update inbox set received_at = received_at - interval '1 hour' where number = 2")

        progress = await health(database).measure()

        assert (progress.outbox, progress.inbox, progress.parked) == (1, 2, 0)
        assert progress.oldest_unsent_seconds == pytest.approx(60, abs=5)
        assert progress.oldest_unhandled_seconds == pytest.approx(3600, abs=5)

    async def test_counts_what_is_parked(self, database: Database) -> None:
        async def refuse(*_: Any) -> None:
            raise Permanent("never")

        inbox = Inbox(database.sessions, keep_sections=False)
        await inbox.receive(received(envelope(uuid4(), 1)))
        await inbox.handle_next({DONE: refuse})

        progress = await health(database).measure()

        assert (progress.inbox, progress.parked) == (0, 1)

    async def test_tells_how_long_nothing_has_moved(self, database: Database) -> None:
        still = Lag(3, 9.0, 100, ())
        looking = health(database, still, still, Lag(3, 9.0, 101, ()))
        assert (await looking.measure()).longest_without_progress_seconds == 0
        await asyncio.sleep(0.3)
        assert (await looking.measure()).longest_without_progress_seconds >= 0.2
        assert (await looking.measure()).longest_without_progress_seconds == 0

    async def test_is_not_ready_while_a_group_has_no_beginning(self, database: Database) -> None:
        assert await health(database, Lag(0, 0.0, 0, ())).ready()
        assert not await health(database, Lag(1, 0.0, 0, ("svc-toy.inbox",))).ready()

    async def test_is_not_ready_before_its_migrations(self, database: Database) -> None:
        looking = health(database, revisions=REVISIONS)
        assert not await looking.ready()
        await database.run("create table alembic_version (version_num varchar(32) primary key)")
        assert not await looking.ready()
        await database.run("insert into alembic_version values ('0002')")
        assert not await looking.ready()
        await database.run("update alembic_version set version_num = '0003'")
        assert await looking.ready()

    async def test_is_ready_on_the_database_of_a_later_release(self, database: Database) -> None:
        await database.run("create table alembic_version (version_num varchar(32) primary key)")
        await database.run("insert into alembic_version values ('0004')")
        assert await health(database, revisions=REVISIONS).ready()


class TestWatchdog:
    @pytest.mark.parametrize(
        ("lags", "ends"),
        [
            ([Lag(3, 9.0, 100, ())], True),
            ([Lag(0, 0.0, 100, ())], False),
            ([Lag(3, 9.0, read, ()) for read in range(1000)], False),
            ([Lag(3, 9.0, 0, ("svc-toy.inbox",))], False),
        ],
        ids=["stands still", "nothing to read", "moves", "has no beginning"],
    )
    async def test_ends_the_process_only_when_a_consumer_stands_still_without_reason(
        self, database: Database, monkeypatch: pytest.MonkeyPatch, lags: list[Lag], *, ends: bool
    ) -> None:
        died: list[int] = []
        monkeypatch.setattr(service_module, "_LOOK_SECONDS", 0.02)
        monkeypatch.setattr(service_module, "_STUCK_SECONDS", 0.2)
        monkeypatch.setattr(service_module, "die", lambda: died.append(1))
        stop = asyncio.Event()
        watching = asyncio.create_task(service_module._watch(health(database, *lags), stop))
        await asyncio.sleep(0.8)
        stop.set()
        await watching

        assert bool(died) is ends
