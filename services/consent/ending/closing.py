"""Closes rows of one pair: under the exclusive lock they end, the fact and the stop notice are staged, the keys go.

After this transaction no release and no sealing finds the rows in force. Withdrawal, run-out time and registration in
error all end rows here, and nowhere else, but for one: after a restore `restoring/facts_check.py` carries out again an end
whose fact and notice were sent already.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.addressing import earlier
from services.consent.addressing.control import Notice, draft_notice
from services.consent.addressing.numbers import next_epoch, take_numbers
from services.consent.addressing.records import Records
from services.consent.domain.rows import RowState
from services.consent.ending import carrying
from services.consent.events import RowEnded, RowsEnded
from services.consent.restoring.gate import Gate
from services.consent.standing import StandingRow
from services.consent.tables.rows import ConsentRow
from services.consent.transactions import assert_locks_hold
from shared.outbox import Outbox
from shared.tables import case_number

Reason = Literal["aterkallat", "utganget", "makulerat"]
MAKULERAT: Final[Reason] = "makulerat"


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends: rows of one (case, recipient), why, and when by the law's clock."""

    case_id: UUID
    recipient: str
    row_ids: Collection[UUID]
    reason: Reason
    at: datetime
    revocation_id: UUID | None = None


class Closing:
    """Ends rows of one pair in the caller's transaction. Safe to repeat: what has ended stays ended."""

    def __init__(self, outbox: Outbox, records: Records, gate: Gate | None = None) -> None:
        self._outbox = outbox
        self._records = records
        self._gate = gate

    async def __call__(self, session: AsyncSession, ending: Ending) -> list[UUID]:
        """End those of the rows that are active, and return their ids. Must be the transaction's first lock.

        Raises NotReconciled while the gate is shut: before lost facts are applied, a new one would take their number.
        """
        if self._gate is not None:
            await self._gate.pass_through(session)
        await locks.lock_pair(session, ending.case_id, ending.recipient, shared=False)
        await assert_locks_hold(session)
        rows = await standing.rows_of(session, ending.case_id, [ending.recipient])
        kept = await self._carried(session, ending, rows) if ending.reason == MAKULERAT else frozenset[UUID]()
        ended = [row for row in rows if row.id not in kept and _ends(row, ending)]
        ended_ids = {row.id for row in ended}
        over = {row.id for row in rows if row.id in ending.row_ids and row.state is not RowState.AKTIV}
        await earlier.forget_keys_of_rows(session, over | ended_ids)
        if not ended:
            return []
        await _end(session, ending, ended_ids)
        is_last = not any(row.state is RowState.AKTIV and row.id not in ended_ids for row in rows)
        if not await standing.is_withheld(session, ending.case_id):
            await self._stop(session, ending, ended, final=is_last)
        if is_last:
            await next_epoch(session, ending.case_id, ending.recipient)
        await self._publish(session, ending, ended)
        return sorted(ended_ids)

    async def _carried(
        self, session: AsyncSession, ending: Ending, rows: Sequence[StandingRow]
    ) -> frozenset[UUID]:
        """Let those rows go on that another signature carries, and tell which have lost time."""
        kept = await carrying.carried(session, rows, ending.row_ids, ending.at)
        await carrying.keep_carried(session, kept)
        fact = carrying.shortened(ending.case_id, kept, ending.at)
        if fact is not None:
            await self._outbox.stage(session, fact)
        return frozenset(each.row.id for each in kept)

    async def _stop(
        self, session: AsyncSession, ending: Ending, ended: Sequence[StandingRow], *, final: bool
    ) -> None:
        """Stage the stop notice; a recipient that never got anything of the case has no alias, and gets none."""
        numbers = await take_numbers(session, ending.case_id, [ending.recipient])
        for recipient, number in numbers.items():
            notice = Notice("stop", final=final, ended=tuple(row.cell for row in ended))
            draft = draft_notice(ending.case_id, recipient, number, notice, source_event_id=None)
            await self._records.write(session, draft)

    async def _publish(self, session: AsyncSession, ending: Ending, ended: Sequence[StandingRow]) -> None:
        cells = sorted(ended, key=lambda row: row.cell)
        fact = RowsEnded(
            subject=ending.case_id,
            occurred_at=ending.at,
            rows=[
                RowEnded(
                    id=row.id,
                    source=row.cell.source,
                    recipient=row.cell.recipient,
                    category=row.cell.category,
                )
                for row in cells
            ],
            reason_kind=ending.reason,
            whole=await _none_left(session, ending.case_id),
        )
        await self._outbox.stage(session, fact)


def _ends(row: StandingRow, ending: Ending) -> bool:
    if row.id not in ending.row_ids or row.state is not RowState.AKTIV:
        return False
    # A signature may have lengthened the row since someone saw it run out.
    return ending.reason != RowState.UTGANGET.value or row.window.end <= ending.at


async def _end(session: AsyncSession, ending: Ending, row_ids: Collection[UUID]) -> None:
    connection = await session.connection()
    await connection.execute(
        update(ConsentRow)
        .where(col(ConsentRow.id).in_(row_ids))
        .where(col(ConsentRow.state) == RowState.AKTIV.value)
        .values(state=ending.reason, ended_at=ending.at, ended_by_revocation=ending.revocation_id)
    )


async def _none_left(session: AsyncSession, case_id: UUID) -> bool:
    """Whether the case has no active row left.

    The case's number is locked first: two pairs that close at once see each other, so the last of them says so.
    """
    connection = await session.connection()
    locked = select(case_number.c.number).where(case_number.c.case_id == case_id).with_for_update()
    await connection.execute(locked)
    left = select(col(ConsentRow.id)).where(
        col(ConsentRow.case_id) == case_id, col(ConsentRow.state) == RowState.AKTIV.value
    )
    return (await connection.execute(left.limit(1))).first() is None
