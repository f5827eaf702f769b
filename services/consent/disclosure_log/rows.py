"""What the log's tables hold: leaves in order, nodes, checkpoints. Read by proofs, evidence and the log's own audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from finsam_verify.checkpoint import Checkpoint
from finsam_verify.encoding import Malformed
from finsam_verify.note import Note
from sqlalchemy import func, select, text
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain import tree
from services.consent.domain.tree import Node, Stretch
from services.consent.tables.log import LogCheckpoint, LogEntry, LogNode

_NODES = text(
    "select n.level, n.place, n.hash from log_node n"
    " join unnest(cast(:levels as smallint[]), cast(:places as bigint[])) as wanted (level, place)"
    " on n.level = wanted.level and n.place = wanted.place"
)


class LogDamaged(Exception):
    """The stored log contradicts itself: nothing more is signed and nothing is proved until people have looked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf in its place."""

    number: int
    leaf_id: UUID
    body: bytes


async def size_of(session: AsyncSession) -> int:
    """Return how many leaves have a number."""
    connection = await session.connection()
    last = await connection.scalar(select(func.max(col(LogEntry.number))))
    return 0 if last is None else last + 1


async def entries(session: AsyncSession, start: int, limit: int) -> list[Entry]:
    """Return leaves from a number on."""
    query = select(col(LogEntry.number), col(LogEntry.leaf_id), col(LogEntry.body))
    query = query.where(col(LogEntry.number) >= start).order_by(col(LogEntry.number)).limit(limit)
    connection = await session.connection()
    return [Entry(*row) for row in await connection.execute(query)]


async def hashes(session: AsyncSession, nodes: Collection[Node]) -> dict[Node, bytes]:
    """Return the hashes of these nodes. Raises LogDamaged when one is missing."""
    wanted = {"levels": [level for level, _ in nodes], "places": [place for _, place in nodes]}
    connection = await session.connection()
    found = {(row[0], row[1]): bytes(row[2]) for row in await connection.execute(_NODES, wanted)}
    if len(found) != len(set(nodes)):
        raise LogDamaged
    return found


async def roots(session: AsyncSession, stretches: Sequence[Stretch]) -> list[bytes]:
    """Return the root over each stretch. Raises LogDamaged."""
    known = await hashes(session, tree.needed(stretches))
    return [tree.root_of(stretch, known) for stretch in stretches]


async def inclusion_path(session: AsyncSession, number: int, size: int) -> list[bytes]:
    """Return the proof that a leaf is in the tree of that size. Raises LogDamaged."""
    return await roots(session, tree.inclusion(number, size))


async def consistency_path(session: AsyncSession, old: int, new: int) -> list[bytes]:
    """Return the proof that a later tree begins with an earlier one. Raises LogDamaged."""
    return await roots(session, tree.consistency(old, new))


async def latest(session: AsyncSession) -> Checkpoint | None:
    """Return what the latest checkpoint says; None before the first. Raises LogDamaged when it cannot be read."""
    query = select(col(LogCheckpoint.size), col(LogCheckpoint.note))
    query = query.order_by(col(LogCheckpoint.size).desc()).limit(1)
    stored = (await (await session.connection()).execute(query)).first()
    if stored is None:
        return None
    try:
        told = Checkpoint.from_text(Note.read(stored[1]).text)
    except Malformed:
        raise LogDamaged from None
    if told.size != stored[0]:
        raise LogDamaged
    return told


async def signed_size(session: AsyncSession) -> int:
    """Return how many leaves the latest checkpoint covers, also when its note cannot be read."""
    return await (await session.connection()).scalar(select(func.max(col(LogCheckpoint.size)))) or 0


async def notes_after(session: AsyncSession, size: int, limit: int) -> list[tuple[int, str]]:
    """Return checkpoints (size, note) larger than a size, the smallest first."""
    query = select(col(LogCheckpoint.size), col(LogCheckpoint.note)).where(col(LogCheckpoint.size) > size)
    connection = await session.connection()
    rows = await connection.execute(query.order_by(col(LogCheckpoint.size)).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def notes_before(session: AsyncSession, size: int, limit: int) -> list[tuple[int, str]]:
    """Return the latest checkpoints (size, note) smaller than a size."""
    query = select(col(LogCheckpoint.size), col(LogCheckpoint.note)).where(col(LogCheckpoint.size) < size)
    connection = await session.connection()
    rows = await connection.execute(query.order_by(col(LogCheckpoint.size).desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def notes_of(session: AsyncSession, sizes: Collection[int]) -> dict[int, str]:
    """Return the checkpoints of these sizes, where there are any."""
    query = select(col(LogCheckpoint.size), col(LogCheckpoint.note)).where(col(LogCheckpoint.size).in_(sizes))
    connection = await session.connection()
    return {row[0]: row[1] for row in await connection.execute(query)}


async def nodes_of_leaves(session: AsyncSession, start: int, end: int) -> dict[int, bytes]:
    """Return the stored hashes of leaves, by number."""
    query = select(col(LogNode.place), col(LogNode.hash)).where(col(LogNode.level) == 0)
    query = query.where(col(LogNode.place) >= start, col(LogNode.place) < end)
    connection = await session.connection()
    return {row[0]: bytes(row[1]) for row in await connection.execute(query)}
