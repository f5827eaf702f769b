"""A samtycke lasts no longer than the units that it names: a unit's last day is the last day of its rows.

The day is known from the reference data, most often long ahead. Rows are shortened as soon as it is, so that the
person, the koordinator and every warning ahead see the true day, and the person gets a receipt that says why; they are
then ended by `expiring.py`, like any others whose time has run out, and their keys with them. Nothing carries over to a
successor: it needs a new signature.
"""

import asyncio
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import col

from services.consent import locks
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import Cause, RowState
from services.consent.receipting import Receipting
from services.consent.tables.rows import ConsentRow
from shared.clock import end_of_day
from shared.db import Sessions
from shared.ids import uuid7
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0
"""A paper signed today may promise more than a unit that it names can give: its rows are shortened at the next look."""


class UnitEnds:
    """Looks each second for rows that would outlast a unit; without a unit that has a last day it never asks."""

    def __init__(self, sessions: Sessions, directory: Directory, receipts: Receipting) -> None:
        self._sessions = sessions
        self._directory = directory
        self._receipts = receipts

    async def keep(self, stop: asyncio.Event) -> None:
        """Sweep until `stop`."""
        while not stop.is_set():
            try:
                await self.sweep()
            except OUTAGE as failure:
                log.warning("unit_ends_wait", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def sweep(self) -> int:
        """Shorten what would outlast its units, a case at a time; returns how many rows. One case that fails holds up no other.

        Raises KeyStoreDown: then nothing opens anywhere, and the case waits for the next look.
        """
        days: dict[date, list[str]] = {}
        for unit, last_day in self._directory.last_days().items():
            days.setdefault(last_day, []).append(unit)
        return sum([await self._shorten_all(units, end_of_day(day)) for day, units in sorted(days.items())])

    async def _shorten_all(self, units: list[str], until: datetime) -> int:
        outlasting = and_(
            or_(col(ConsentRow.source).in_(units), col(ConsentRow.recipient).in_(units)),
            col(ConsentRow.state) == RowState.AKTIV.value,
            col(ConsentRow.valid_to) > until,
        )
        cases = select(col(ConsentRow.case_id)).where(outlasting).distinct()
        async with self._sessions() as session:
            case_ids = (await (await session.connection()).execute(cases)).scalars().all()
        return sum([await self._try(case_id, outlasting, until) for case_id in case_ids])

    async def _try(self, case_id: UUID, outlasting: ColumnElement[bool], until: datetime) -> int:
        try:
            return await self._shorten(case_id, outlasting, until)
        except OUTAGE:
            raise
        except Exception as failure:
            log.exception("unit_end_failed", case_id=str(case_id), exception=type(failure).__name__)
            return 0

    async def _shorten(self, case_id: UUID, outlasting: ColumnElement[bool], until: datetime) -> int:
        mine = and_(outlasting, col(ConsentRow.case_id) == case_id)
        shorten = (
            update(ConsentRow)
            .where(mine)
            .values(valid_from=func.least(col(ConsentRow.valid_from), until), valid_to=until)
            .returning(col(ConsentRow.id))
        )
        key = await self._receipts.key_for(case_id)
        async with self._sessions() as session, session.begin():
            await locks.lock_case(session, case_id)
            connection = await session.connection()
            recipients = (await connection.execute(select(col(ConsentRow.recipient)).where(mine))).scalars()
            await locks.lock_pairs(session, case_id, recipients, shared=False)
            rows = (await connection.execute(shorten)).scalars().all()
            await self._receipts.of_shortening(session, uuid7(), rows, Cause.ENHETEN_UPPHOR, key)
            return len(rows)
