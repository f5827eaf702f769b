"""What the locks need of the transaction around them, checked where it counts."""

from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_ISOLATION = text("select current_setting('transaction_isolation')")


class LocksDoNotHold(RuntimeError):
    """The session is not in an open READ COMMITTED transaction: its lock is gone, or its view is older than the lock."""


async def assert_locks_hold(session: AsyncSession) -> None:
    """Raise LocksDoNotHold unless a lock taken before this call is still held and later reads are newer than it.

    On an AUTOCOMMIT connection a transaction's lock ends with its statement; under REPEATABLE READ the reads after
    the lock would show what was before it.
    """
    connection = await session.connection()
    isolation = (await connection.execute(_ISOLATION)).scalar_one()
    raw: Any = (await connection.get_raw_connection()).driver_connection
    if isolation != "read committed" or raw.info.transaction_status is not TransactionStatus.INTRANS:
        raise LocksDoNotHold
