"""A real base backup put back: what was withdrawn stays gone, and after the horizon the backup opens nothing."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from deploy.infra.home import Home
from deploy.infra.ports import Ports
from deploy.infra.postgres import Postgres, binaries
from deploy.infra.privilege import find
from deploy.infra.processes import Processes
from services.consent.addressing.wrapping import ROW_KEY
from shared.db import make_engine
from shared.kafka import TopicReader, client_options, make_producer
from shared.key_upkeep import KeyUpkeep
from shared.keydb.tables import week_key, wrapped_key
from shared.keys import KeyStore, KeyStoreDown, system_now
from shared.root_file import RootFile
from shared.settings import Settings
from shared.week_keys import open_wrapped
from tests.consent.builders import SENDER, TEAM
from tests.consent.conftest import Stores, settings_for
from tests.consent.gate_world import GateWorld, a_gate_world
from tests.infrastructure import Infrastructure
from tests.standins import migrated

DAY = timedelta(days=1)


@dataclass
class Backup:
    """A base backup of the whole cluster, and where it is put back."""

    infra: Infrastructure
    folder: Path

    def take(self) -> None:
        """pg_basebackup of the running cluster, with the WAL that makes it whole."""
        command = (
            str(binaries() / "pg_basebackup"),
            "-d",
            self.infra.superuser_dsn(),
            "-X",
            "stream",
            "-c",
            "fast",
        )
        subprocess.run((*command, "-D", str(self.folder)), check=True, capture_output=True, timeout=120)

    @contextmanager
    def put_back(self, home: Home) -> Iterator[Postgres]:
        """A cluster of its own from the backup, with the same roles and passwords."""
        data = home.postgres / "data"
        home.postgres.mkdir(mode=0o711, exist_ok=True)
        shutil.copytree(self.folder, data)
        data.chmod(0o700)
        user = find(binaries() / "initdb", data)
        for path in (data, *data.rglob("*")):
            user.take(path)
        processes = Processes(home)
        postgres = Postgres(home, Ports(home), processes)
        try:
            postgres.start()
            yield postgres
        finally:
            postgres.stop()
            processes.release()


@pytest.fixture
def backup(infra: Infrastructure, tmp_path: Path) -> Backup:
    return Backup(infra, tmp_path / "backup")


@pytest.fixture
def other_home(infra: Infrastructure, tmp_path: Path) -> Iterator[Home]:
    """A home with the superuser's password of the running cluster: its roles come with the backup."""
    root = infra.system.home.root / "restored"
    home = Home.at(root, infra.system.home.store)
    (home.secrets / "postgres").write_text(infra.system.home.secret("postgres"))
    yield home
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def own_stores(infra: Infrastructure) -> Stores:
    return Stores(*migrated(infra, "consent"))


def at(postgres: Postgres, url: str) -> str:
    """The same database and role in the restored cluster."""
    port = postgres.dsn().rpartition(":")[2].partition("/")[0]
    before, _, name = url.rpartition("/")
    return f"{before.rpartition(':')[0]}:{port}/{name}"


@pytest.fixture
def topic_name(infra: Infrastructure) -> str:
    return infra.create_topic("consent.own", partitions=3, writer="svc-consent", reader="svc-consent")


@dataclass
class OwnTopic:
    """The service's own topic on the real broker."""

    name: str
    settings: Settings

    def reader(self) -> TopicReader:
        return TopicReader(partial(client_options, self.settings), self.name)


@pytest.fixture
def own_topic(infra: Infrastructure, own_stores: Stores, topic_name: str, tmp_path: Path) -> OwnTopic:
    told = {name.removeprefix("FINSAM_").lower(): v for name, v in infra.kafka_env("svc-consent").items()}
    settings = settings_for(own_stores, tmp_path)
    return OwnTopic(topic_name, type(settings).model_validate({**settings.model_dump(), **told}))


async def relay(house: GateWorld, topic: OwnTopic) -> None:
    """Send the service's own facts to the real topic."""
    rows = await house.world.fetch(
        "select key, body from outbox where topic = 'finsam.consent.v1' order by id"
    )
    producer = make_producer(topic.settings)
    await producer.start()
    try:
        for row in rows:
            await producer.send_and_wait(topic.name, bytes(row.body), key=bytes(row.key))
    finally:
        await producer.stop()


async def test_a_restored_database_discloses_nothing_until_it_knows_again_what_was_withdrawn(
    own_stores: Stores, backup: Backup, other_home: Home, own_topic: OwnTopic, tmp_path: Path
) -> None:
    topic = own_topic.reader()
    async with a_gate_world(own_stores, tmp_path, topic) as house:
        world = house.world
        gone, kept = await world.a_case(SENDER, TEAM), await world.a_case(SENDER, TEAM)
        for case_id in (gone, kept):
            await world.submitted(case_id)
        (withdrawn,), (open_,) = await world.records(gone, TEAM), await world.records(kept, TEAM)
        backup.take()
        assert (await world.revoke(gone)).status_code == 200
        await relay(house, own_topic)
        assert await world.opened(TEAM, withdrawn) == [None] * 4
    with backup.put_back(other_home) as postgres:
        restored = Stores(at(postgres, own_stores.url), own_stores.keys_url)
        with psycopg.connect(restored.url.replace("+psycopg", "")) as connection:
            states = connection.execute("select distinct state from consent_row").fetchall()
        assert states == [("aktiv",)], "the backup knows nothing of the withdrawal"
        async with a_gate_world(restored, tmp_path, topic) as house:
            world = house.world
            world.core.gate.shut("new")
            answer = await world.release(TEAM, withdrawn.header.event_id)
            assert (answer.status_code, answer.json()["code"]) == (503, "not_reconciled")
            await house.reconciling.look()
            assert await world.opened(TEAM, withdrawn) == [None] * 4
            assert None not in await world.opened(TEAM, open_), "what nobody withdrew opens as before"
            assert (await house.reconciled())[0].facts_applied == 2


async def test_without_the_topics_word_the_destroyed_keys_tell(
    own_stores: Stores, backup: Backup, other_home: Home, own_topic: OwnTopic, tmp_path: Path
) -> None:
    """The withdrawal was enforced and never sent: the database and the broker's copy went together."""
    topic = own_topic.reader()
    async with a_gate_world(own_stores, tmp_path, topic) as house:
        case_id = await house.world.a_case(SENDER, TEAM)
        await house.world.submitted(case_id)
        (withdrawn,) = await house.world.records(case_id, TEAM)
        backup.take()
        assert (await house.world.revoke(case_id)).status_code == 200
        assert await house.look_again() == "", "a minute passes: the counters go on"
    with backup.put_back(other_home) as postgres:
        restored = Stores(at(postgres, own_stores.url), own_stores.keys_url)
        async with a_gate_world(restored, tmp_path, topic) as house:
            assert await house.world.opened(TEAM, withdrawn) == [None] * 4
            assert (await house.reconciled())[0].rows_ended > 0


class TestOldBackups:
    """The whole backup: the key database with it, every key in it, and the root of the day of the theft."""

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        (tmp_path / "root").write_bytes(b"t" * 32)
        return tmp_path / "root"

    @pytest.fixture
    async def engine(self, own_stores: Stores) -> AsyncIterator[Any]:
        engine = make_engine(own_stores.keys_url)
        yield engine
        await engine.dispose()

    async def test_open_within_the_horizon_what_they_held_and_nothing_after_it(
        self, own_stores: Stores, backup: Backup, other_home: Home, root: Path, engine: Any
    ) -> None:
        now = [system_now()]
        keys = KeyStore(engine, RootFile(root), now=lambda: now[0])
        upkeep = KeyUpkeep(engine, RootFile(root), horizon=7 * DAY, now=lambda: now[0])
        for number in range(20):
            await keys.create(ROW_KEY if number % 2 else "case", str(number))
        backup.take()
        await keys.destroy(ROW_KEY, ["1", "3"])
        with backup.put_back(other_home) as postgres:
            stolen = make_engine(at(postgres, own_stores.keys_url))
            try:
                assert await self.opened(stolen, root) == 20, (
                    "within the horizon: as docs/operating-keys.md says"
                )
                for _ in range(2):
                    now[0] += 7 * DAY
                    await upkeep.turn()
                now[0] += DAY
                await upkeep.turn()
                assert await self.opened(stolen, root) == 0
                with pytest.raises(KeyStoreDown):
                    await KeyStore(stolen, RootFile(root)).get("case", "0")
            finally:
                await stolen.dispose()
        assert len(await keys.get_many("case", [str(number) for number in range(0, 20, 2)])) == 10

    async def opened(self, engine: Any, root: Path) -> int:
        """Try every key under every week key with all that the root has today; returns how many open."""
        from shared.root import RootGone
        from shared.unopenable import Unopenable

        columns = (wrapped_key.c.kind, wrapped_key.c.id, wrapped_key.c.wrapped, wrapped_key.c.week_id)
        query = select(*columns, week_key.c.wrapped.label("week_wrapped"), week_key.c.root_id).join(
            week_key, week_key.c.id == wrapped_key.c.week_id
        )
        async with engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        assert len(rows) == 20
        count = 0
        for row in rows:
            try:
                await open_wrapped(RootFile(root), row.kind, row)
                count += 1
            except (RootGone, Unopenable):
                continue
        return count
