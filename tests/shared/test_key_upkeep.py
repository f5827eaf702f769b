"""Keys turn over each week; what a backup holds stops opening when its horizon has passed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.key_upkeep import KeyUpkeep
from shared.keydb.tables import week_key, wrapped_key
from shared.keys import KeyGone, KeyStore, RootKey
from shared.migrate import KEYS, upgrade
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
    await weeks.upkeep.rewrap()
    weeks.at = WEDNESDAY + WEEK + timedelta(days=4)  # Sunday: not yet seven days after the first week's end
    assert await weeks.upkeep.forget_weeks() == []
    weeks.at = WEDNESDAY + 2 * WEEK
    await weeks.upkeep.rewrap()
    assert await weeks.upkeep.forget_weeks() == ["2026-W47"]
    assert await weeks.known() == ["2026-W48", "2026-W49"]


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
    weeks.at += 2 * WEEK
    await weeks.upkeep.rewrap()
    await weeks.upkeep.forget_weeks()
    async with weeks.engine.begin() as connection:
        await connection.execute(wrapped_key.delete())
        still_there = await connection.scalar(
            week_key.select().with_only_columns(week_key.c.wrapped).where(week_key.c.id == backup["week_id"])
        )
    assert still_there is None, "what would open the restored row no longer exists"


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
