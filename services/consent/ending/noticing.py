"""Notes each notice ahead of a samtycke's last day, once and in order; `http/expiry_notices.py` shows them.

Each note is a transaction of its own under a unique key, so that a process killed between any two of them, or two
processes at once, neither lose nor double one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from services.consent.domain.notices import DueNotice, due_notices
from services.consent.domain.rows import RowState
from services.consent.tables.files import CaseFile
from services.consent.tables.notices import ExpiryNotice
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing
from shared.clock import Clock, end_of_day
from shared.days import local_day
from shared.db import Sessions

_LOOK_AGAIN_SECONDS = 60.0
"""A notice is due at a midnight; between midnights only a makulering brings an end nearer."""


@dataclass(frozen=True, slots=True)
class _End:
    case_id: UUID
    at: datetime
    known_since: datetime
    noticed: frozenset[int]


class Noticing:
    """Looks for ends that lie so many days ahead by the clock of the law, at each new day and each minute."""

    def __init__(self, sessions: Sessions, clock: Clock, days: Collection[int]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._days = days
        self._looked_on: date | None = None
        self._look_again = 0.0

    async def look(self) -> int:
        """Note what is due if a new day has come or a minute has passed; returns how many notices were made."""
        today = local_day(self._clock.now())
        if today == self._looked_on and monotonic() < self._look_again:
            return 0
        made = await self.sweep()
        self._looked_on, self._look_again = today, monotonic() + _LOOK_AGAIN_SECONDS
        return made

    async def sweep(self) -> int:
        """Note what is due; the notices of one end in the order of their days."""
        now, made = self._clock.now(), 0
        for end in await self._ends_ahead(now):
            for notice in due_notices(end.at, self._days, end.known_since, now):
                if notice.days not in end.noticed:
                    made += await self._note(end, notice)
        return made

    async def _ends_ahead(self, now: datetime) -> list[_End]:
        """Return the ends of active rows within the longest notice. One past its end has its notices before it ends.

        A collaboration that is over has told its end itself.
        """
        horizon = end_of_day(local_day(now) + timedelta(days=max(self._days, default=0)))
        noticed = (
            select(func.array_agg(col(ExpiryNotice.days)))
            .where(col(ExpiryNotice.case_id) == col(ConsentRow.case_id))
            .where(col(ExpiryNotice.ends_at) == col(ConsentRow.valid_to))
            .scalar_subquery()
        )
        query = (
            select(
                col(ConsentRow.case_id),
                col(ConsentRow.valid_to),
                func.max(col(Signing.received_at)),
                noticed,
            )
            .join(Signing, col(Signing.id) == col(ConsentRow.signing_id))
            .join(CaseFile, col(CaseFile.case_id) == col(ConsentRow.case_id))
            .where(col(ConsentRow.state) == RowState.AKTIV.value, col(ConsentRow.valid_to) <= horizon)
            .where(col(CaseFile.ends_at).is_(None))
            .group_by(col(ConsentRow.case_id), col(ConsentRow.valid_to))
            .order_by(col(ConsentRow.valid_to), col(ConsentRow.case_id))
        )
        async with self._sessions() as session, session.begin():
            rows = list(await (await session.connection()).execute(query))
        return [_End(row[0], row[1], row[2], frozenset(row[3] or ())) for row in rows]

    async def _note(self, end: _End, notice: DueNotice) -> int:
        statement = (
            insert(ExpiryNotice)
            .values(
                case_id=end.case_id,
                ends_at=end.at,
                days=notice.days,
                due_at=notice.at,
                noticed_at=self._clock.now(),
            )
            .on_conflict_do_nothing()
            .returning(col(ExpiryNotice.days))
        )
        async with self._sessions() as session, session.begin():
            made = await (await session.connection()).execute(statement)
            return len(made.all())
