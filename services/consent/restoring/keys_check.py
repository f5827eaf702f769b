"""Compares rows with their keys: a row in force without its key ends, a key whose row has ended is destroyed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlmodel import col

from services.consent.addressing import earlier
from services.consent.addressing.wrapping import ROW_KEY
from services.consent.domain.rows import RowState
from services.consent.ending.closing import Closing, Ending, Reason
from services.consent.repository.revocations import OpenPair, keep_pair
from services.consent.tables.rows import ConsentRow
from shared.clock import Clock
from shared.db import Sessions
from shared.ids import uuid7
from shared.keys import KeyStore

log = structlog.get_logger(__name__)

_BATCH = 1000


@dataclass(slots=True)
class Agreed:
    """What the comparison came to. `missing`: rows in force whose key the key database has never heard of."""

    rows_ended: int = 0
    keys_destroyed: int = 0
    keys_renewed: int = 0
    missing: list[UUID] = field(default_factory=list[UUID])


class KeysCheck:
    """Looks in batches, each a short transaction; may be repeated. `closing` must not ask the gate."""

    def __init__(self, sessions: Sessions, keys: KeyStore, closing: Closing, clock: Clock) -> None:
        self._sessions = sessions
        self._keys = keys
        self._closing = closing
        self._clock = clock

    async def __call__(self, *, renew: bool) -> Agreed:
        """Compare everything. With `renew` (accepted by an operator) rows whose key is lost get a new one.

        Raises KeyStoreDown or a database error.
        """
        agreed = Agreed()
        await self._rows_in_force(agreed)
        await self._living_keys(agreed)
        if renew and agreed.missing:
            await self._renew(agreed)
        return agreed

    async def _rows_in_force(self, agreed: Agreed) -> None:
        after = UUID(int=0)
        while rows := await self._active_after(after):
            after = rows[-1].id
            states = await self._keys.ledger.states(ROW_KEY, [str(row.id) for row in rows])
            agreed.missing += [row.id for row in rows if str(row.id) not in states]
            dead = [row for row in rows if states.get(str(row.id)) is False]
            for (case_id, recipient, reason), ids in self._grouped(dead).items():
                agreed.rows_ended += await self._end(case_id, recipient, reason, ids)

    async def _active_after(self, after: UUID) -> Sequence[Any]:
        query = (
            select(
                col(ConsentRow.id),
                col(ConsentRow.case_id),
                col(ConsentRow.recipient),
                col(ConsentRow.valid_to),
            )
            .where(col(ConsentRow.state) == RowState.AKTIV.value, col(ConsentRow.id) > after)
            .order_by(col(ConsentRow.id))
            .limit(_BATCH)
        )
        async with self._sessions() as session, session.begin():
            return (await (await session.connection()).execute(query)).all()

    def _grouped(self, rows: Sequence[Any]) -> dict[tuple[UUID, str, Reason], list[UUID]]:
        now = self._clock.now()
        grouped: defaultdict[tuple[UUID, str, Reason], list[UUID]] = defaultdict(list)
        for row in rows:
            grouped[row.case_id, row.recipient, _reason(row.valid_to, now)].append(row.id)
        return grouped

    async def _end(self, case_id: UUID, recipient: str, reason: Reason, ids: list[UUID]) -> int:
        """End them as every end does: fact, stop notice, epoch. How the lost end was called, nobody knows any more."""
        async with self._sessions() as session, session.begin():
            ended = await self._closing(session, Ending(case_id, recipient, ids, reason, self._clock.now()))
            if ended:
                pair = OpenPair(uuid7(), None, case_id, recipient, reason, tuple(ended), is_closed=True)
                await keep_pair(session, pair)
        log.error("row_without_its_key_ended", case_id=str(case_id), count=len(ended))
        return len(ended)

    async def _living_keys(self, agreed: Agreed) -> None:
        after = ""
        while living := await self._keys.ledger.living(ROW_KEY, after, _BATCH):
            after = living[-1]
            query = select(col(ConsentRow.id)).where(
                col(ConsentRow.id).in_([UUID(key) for key in living]),
                col(ConsentRow.state) != RowState.AKTIV.value,
            )
            async with self._sessions() as session, session.begin():
                over = [str(row) for row in (await (await session.connection()).execute(query)).scalars()]
            await self._keys.destroy(ROW_KEY, over)
            agreed.keys_destroyed += len(over)

    async def _renew(self, agreed: Agreed) -> None:
        """Give a row a new key; what was sealed on the lost one is gone for everybody, and is emitted again by its owner.

        What rests on the lost key is forgotten first: killed in between, the rows are still found without a key.
        """
        async with self._sessions() as session, session.begin():
            await earlier.forget_keys_of_rows(session, agreed.missing)
        await self._keys.create_many(ROW_KEY, [str(row_id) for row_id in agreed.missing])
        agreed.keys_renewed, agreed.missing = len(agreed.missing), []


def _reason(valid_to: datetime, now: datetime) -> Reason:
    return "utganget" if valid_to <= now else "aterkallat"
