"""Keys turn over each week; what a backup holds stops opening when its horizon has passed."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.erasure.http import REACHES
from shared.key_status import key_status
from shared.key_upkeep import KeyUpkeep, Turned
from shared.keydb.tables import week_key, wrapped_key
from shared.keys import KeyGone, KeyStore, KeyStoreDown, RootKey
from shared.migrate import KEYS, upgrade
from shared.reaching import BACKUPS_KEPT, IN_BACKUPS, UPKEEP_EVERY
from shared.root_file import RootFile
from tests.infrastructure import Infrastructure

ROOT = RootKey(b"r" * 32)
WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


class Weeks:
    """One key database seen at a moment that the test moves."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine, self.at = engine, WEDNESDAY
        self.store = KeyStore(engine, ROOT, now=lambda: self.at)
        self.upkeep = KeyUpkeep(engine, ROOT, horizon=WEEK, now=lambda: self.at)

    async def known(self) -> list[str]:
        async with self.engine.connect() as connection:
            return sorted((await connection.execute(text("select id from week_key"))).scalars())

    async def living(self) -> list[str]:
        async with self.engine.connect() as connection:
            living = "select id from week_key where wrapped is not null"
            return sorted((await connection.execute(text(living))).scalars())


@pytest.fixture(scope="module")
def url(infra: Infrastructure) -> str:
    made = infra.create_database("s2_upkeep")
    upgrade(KEYS, made)
    return made


@pytest.fixture
async def weeks(url: str) -> AsyncIterator[Weeks]:
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("truncate wrapped_key, week_key"))
    yield Weeks(engine)
    await engine.dispose()


async def test_living_keys_move_to_this_week_and_stay_the_same(weeks: Weeks) -> None:
    made = {str(n): await weeks.store.create("case", str(n)) for n in range(3)}
    await weeks.store.destroy("case", ["2"])
    weeks.at += WEEK
    assert await weeks.upkeep.rewrap() == 2
    assert await weeks.upkeep.rewrap() == 0
    assert await weeks.store.get_many("case", list(made)) == {"0": made["0"], "1": made["1"]}
    with pytest.raises(KeyGone):
        await weeks.store.get("case", "2")


async def test_a_week_is_destroyed_only_after_the_horizon_and_only_when_it_wraps_nothing(
    weeks: Weeks,
) -> None:
    await weeks.store.create("case", "a")
    weeks.at += WEEK
    assert await weeks.upkeep.forget_weeks() == []
    assert await weeks.upkeep.turn() == Turned(1, ["2026-W47"], [])
    weeks.at = WEDNESDAY + WEEK + timedelta(days=6)  # a backup made before the turn is kept for a day more
    assert await weeks.upkeep.turn() == Turned(1, ["2026-W48"], [])
    weeks.at = WEDNESDAY + 2 * WEEK
    assert await weeks.upkeep.turn() == Turned(0, [], ["2026-W47"])
    assert await weeks.living() == ["2026-W48", "2026-W49"]
    assert await weeks.upkeep.turn() == Turned(0, [], [])


async def test_a_week_that_still_wraps_a_key_stays(weeks: Weeks) -> None:
    key = await weeks.store.create("case", "a")
    weeks.at += 10 * WEEK
    assert await weeks.upkeep.forget_weeks() == []
    assert await weeks.store.get("case", "a") == key


async def test_a_destroyed_key_does_not_come_back_with_an_old_backup(weeks: Weeks) -> None:
    await weeks.store.create("row", "a")
    async with weeks.engine.connect() as connection:
        backup = (await connection.execute(wrapped_key.select())).one()._asdict()
    await weeks.store.destroy("row", ["a"])
    for _ in range(2):
        weeks.at += WEEK
        await weeks.upkeep.turn()
    async with weeks.engine.begin() as connection:
        await connection.execute(wrapped_key.delete())
        still_there = await connection.scalar(
            week_key.select().with_only_columns(week_key.c.wrapped).where(week_key.c.id == backup["week_id"])
        )
    assert still_there is None, "what would open the restored row no longer exists"


@pytest.mark.parametrize("hours", [0, 167])
async def test_a_backup_opens_no_longer_than_people_are_told(weeks: Weeks, hours: int) -> None:
    """Whenever in its week a key is destroyed, and however late after each moment the hourly look comes."""
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    weeks.at = monday + timedelta(hours=hours)
    await weeks.store.create("case", "erased")
    (week,) = await weeks.living()
    await weeks.store.destroy("case", ["erased"])
    destroyed, told = weeks.at, timedelta(days=REACHES["backups_days"])

    weeks.at = monday + WEEK + UPKEEP_EVERY
    await weeks.upkeep.turn()
    weeks.at += BACKUPS_KEPT - timedelta(seconds=1)
    await weeks.upkeep.turn()
    assert week in await weeks.living(), "a backup of the moment before may need it"
    weeks.at += UPKEEP_EVERY
    await weeks.upkeep.turn()

    assert week not in await weeks.living()
    assert weeks.at - destroyed <= IN_BACKUPS <= told


async def test_two_at_once_and_a_kill_half_way_leave_every_key_readable(weeks: Weeks) -> None:
    made = {str(n): await weeks.store.create("case", str(n)) for n in range(30)}
    weeks.at += WEEK
    working = [asyncio.create_task(weeks.upkeep.rewrap()) for _ in range(2)]
    await asyncio.sleep(0.02)
    working[0].cancel()
    await asyncio.gather(*working, return_exceptions=True)
    assert await weeks.store.get_many("case", list(made)) == made
    await weeks.upkeep.rewrap()
    assert await weeks.store.get_many("case", list(made)) == made


async def test_runs_until_told_to_stop(weeks: Weeks) -> None:
    await weeks.store.create("case", "a")
    weeks.at += WEEK
    stop = asyncio.Event()
    running = asyncio.create_task(weeks.upkeep.run(stop))
    async with asyncio.timeout(10):
        while await weeks.upkeep.rewrap() or await weeks.known() != ["2026-W47", "2026-W48"]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(running, 5)


async def test_several_that_turn_at_once_do_it_once(weeks: Weeks) -> None:
    for number in range(5):
        await weeks.store.create("case", str(number))
    weeks.at += WEEK
    turns = [KeyUpkeep(weeks.engine, ROOT, now=lambda: weeks.at).turn() for _ in range(4)]
    done = [turned for turned in await asyncio.gather(*turns) if turned is not None]
    assert sum(turned.rewrapped for turned in done) == 5
    assert [week for turned in done for week in turned.retired] == ["2026-W47"]


async def test_the_database_refuses_a_second_current_week(weeks: Weeks) -> None:
    await weeks.store.create("case", "a")
    second = (
        "insert into week_key (id, wrapped, created_at, is_current) values ('2026-W50', 'x', now(), true)"
    )
    with pytest.raises(IntegrityError):
        async with weeks.engine.begin() as connection:
            await connection.execute(text(second))


async def test_many_who_find_the_week_over_agree_on_the_next(weeks: Weeks) -> None:
    await weeks.store.create("case", "a")
    weeks.at += WEEK
    made = await asyncio.gather(*(weeks.store.create("case", f"new-{number}") for number in range(6)))
    assert list((await weeks.store.get_many("case", [f"new-{n}" for n in range(6)])).values()) == made
    assert await weeks.known() == ["2026-W47", "2026-W48"]


async def test_a_slow_clock_uses_the_week_that_the_others_have_begun(weeks: Weeks) -> None:
    weeks.at += WEEK
    await weeks.store.create("case", "a")
    weeks.at -= WEEK
    await weeks.store.create("case", "b")
    assert await weeks.known() == ["2026-W48"]


async def test_status_tells_what_waits_and_what_is_late_and_no_key(weeks: Weeks) -> None:
    key = await weeks.store.create("case", "a")
    weeks.at += WEEK
    await weeks.upkeep.turn()
    told = await key_status(weeks.engine, WEEK, weeks.at)
    assert (told.current_week, told.waiting_to_be_destroyed, told.late) == ("2026-W48", ["2026-W47"], [])
    assert told.next_destruction == weeks.at + WEEK
    assert told.next_turn == datetime(2026, 11, 30, tzinfo=UTC)
    assert key.hex() not in str(told)
    late = await key_status(weeks.engine, WEEK, weeks.at + 3 * WEEK)
    assert late.late == ["week_not_turned", "week_not_destroyed"]


@pytest.mark.parametrize("how", ["kill", "fail"])
def test_cut_off_at_any_step_everything_opens_and_the_next_turn_finishes(
    infra: Infrastructure, tmp_path: Path, how: str
) -> None:
    url = infra.create_database("s2_turner")
    upgrade(KEYS, url)
    command = (sys.executable, "-m", "tests.faults.key_turner", url, str(tmp_path), how)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["steps"] > 25


class TestRootInFiles:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        (tmp_path / "root").write_bytes(b"f" * 32)
        return tmp_path / "root"

    async def test_a_copy_of_the_database_opens_until_the_horizon_and_never_after(
        self, weeks: Weeks, path: Path
    ) -> None:
        root = RootFile(path)
        await self.bound_to_this(weeks, root)
        store = KeyStore(weeks.engine, root, now=lambda: weeks.at)
        upkeep = KeyUpkeep(weeks.engine, root, horizon=WEEK, now=lambda: weeks.at)
        key = await store.create("row", "a")
        copies = {name: await self.copied(weeks, name) for name in ("week_key", "wrapped_key")}
        await store.destroy("row", ["a"])
        await store.create("row", "b")
        weeks.at += WEEK
        await upkeep.turn()
        weeks.at += WEEK - timedelta(hours=1)
        await upkeep.turn()
        await self.put_back(weeks, copies)
        assert await KeyStore(weeks.engine, RootFile(path)).get("row", "a") == key, "within the horizon"
        await self.put_back(weeks, {name: [] for name in copies})
        await store.create("row", "c")
        weeks.at += timedelta(hours=2)
        async with weeks.engine.begin() as connection:
            await connection.execute(
                text(
                    "insert into week_key (id, created_at, destroyed_at)"
                    " values ('2026-W47', now(), now()) on conflict do nothing"
                )
            )
        await upkeep.turn()
        await self.put_back(weeks, copies)
        with pytest.raises(KeyStoreDown):
            await KeyStore(weeks.engine, RootFile(path)).get("row", "a")

    async def test_an_empty_key_database_in_the_place_of_a_lost_one_is_never_filled(
        self, weeks: Weeks, path: Path, infra: Infrastructure
    ) -> None:
        await self.bound_to_this(weeks, RootFile(path))
        await KeyStore(weeks.engine, RootFile(path)).create("case", "a")
        url = infra.create_database("s2_lost")
        upgrade(KEYS, url)
        engine = make_engine(url)
        lost = KeyStore(engine, RootFile(path))
        for call in (lost.create("case", "b"), lost.ensure("case", "a"), lost.get("case", "a")):
            with pytest.raises(KeyStoreDown):
                await call
        async with engine.connect() as connection:
            assert (await connection.execute(text("select count(*) from week_key"))).scalar() == 0
        await engine.dispose()

    async def bound_to_this(self, weeks: Weeks, root: RootFile) -> None:
        async with weeks.engine.connect() as connection:
            await root.belongs_to((await connection.execute(text("select id from store_mark"))).scalar_one())

    async def copied(self, weeks: Weeks, table: str) -> list[dict[str, object]]:
        async with weeks.engine.connect() as connection:
            rows = (await connection.execute(text(f"select * from {table}"))).mappings()
            return [dict(row) for row in rows]

    async def put_back(self, weeks: Weeks, copies: dict[str, list[dict[str, object]]]) -> None:
        async with weeks.engine.begin() as connection:
            await connection.execute(text("truncate wrapped_key, week_key"))
            for table in (week_key, wrapped_key):
                if copies[table.name]:
                    await connection.execute(table.insert(), copies[table.name])
