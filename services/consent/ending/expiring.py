"""Rows whose time has run out are ended like withdrawn ones: notice, epoch, keys. Release never waited for this.

The notices ahead of a last day (`noticing.py`) are made first, in the same task: they come before the end, however far
the clock has jumped.
"""

import asyncio
from contextlib import suppress
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlmodel import col

from services.consent.domain.rows import RowState
from services.consent.ending.closing import Closing, Ending
from services.consent.ending.noticing import Noticing
from services.consent.receipting import Receipting
from services.consent.repository.revocations import OpenPair, keep_pair
from services.consent.tables.rows import ConsentRow
from shared.clock import Clock
from shared.db import Sessions
from shared.ids import uuid7
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0
_BATCH = 50


class Expiring:
    """Looks each second for rows that are past their end by the clock of the law."""

    def __init__(
        self, sessions: Sessions, closing: Closing, clock: Clock, noticing: Noticing, receipts: Receipting
    ) -> None:
        self._sessions = sessions
        self._noticing = noticing
        self._closing = closing
        self._clock = clock
        self._receipts = receipts

    async def keep(self, stop: asyncio.Event) -> None:
        """Sweep until `stop`."""
        while not stop.is_set():
            try:
                await self.sweep()
            except OUTAGE as failure:
                log.warning("expiry_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def sweep(self) -> int:
        """End what has run out, one transaction per (case, recipient); returns how many ended. One that fails holds up no other."""
        await self._noticing.look()
        query = (
            select(col(ConsentRow.case_id), col(ConsentRow.recipient))
            .where(col(ConsentRow.state) == RowState.AKTIV.value)
            .where(col(ConsentRow.valid_to) <= self._clock.now())
            .distinct()
            .order_by(col(ConsentRow.case_id), col(ConsentRow.recipient))
            .limit(_BATCH)
        )
        async with self._sessions() as session, session.begin():
            pairs = list(await (await session.connection()).execute(query))
        return sum([await self._try(case_id, recipient) for case_id, recipient in pairs])

    async def _try(self, case_id: UUID, recipient: str) -> bool:
        try:
            await self._end(case_id, recipient)
        except OUTAGE:
            raise
        except Exception as failure:
            log.exception("expiry_failed", case_id=str(case_id), exception=type(failure).__name__)
            return False
        return True

    async def _end(self, case_id: UUID, recipient: str) -> None:
        at = self._clock.now()
        query = (
            select(col(ConsentRow.id))
            .where(col(ConsentRow.case_id) == case_id, col(ConsentRow.recipient) == recipient)
            .where(col(ConsentRow.state) == RowState.AKTIV.value, col(ConsentRow.valid_to) <= at)
        )
        key = await self._receipts.key_of(case_id)
        async with self._sessions() as session, session.begin():
            row_ids = list((await (await session.connection()).execute(query)).scalars())
            ended = await self._closing(session, Ending(case_id, recipient, row_ids, "utganget", at))
            if ended:
                # Their keys are destroyed by whoever finishes pairs.
                pair = OpenPair(uuid7(), None, case_id, recipient, "utganget", tuple(ended), is_closed=True)
                await keep_pair(session, pair)
                await self._receipts.settle(session, case_id, key)
