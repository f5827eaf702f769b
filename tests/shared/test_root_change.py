"""A change of root: the old one opens nothing, everything opens, and a change cut off is finished by the next."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.keys import KeyStore, KeyStoreDown
from shared.migrate import KEYS, upgrade
from shared.root_change import change_root
from shared.root_file import RootFile
from tests.infrastructure import Infrastructure

OLD = b"o" * 32


class Planted(Exception):
    """The change is cut off here."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "root").write_bytes(OLD)
    return tmp_path / "root"


@pytest.fixture
async def engine(infra: Infrastructure) -> AsyncIterator[AsyncEngine]:
    url = infra.create_database("s2_root")
    upgrade(KEYS, url)
    made = make_engine(url)
    yield made
    await made.dispose()


def held_by(path: Path) -> bytes:
    return path.read_bytes()


async def keys_in(engine: AsyncEngine, path: Path) -> dict[str, bytes]:
    return await KeyStore(engine, RootFile(path)).get_many("case", ["a", "b", "c"])


async def test_the_old_root_opens_nothing_and_a_running_service_goes_on(
    engine: AsyncEngine, path: Path, tmp_path: Path
) -> None:
    running = KeyStore(engine, RootFile(path))
    made = {key: await running.create("case", key) for key in "abc"}
    assert await change_root(engine, RootFile(path)) == 1
    assert held_by(path) != OLD
    assert await running.get_many("case", list(made)) == made == await keys_in(engine, path)
    assert await running.create("case", "d") == await KeyStore(engine, RootFile(path)).get("case", "d")
    old = tmp_path / "stolen"
    old.write_bytes(OLD)
    (tmp_path / "stolen.weeks").symlink_to(tmp_path / "root.weeks")
    (tmp_path / "stolen.store").write_bytes((tmp_path / "root.store").read_bytes())
    with pytest.raises(KeyStoreDown):
        await KeyStore(engine, RootFile(old)).get("case", "a")


@pytest.mark.parametrize("step", range(1, 10))
async def test_cut_off_anywhere_everything_opens_and_the_next_one_finishes(
    engine: AsyncEngine, path: Path, step: int
) -> None:
    store = KeyStore(engine, RootFile(path))
    made = {key: await store.create("case", key) for key in "abc"}
    left = [step]

    def cut(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Planted

    for name in ("after_cursor_execute", "commit"):
        event.listen(engine.sync_engine, name, cut)
    with suppress(Planted):
        await change_root(engine, RootFile(path))
    for name in ("after_cursor_execute", "commit"):
        event.remove(engine.sync_engine, name, cut)
    assert await keys_in(engine, path) == made
    assert await store.get_many("case", list(made)) == made, "a service that runs meanwhile goes on"
    await change_root(engine, RootFile(path))
    assert await keys_in(engine, path) == made
    assert held_by(path) != OLD


async def test_keys_made_while_it_changes_all_open_afterwards(engine: AsyncEngine, path: Path) -> None:
    store = KeyStore(engine, RootFile(path))
    made: dict[str, bytes] = {}

    async def make() -> None:
        for number in range(40):
            made[str(number)] = await store.create("case", str(number))

    await asyncio.gather(make(), change_root(engine, RootFile(path)))
    assert await KeyStore(engine, RootFile(path)).get_many("case", list(made)) == made


async def test_a_root_of_another_key_database_changes_nothing(
    engine: AsyncEngine, path: Path, tmp_path: Path
) -> None:
    await KeyStore(engine, RootFile(path)).create("case", "a")
    (tmp_path / "root.store").write_text("0" * 36)
    with pytest.raises(KeyStoreDown):
        await change_root(engine, RootFile(path))
    async with engine.connect() as connection:
        assert (await connection.execute(text("select count(*) from week_key"))).scalar() == 1
    assert held_by(path) == OLD
