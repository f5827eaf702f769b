"""Keys on the real PostgreSQL: made once, wrapped, destroyed for good."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.keydb.tables import wrapped_key
from shared.keys import KeyExists, KeyGone, KeyStore, KeyStoreDown, RootKey, week_of
from shared.migrate import KEYS, check, downgrade, upgrade
from shared.unopenable import Unopenable
from tests.infrastructure import Infrastructure

ROOT = RootKey(b"r" * 32)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def url(infra: Infrastructure) -> str:
    made = infra.create_database("s2_keys")
    upgrade(KEYS, made)
    return made


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    made = make_engine(url)
    async with made.begin() as connection:
        await connection.execute(text("truncate wrapped_key, week_key"))
    yield made
    await made.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> KeyStore:
    return KeyStore(engine, ROOT, now=lambda: NOON)


def test_migration_and_tables_agree_both_ways(infra: Infrastructure) -> None:
    made = infra.create_database("s2_migration")
    upgrade(KEYS, made)
    check(KEYS, made)
    downgrade(KEYS, made)
    engine = create_engine(made)
    with engine.connect() as connection:
        left = connection.scalar(
            text("select count(*) from pg_tables where tablename in ('week_key', 'wrapped_key')")
        )
    engine.dispose()
    assert left == 0


class TestMaking:
    async def test_a_key_is_random_and_found_again(self, store: KeyStore) -> None:
        made = await store.create("case", "a")
        assert len(made) == 32
        assert made != await store.create("case", "b")
        assert await store.get("case", "a") == made

    async def test_many_are_made_in_one_go_each_its_own(self, store: KeyStore) -> None:
        await store.create_many("row", ["a", "b"])

        found = await store.get_many("row", ["a", "b"])
        assert found.keys() == {"a", "b"}
        assert found["a"] != found["b"]

    async def test_of_many_all_are_made_or_none(self, store: KeyStore) -> None:
        await store.create("row", "a")

        with pytest.raises(KeyExists):
            await store.create_many("row", ["a", "b"])

        assert not await store.exists("row", "b")

    async def test_no_ids_are_no_keys(self, store: KeyStore) -> None:
        await store.create_many("row", [])

        assert await store.stored("row") == []

    async def test_an_id_has_one_key(self, store: KeyStore) -> None:
        await store.create("case", "a")
        with pytest.raises(KeyExists):
            await store.create("case", "a")

    async def test_kinds_are_apart(self, store: KeyStore) -> None:
        assert await store.create("case", "a") != await store.create("row", "a")

    async def test_ensure_makes_it_once_also_when_many_ask(self, store: KeyStore) -> None:
        found = await asyncio.gather(*(store.ensure("case", "a") for _ in range(8)))
        assert len(set(found)) == 1

    async def test_several_at_once_leave_out_what_is_not_there(self, store: KeyStore) -> None:
        made = {name: await store.create("row", name) for name in "abc"}
        await store.destroy("row", ["b"])
        assert await store.get_many("row", ["a", "b", "c", "x"]) == {"a": made["a"], "c": made["c"]}
        assert await store.get_many("row", []) == {}

    async def test_a_pair_keeps_its_public_half_and_last_day(self, store: KeyStore) -> None:
        await store.create("signing", "s", secret=b"s" * 32, public=b"p", not_after=NOON)
        (stored,) = await store.stored("signing")
        assert (stored.public, stored.not_after, stored.destroyed_at) == (b"p", NOON, None)
        assert await store.get("signing", "s") == b"s" * 32


class TestDestroying:
    async def test_a_destroyed_key_is_gone_and_never_made_again(self, store: KeyStore) -> None:
        await store.create("row", "a")
        await store.destroy("row", ["a"])
        with pytest.raises(KeyGone):
            await store.get("row", "a")
        with pytest.raises(KeyGone):
            await store.create("row", "a")
        with pytest.raises(KeyGone):
            await store.ensure("row", "a")
        assert not await store.exists("row", "a")

    async def test_again_changes_nothing_and_unknown_ids_get_a_tombstone_too(self, store: KeyStore) -> None:
        later = KeyStore(store._engine, ROOT, now=lambda: NOON + timedelta(hours=1))
        await store.create("row", "a")
        await store.destroy("row", ["a", "never-made"])
        await later.destroy("row", ["a", "never-made", "a"])
        await store.destroy("row", [])
        assert {one.destroyed_at for one in await store.stored("row")} == {NOON}
        with pytest.raises(KeyGone):
            await store.create("row", "never-made")

    async def test_nothing_of_the_wrapped_key_stays_in_the_row(
        self, store: KeyStore, engine: AsyncEngine
    ) -> None:
        await store.create("row", "a")
        await store.destroy("row", ["a"])
        async with engine.connect() as connection:
            row = (await connection.execute(wrapped_key.select())).one()
        assert (row.wrapped, row.week_id) == (None, None)

    async def test_many_destroyers_at_once_do_not_lock_each_other_out(self, store: KeyStore) -> None:
        ids = [str(number) for number in range(40)]
        await asyncio.gather(*(store.destroy("row", ids[::step]) for step in (1, -1, 1, -1)))
        assert len(await store.stored("row")) == 40


class TestWrapping:
    def test_a_week_is_counted_in_utc(self) -> None:
        assert week_of(NOON) == "2026-W47"
        assert week_of(datetime(2027, 1, 3, 23, 59, tzinfo=UTC)) == "2026-W53"
        assert week_of(datetime(2027, 1, 4, 0, 30, tzinfo=UTC)) == "2027-W01"

    async def test_each_week_has_its_key_and_old_keys_still_open(
        self, store: KeyStore, engine: AsyncEngine
    ) -> None:
        old = await store.create("case", "old")
        next_week = KeyStore(engine, ROOT, now=lambda: NOON + timedelta(days=7))
        await next_week.create("case", "new")
        assert await next_week.get("case", "old") == old
        async with engine.connect() as connection:
            weeks = set((await connection.execute(text("select id from week_key"))).scalars())
        assert weeks == {"2026-W47", "2026-W48"}

    async def test_another_root_opens_nothing(self, store: KeyStore, engine: AsyncEngine) -> None:
        await store.create("case", "a")
        with pytest.raises(Unopenable):
            await KeyStore(engine, RootKey(b"x" * 32)).get("case", "a")

    @pytest.mark.parametrize("change", ["id = 'b'", "kind = 'row'"])
    async def test_a_row_moved_elsewhere_does_not_open(
        self, store: KeyStore, engine: AsyncEngine, change: str
    ) -> None:
        await store.create("case", "a")
        async with engine.begin() as connection:
            await connection.execute(text(f"update wrapped_key set {change}"))
        kind, key_id = ("row", "a") if "kind" in change else ("case", "b")
        with pytest.raises(Unopenable):
            await store.get(kind, key_id)

    async def test_the_database_holds_no_key_in_the_clear(self, store: KeyStore, engine: AsyncEngine) -> None:
        key = await store.create("case", "a")
        async with engine.connect() as connection:
            wrapped = (await connection.execute(text("select wrapped from wrapped_key"))).scalars().all()
            weeks = (await connection.execute(text("select wrapped from week_key"))).scalars().all()
        assert all(key not in bytes(blob) and ROOT.secret not in bytes(blob) for blob in [*wrapped, *weeks])

    def test_a_root_is_32_bytes_and_never_shown(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            RootKey(os.urandom(31))
        assert "rrrr" not in repr(ROOT)


class TestDown:
    async def test_a_store_that_does_not_answer_says_so(self) -> None:
        engine = make_engine("postgresql+psycopg://nobody:x@127.0.0.1:1/none")
        store = KeyStore(engine, ROOT)
        for call in (store.get("case", "a"), store.create("case", "a"), store.destroy("case", ["a"])):
            with pytest.raises(KeyStoreDown):
                await call
        await engine.dispose()

    async def test_a_store_without_its_connections_says_so_and_comes_back(
        self, store: KeyStore, url: str, infra: Infrastructure
    ) -> None:
        made = await store.create("case", "a")
        name = make_url(url).database
        with psycopg.connect(infra.superuser_dsn(), autocommit=True) as connection:
            connection.execute(f"alter database {name} allow_connections false")
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
            )
            try:
                with pytest.raises(KeyStoreDown):
                    await store.get("case", "a")
            finally:
                connection.execute(f"alter database {name} allow_connections true")
        assert await store.get("case", "a") == made
