"""The log's own keys: one signs at a time; when its time is up it signs which key follows, and is destroyed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_verify.checkpoint import KeyLink, Turn
from finsam_verify.encoding import Malformed
from finsam_verify.note import LogKey, Note, sign
from sqlalchemy import insert, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log.rows import LogDamaged
from services.consent.tables.log import LogSigner
from shared.keys import KeyGone, KeyStore, system_now

log = structlog.get_logger(__name__)

LOG_SIGNING: Final = "log-signing"
"""Kind of the private halves in the key database."""
_SIGNS_FOR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs now."""

    id: UUID
    private: Ed25519PrivateKey = field(repr=False)


class Signers:
    """The keys of one log. `origin` is its name in every checkpoint."""

    def __init__(self, keys: KeyStore, origin: str, *, now: Callable[[], datetime] = system_now) -> None:
        self._keys = keys
        self._now = now
        self.origin = origin

    async def chain(self, session: AsyncSession) -> list[KeyLink]:
        """Return every key that has ever signed, oldest first, each with its forerunner's word for it.

        Raises LogDamaged when one cannot be read.
        """
        query = select(col(LogSigner.line), col(LogSigner.from_size), col(LogSigner.turn))
        query = query.order_by(col(LogSigner.from_size), col(LogSigner.made_at))
        stored = await (await session.connection()).execute(query)
        try:
            return [
                KeyLink(LogKey.from_line(line), from_size, Note.read(turn) if turn else None)
                for line, from_size, turn in stored
            ]
        except Malformed:
            raise LogDamaged from None

    async def current(self, session: AsyncSession, size: int) -> Signer:
        """Return the key that signs after a checkpoint of `size`, a new one if the time of the last is up.

        Under the sequencer's lock. Raises KeyStoreDown. A key whose private half is lost is followed by one that
        nobody vouches for: whoever has pinned the old one is told so when she verifies.
        """
        query = select(col(LogSigner.id), col(LogSigner.made_at))
        query = query.order_by(col(LogSigner.from_size).desc(), col(LogSigner.made_at).desc()).limit(1)
        last = (await (await session.connection()).execute(query)).first()
        if last is None:
            return await self._begin(session, size, None)
        try:
            private = Ed25519PrivateKey.from_private_bytes(await self._keys.get(LOG_SIGNING, str(last[0])))
        except KeyGone:
            log.error("log_key_lost", code="log_key_lost")  # noqa: TRY400  the trace says nothing more
            return await self._begin(session, size, None)
        if self._now() < last[1] + _SIGNS_FOR:
            return Signer(last[0], private)
        return await self._begin(session, size, private)

    async def hand(self, session: AsyncSession) -> Signer | None:
        """Return the key that signs now, without turning it; None before the first. Raises KeyStoreDown, KeyGone."""
        query = select(col(LogSigner.id)).order_by(
            col(LogSigner.from_size).desc(), col(LogSigner.made_at).desc()
        )
        signer_id = await (await session.connection()).scalar(query.limit(1))
        if signer_id is None:
            return None
        secret = await self._keys.get(LOG_SIGNING, str(signer_id))
        return Signer(signer_id, Ed25519PrivateKey.from_private_bytes(secret))

    async def destroy_old(self, session: AsyncSession) -> None:
        """Destroy private halves that sign no more: under the sequencer's lock, after the turn was committed."""
        connection = await session.connection()
        query = select(col(LogSigner.id)).order_by(
            col(LogSigner.from_size).desc(), col(LogSigner.made_at).desc()
        )
        now_signing = str(await connection.scalar(query.limit(1)))
        living = [key.id for key in await self._keys.stored(LOG_SIGNING) if key.destroyed_at is None]
        await self._keys.destroy(LOG_SIGNING, [key_id for key_id in living if key_id != now_signing])

    async def _begin(self, session: AsyncSession, size: int, before: Ed25519PrivateKey | None) -> Signer:
        private, signer_id, now = Ed25519PrivateKey.generate(), uuid4(), self._now()
        public = private.public_key().public_bytes_raw()
        key = LogKey(self.origin, public)
        turn = None
        if before is not None:
            turn = sign(Turn(self.origin, size, key, now).text, [(self.origin, before)]).write()
        await self._keys.create(
            LOG_SIGNING, str(signer_id), secret=private.private_bytes_raw(), public=public
        )
        values = {
            "id": signer_id,
            "line": key.line,
            "from_size": size,
            "turn": turn,
            "made_at": now,
        }
        await (await session.connection()).execute(insert(LogSigner).values(**values))
        log.info("log_key_made", count=size)
        return Signer(signer_id, private)
