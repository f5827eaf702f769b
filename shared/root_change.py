"""A change of root: every week key under the new root, then the old root is no more. Killed on the way, it goes on."""

from typing import Any, Protocol

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.keydb.tables import week_key
from shared.root import Root
from shared.week_keys import confirm_store

# Whoever makes a week key waits, and then finds the new root; whoever makes or reads another key is not held up.
_ALONE = text("lock table week_key in share row exclusive mode")


class ChangingRoot(Root, Protocol):
    """A root that can be changed; the provider keeps both until the change is finished."""

    async def prepare_change(self) -> Root:
        """Make the next root, or find the one that a change cut off has made."""
        ...

    async def finish_change(self) -> None:
        """Destroy the root of now and put the next one in its place."""
        ...


async def change_root(engine: AsyncEngine, root: ChangingRoot) -> int:
    """Change the root while services run; returns how many week keys were moved to it.

    The week keys first, committed; only then the old root goes, and only while none is left under it. Raises
    KeyStoreDown when the database is not this root's, RootGone when a week key is no longer opened by anything.
    """
    following = await root.prepare_change()
    moved = 0
    while True:
        async with engine.begin() as connection:
            await connection.execute(_ALONE)
            await confirm_store(connection, root)
            moved += await _move(connection, root, following)
        async with engine.begin() as connection:
            await connection.execute(_ALONE)
            if not await _left(connection, following):
                await root.finish_change()
                return moved


async def _move(connection: AsyncConnection, root: Root, following: Root) -> int:
    moved = 0
    for week in await _left(connection, following):
        secret = await root.unwrap(week.wrapped, week.id, week.root_id)
        rooted = await following.wrap(secret, week.id)
        await connection.execute(
            update(week_key)
            .where(week_key.c.id == week.id)
            .values(wrapped=rooted.wrapped, root_id=rooted.root_id)
        )
        moved += 1
    return moved


async def _left(connection: AsyncConnection, following: Root) -> list[Any]:
    query = select(week_key.c.id, week_key.c.wrapped, week_key.c.root_id)
    rows = (await connection.execute(query.where(week_key.c.wrapped.is_not(None)))).all()
    return [row for row in rows if not await following.is_current(row.root_id)]
