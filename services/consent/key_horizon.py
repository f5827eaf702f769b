"""Receiving keys are destroyed when nothing sealed to them can still be read, or is still waiting to be handled."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog
from sqlalchemy import text

from shared.db import Sessions
from shared.keyrings import ReceivingKeyring
from shared.outage import OUTAGE
from shared.reaching import IN_TOPICS

log = structlog.get_logger(__name__)

HORIZON: Final = IN_TOPICS
"""Retention of the services' topics, and the time that a segment may stay open."""

_LOOK_SECONDS = 3600.0
_WAITING = text("select 1 from inbox where handled_at is null and position(:kid in body) > 0 limit 1")


class KeyHorizon:
    """Looks each hour. Without its private half, sections of that week stay shut for good, wherever copies lie."""

    def __init__(self, sessions: Sessions, ring: ReceivingKeyring) -> None:
        self._sessions = sessions
        self._ring = ring

    async def keep(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        while not stop.is_set():
            try:
                await self.look(datetime.now(UTC))
            except OUTAGE as failure:
                log.warning("key_horizon_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def look(self, now: datetime) -> list[str]:
        """Destroy what is past its horizon and needed by no event in the inbox; returns the ids of the keys."""
        past = [
            key.id for key in await self._ring.living() if key.not_after and key.not_after + HORIZON < now
        ]
        async with self._sessions() as session, session.begin():
            connection = await session.connection()
            needed = {
                kid for kid in past if (await connection.execute(_WAITING, {"kid": kid.encode()})).first()
            }
        done = [kid for kid in past if kid not in needed]
        await self._ring.destroy(done)
        return done
