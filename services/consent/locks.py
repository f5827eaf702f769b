"""The lock of a pair (case, recipient): what decides whether a disclosure came before or after an end of consent."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_SHARED = text("select pg_advisory_xact_lock_shared(hashtextextended(:case_id || '|' || :recipient, 0))")
_EXCLUSIVE = text("select pg_advisory_xact_lock(hashtextextended(:case_id || '|' || :recipient, 0))")


async def lock_pair(session: AsyncSession, case_id: UUID, recipient: str, *, shared: bool) -> None:
    """Take the pair's lock until the transaction ends; sealing and release share it, every change excludes.

    It stands in a statement of its own: under READ COMMITTED the next statement then sees what the holder before
    committed. In a statement together with the read, the snapshot would be older than the lock.
    """
    statement = _SHARED if shared else _EXCLUSIVE
    connection = await session.connection()
    await connection.execute(statement, {"case_id": str(case_id), "recipient": recipient})


async def lock_pairs(
    session: AsyncSession, case_id: UUID, recipients: Iterable[str], *, shared: bool
) -> None:
    """Take the locks of several recipients of one case, always in recipient order, so that no two wait in a ring."""
    for recipient in sorted(set(recipients)):
        await lock_pair(session, case_id, recipient, shared=shared)
