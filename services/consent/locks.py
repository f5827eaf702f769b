"""The locks of a case and of its pairs (case, recipient): what decides whether a disclosure came before or after an end of consent.

Always in this order: the case's row, its pairs, then counters.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.tables.files import CaseFile

_SHARED = text("select pg_advisory_xact_lock_shared(hashtextextended(:case_id || '|' || :recipient, 0))")
_EXCLUSIVE = text("select pg_advisory_xact_lock(hashtextextended(:case_id || '|' || :recipient, 0))")


async def lock_case(session: AsyncSession, case_id: UUID) -> None:
    """Hold the case's row: whoever registers a signature waits for it, so no new recipient comes meanwhile."""
    locked = (
        select(col(CaseFile.case_id)).where(col(CaseFile.case_id) == case_id).with_for_update(key_share=True)
    )
    await (await session.connection()).execute(locked)


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
