"""The week keys: one current at a time, which wraps every key that is made; and which key database this is."""

import secrets
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import gcm
from shared.binding import bind
from shared.keydb.tables import store_mark, week_key
from shared.root import Root, StoreReplaced

log = structlog.get_logger(__name__)

TURN_LOCK = 0x0F16
"""First half of the advisory locks of a key database; the second says of what."""
_WEEK_TURN = 1
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(:class, :what)")


class KeyStoreDown(Exception):
    """The key database does not answer. Nothing may be sealed, opened or released: answer 503."""


def week_of(at: datetime) -> str:
    """ISO week in UTC, e.g. ``2026-W47``."""
    year, week, _ = at.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02}"


def system_now() -> datetime:
    """System time: keys and backups live by it, not by the clock of the law."""
    return datetime.now(UTC)


def wrap_under(week_secret: bytes, week: str, kind: str, key_id: str, key: bytes) -> bytes:
    """Wrap a key under an opened week key, bound to its place."""
    return gcm.seal(week_secret, key, bind(kind, key_id, week))


async def open_wrapped(root: Root, kind: str, row: Any) -> bytes:
    """Open the key of a row with ``id, wrapped, week_id, week_wrapped, root_id``; raises Unopenable, RootGone."""
    week_secret = await root.unwrap(row.week_wrapped, row.week_id, row.root_id)
    return gcm.unseal(week_secret, row.wrapped, bind(kind, row.id, row.week_id))


async def this_week(connection: AsyncConnection, root: Root, now: datetime) -> tuple[str, bytes]:
    """Return the current week key's id and secret, turned now if its week is over and nobody has turned it yet.

    There is never more than one current: whose clock is behind the others' uses theirs. Raises KeyStoreDown.
    """
    week = week_of(now)
    current = await _current(connection)
    if current is None or current.id < week:
        await connection.execute(ONE_AT_A_TIME, {"class": TURN_LOCK, "what": _WEEK_TURN})
        current = await _current(connection)
        if current is None or current.id < week:
            return week, await _make_week(connection, root, week, now)
    return current.id, await root.unwrap(current.wrapped, current.id, current.root_id)


async def confirm_store(connection: AsyncConnection, root: Root) -> None:
    """Raise KeyStoreDown unless this is the key database that the root belongs to: an empty new one is not."""
    store = await connection.scalar(select(store_mark.c.id))
    if store is None:
        await connection.execute(insert(store_mark).values(slot=1).on_conflict_do_nothing())
        store = (await connection.execute(select(store_mark.c.id))).scalar_one()
    try:
        await root.belongs_to(store)
    except StoreReplaced:
        log.error("key_database_replaced")  # noqa: TRY400  the traceback says nothing more
        raise KeyStoreDown from None


async def _current(connection: AsyncConnection) -> Any:
    # The lock keeps the week from being destroyed between here and the commit.
    query = select(week_key.c.id, week_key.c.wrapped, week_key.c.root_id).where(week_key.c.is_current)
    return (await connection.execute(query.with_for_update(key_share=True, read=True))).first()


async def _make_week(connection: AsyncConnection, root: Root, week: str, now: datetime) -> bytes:
    await confirm_store(connection, root)
    # First of all: from here to the commit a change of root waits, and then takes the new week along.
    await connection.execute(update(week_key).where(week_key.c.is_current).values(is_current=False))
    secret = secrets.token_bytes(gcm.KEY_BYTES)
    rooted = await root.wrap(secret, week)
    made = await connection.execute(
        insert(week_key)
        .values(id=week, wrapped=rooted.wrapped, root_id=rooted.root_id, created_at=now, is_current=True)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(week_key.c.id)
    )
    if made.first() is None or not await root.is_current(rooted.root_id):
        raise KeyStoreDown
    return secret
