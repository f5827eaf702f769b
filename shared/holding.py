"""Taking turns: whoever holds a thing by its name goes first, also while there is no row of it yet."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def hold(session: AsyncSession, name: str) -> None:
    """Wait for one's turn, and keep it until the transaction ends. A statement of its own: rows are read after it."""
    connection = await session.connection()
    await connection.execute(_HOLD, {"name": name})
