"""Numbers the leaves of the disclosure log, without a gap and once each, and signs how far the log has come.

One works at a time: each step is a transaction that begins with the log's lock and is left to whoever has it. Nothing
is remembered between two steps, so a process may be killed anywhere. There is no cursor either: a leaf is taken when
it is seen to have no number, however long its transaction took to commit and whatever was numbered meanwhile.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

import structlog
from finsam_verify.checkpoint import Checkpoint
from finsam_verify.merkle import leaf_hash
from finsam_verify.note import sign
from sqlalchemy import insert, select, text
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log import rows
from services.consent.disclosure_log.rows import LogDamaged
from services.consent.disclosure_log.signers import Signers
from services.consent.domain import tree
from services.consent.tables.deliveries import Leaf
from services.consent.tables.log import LogCheckpoint, LogEntry, LogNode
from shared.db import Sessions
from shared.keys import system_now
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

BATCH: Final = 500
CHECKPOINT_EVERY: Final = timedelta(seconds=30)
"""Between two checkpoints of a busy log. In a quiet one a leaf is followed by its checkpoint within seconds."""

_LOOK_SECONDS: Final = 1.0
_LOCK = text("select pg_try_advisory_xact_lock(hashtextextended('finsam.log', 0))")
_NUMBER = text(
    "update leaf set number = given.number"
    " from unnest(cast(:ids as uuid[]), cast(:numbers as bigint[])) as given (id, number)"
    " where leaf.id = given.id and leaf.number is null"
)


class Sequencer:
    """Puts the log in order. Any number of processes may run it; the release path never waits for it."""

    def __init__(
        self, sessions: Sessions, signers: Signers, *, now: Callable[[], datetime] = system_now
    ) -> None:
        self._sessions = sessions
        self._signers = signers
        self._now = now

    async def keep(self, stop: asyncio.Event) -> None:
        """Number what is new each second, and sign, until `stop`."""
        while not stop.is_set():
            try:
                while await self.number() == BATCH:
                    pass
                await self.checkpoint()
            except LogDamaged:
                log.error("log_damaged", code="log_damaged")  # noqa: TRY400  the trace says nothing more
            except OUTAGE as failure:
                log.warning("sequencer_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def number(self) -> int:
        """Give the next batch of leaves their numbers; returns how many. 0 also when another process is at it."""
        async with self._alone() as session:
            if session is None:
                return 0
            connection = await session.connection()
            query = select(col(Leaf.id), col(Leaf.body)).where(col(Leaf.number).is_(None))
            found = (await connection.execute(query.order_by(col(Leaf.id)).limit(BATCH))).all()
            if not found:
                return 0
            size = await rows.size_of(session)
            numbers = list(range(size, size + len(found)))
            known = await rows.hashes(session, tree.frontier(size))
            made = tree.grown(size, known, [leaf_hash(bytes(leaf.body)) for leaf in found])
            entries = [
                {"number": number, "leaf_id": leaf.id, "body": leaf.body}
                for number, leaf in zip(numbers, found, strict=True)
            ]
            nodes = [{"level": node[0], "place": node[1], "hash": value} for node, value in made.items()]
            await connection.execute(insert(LogEntry), entries)
            await connection.execute(insert(LogNode), nodes)
            given = await connection.execute(
                _NUMBER, {"ids": [leaf.id for leaf in found], "numbers": numbers}
            )
            if given.rowcount != len(found):
                raise LogDamaged
            return len(found)

    async def checkpoint(self) -> Checkpoint | None:
        """Sign the log as it stands, if it has grown and it is time; returns what was signed.

        What is signed is worked out anew from the stored bytes, never from memory. Raises LogDamaged, KeyStoreDown.
        """
        async with self._alone() as session:
            if session is None:
                return None
            size, last = await rows.size_of(session), await rows.latest(session)
            now = self._now()
            if size == (last.size if last else 0) or (last and last.at <= now < last.at + CHECKPOINT_EVERY):
                return None
            root = await _recomputed(session, last, size)
            signer = await self._signers.current(session, last.size if last else 0)
            made = Checkpoint(self._signers.origin, size, root, now)
            note = sign(made.text, [(made.origin, signer.private)]).write()
            await (await session.connection()).execute(insert(LogCheckpoint).values(size=size, note=note))
            return made

    async def tidy(self) -> None:
        """Destroy signing keys that have been followed by another."""
        async with self._alone() as session:
            if session is not None:
                await self._signers.destroy_old(session)

    @asynccontextmanager
    async def _alone(self) -> AsyncGenerator[AsyncSession | None]:
        """One transaction under the log's lock, or None: another process works just now.

        The lock is a statement of its own, so that what follows sees what its last holder committed.
        """
        async with self._sessions() as session, session.begin():
            connection = await session.connection()
            yield session if await connection.scalar(_LOCK) else None


async def _recomputed(session: AsyncSession, last: Checkpoint | None, size: int) -> bytes:
    """Return the root of `size` leaves from the stored bytes after the last checkpoint. Raises LogDamaged.

    The tree before must still have the root that was signed, and every node since must say what the bytes say.
    """
    start = at = last.size if last else 0
    known = await rows.hashes(session, tree.frontier(start))
    if last and tree.root_of((0, start), known) != last.root:
        raise LogDamaged
    while at < size:
        entries = await rows.entries(session, at, min(BATCH, size - at))
        if not entries or [entry.number for entry in entries] != list(range(at, at + len(entries))):
            raise LogDamaged
        made = tree.grown(at, known, [leaf_hash(entry.body) for entry in entries])
        if made != await rows.hashes(session, made.keys()):
            raise LogDamaged
        known |= made
        at += len(entries)
    return tree.root_of((0, size), known)
