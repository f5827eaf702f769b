"""Turns keys over, cut off at each of its steps in turn, by SIGKILL or by an error; looks afterwards that everything opens.

A step is every statement that a database has carried out, every commit, and every file that the root has made or removed.
Run as a process of its own: it forks one child per cut. `python -m tests.faults.key_turner <url> <folder> kill|fail`.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import root_file
from shared.db import make_engine
from shared.key_upkeep import KeyUpkeep
from shared.keydb.tables import week_key, wrapped_key
from shared.keyrings import ReceivingKeyring, SigningKeyring
from shared.keys import KeyStore
from shared.root_file import RootFile

WEEK = timedelta(days=7)
FIRST = datetime(2026, 11, 11, 12, tzinfo=UTC)
LAST = FIRST + 2 * WEEK
SIGNED_SINCE = FIRST - timedelta(days=70)
MOST_STEPS = 200


class Planted(Exception):
    """The error that a cut raises when it does not kill."""


class Cut:
    """Ends the work at its n-th step."""

    def __init__(self, at: int, how: str) -> None:
        self.left, self.how = at, how

    def __call__(self, *_: Any, **__: Any) -> None:
        self.left -= 1
        if self.left == 0:
            if self.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise Planted

    def plant(self, engine: AsyncEngine) -> None:
        event.listen(engine.sync_engine, "after_cursor_execute", self)
        event.listen(engine.sync_engine, "commit", self)
        self._after(root_file.os, "link")
        self._after(root_file.Path, "unlink")
        self._after(root_file.Path, "replace")

    def _after(self, owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def then(*arguments: Any, **named: Any) -> Any:
            done = original(*arguments, **named)
            self()
            return done

        setattr(owner, name, then)


class Store:
    """One key database under a root in files, at a time that is given."""

    def __init__(self, url: str, folder: Path, now: datetime) -> None:
        self.engine = make_engine(url, pool_size=3)
        self.root = RootFile(folder / "root")
        self.store = KeyStore(self.engine, self.root, now=lambda: now)
        self.upkeep = KeyUpkeep(self.engine, self.root, horizon=WEEK, now=lambda: now)
        self.receiving = ReceivingKeyring(self.store, now=lambda: now)
        self.signing = SigningKeyring(self.store, now=lambda: now)

    async def turn(self) -> None:
        await self.receiving.current()
        await self.upkeep.turn()
        await self.signing.turn()

    async def seen(self) -> dict[str, Any]:
        """What must be the same after any cut, and what must be true at any time."""
        kept = await self.store.get_many("case", [str(number) for number in range(4)])
        async with self.engine.connect() as connection:
            current = (await connection.execute(text("select id from week_key where is_current"))).all()
            weeks = (await connection.execute(text("select id, wrapped is null from week_key"))).all()
        published = await self.signing.published()
        assert len(current) == 1, "there is never a second current key"
        assert len(published) <= 2, "no key of a pair is made twice"
        assert (await self.signing.current()).kid == published[0].kid
        receiving = [key.id for key in await self.receiving.living()]
        opened = [(await self.receiving.private(kid)).secret.hex() for kid in receiving[:1]]
        return {
            "keys": {key: value.hex() for key, value in kept.items()},
            "current": current[0].id,
            "weeks": sorted((row[0], row[1]) for row in weeks),
            "receiving": receiving,
            "opened": opened,
            "signing": [str(key.kid) for key in published],
            "parts": sorted(await self.root.kept_weeks()),
        }


async def prepare(url: str, folder: Path) -> dict[str, Any]:
    """Two weeks of work, at the end of which the third begins: one week to be destroyed, one to be retired."""
    async with make_engine(url).begin() as connection:
        await connection.execute(text("truncate wrapped_key, week_key"))
    before = Store(url, folder, SIGNED_SINCE)
    await before.signing.current()
    first = Store(url, folder, FIRST)
    for number in range(4):
        await first.store.create("case", str(number))
    await first.store.destroy("case", ["3"])
    await first.receiving.current()
    await first.upkeep.turn()
    await Store(url, folder, FIRST + WEEK).upkeep.turn()
    return await Store(url, folder, FIRST + WEEK).seen()


def _made_by_the_root(folder: Path) -> list[Path]:
    return [path for path in [*folder.glob("root.weeks/*"), *folder.glob("root.*")] if path.is_file()]


def in_child(work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
    """Do the work in a fork; returns whether it ended by itself before it was cut off."""
    pid = os.fork()
    if pid == 0:
        try:
            asyncio.run(work())
            os._exit(0)
        except Planted:
            os._exit(2)
        except BaseException as failure:  # noqa: BLE001  a child must not go on as its parent
            sys.stderr.write(repr(failure))
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    cut = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 2
    assert cut or status == 0, f"the work failed by itself: {status}"
    return not cut


async def copied(url: str, folder: Path) -> dict[str, Any]:
    """The tables and the root's files as they stand, to begin from again and again."""
    async with make_engine(url).connect() as connection:
        tables = {
            table.name: [dict(row) for row in (await connection.execute(table.select())).mappings()]
            for table in (week_key, wrapped_key)
        }
    return {"tables": tables, "files": {path: path.read_bytes() for path in _made_by_the_root(folder)}}


async def put_back(url: str, folder: Path, copy: dict[str, Any]) -> None:
    """Make everything as it was copied."""
    for path in _made_by_the_root(folder):
        path.unlink()
    for path, content in copy["files"].items():
        path.write_bytes(content)
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("truncate wrapped_key, week_key"))
        for table in (week_key, wrapped_key):
            await connection.execute(table.insert(), copy["tables"][table.name])
    await engine.dispose()


async def afterwards(url: str, folder: Path, before: dict[str, Any], step: int) -> None:
    """Everything opens at once, and the next turn finishes what was cut off."""
    between = await Store(url, folder, LAST).seen()
    assert between["keys"] == before["keys"], f"step {step}: a key does not open"
    assert between["opened"] == before["opened"], f"step {step}: a receiving key does not open"
    await Store(url, folder, LAST).turn()
    after = await Store(url, folder, LAST).seen()
    assert after["keys"] == before["keys"], f"step {step}: a key is lost"
    assert (after["current"], after["parts"]) == ("2026-W48", ["2026-W47", "2026-W48"]), f"step {step}"
    assert ("2026-W46", True) in after["weeks"], f"step {step}: the old week is not destroyed"
    assert len(after["signing"]) == 2, f"step {step}: the next signing key is not published"
    assert after["signing"][0] == before["signing"][0], f"step {step}: another key signs"


def main(url: str, folder: Path, how: str) -> None:
    """Cut at step 1, 2, … until the work ends before it is cut; say how many steps there were."""
    (folder / "root").write_bytes(b"r" * 32)
    before = asyncio.run(prepare(url, folder))
    copy = asyncio.run(copied(url, folder))
    for step in range(1, MOST_STEPS):

        async def cut(step: int = step) -> None:
            await put_back(url, folder, copy)
            store = Store(url, folder, LAST)
            Cut(step, how).plant(store.engine)
            await store.turn()

        whole = in_child(cut)
        asyncio.run(afterwards(url, folder, before, step))
        if whole:
            sys.stdout.write(json.dumps({"steps": step - 1}))
            return
    raise AssertionError("the work does not end")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
