"""Destroys the keys of what was sent back, until each is known to be destroyed: also after a crash in between."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlmodel import col, select

from services.coordinator.tables import PaperRow
from shared.db import Sessions
from shared.keys import system_now
from shared.outage import OUTAGE
from shared.sealing import CaseKeys

log = structlog.get_logger(__name__)
PAUSE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class ReturnedKeys:
    """The row says that a paper was sent back; the key goes after the commit, and the row remembers that it has."""

    sessions: Sessions
    keys: CaseKeys

    async def destroy(self, case_id: UUID) -> None:
        """Destroy the key of one case that was sent back; a second time changes nothing."""
        await self.keys.destroy(case_id)
        async with self.sessions.begin() as session:
            await session.exec(
                update(PaperRow)
                .where(col(PaperRow.case_id) == case_id, col(PaperRow.destroyed_at).is_(None))
                .values(destroyed_at=system_now())
            )

    async def sweep(self) -> int:
        """Destroy every key that is left; returns how many there were."""
        async with self.sessions() as session:
            left = await session.exec(
                select(PaperRow.case_id).where(
                    col(PaperRow.returned_on).is_not(None), col(PaperRow.destroyed_at).is_(None)
                )
            )
            case_ids = left.all()
        for case_id in case_ids:
            await self.destroy(case_id)
        return len(case_ids)

    async def run(self, stop: asyncio.Event) -> None:
        """Look now and then, until told to stop."""
        while not stop.is_set():
            try:
                await self.sweep()
            except OUTAGE as failure:
                log.warning("returned_keys_wait", code=type(failure).__name__)
            try:
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
            except TimeoutError:
                continue
