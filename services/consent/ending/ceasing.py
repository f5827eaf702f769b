"""The collaboration is over: every row's time gets a last day, for a samtycke lasts no longer than what it is for.

The day is set in the transaction that seals the document about it; rows are then ended by `expiring.py`, like any
others whose time has run out. A row never gets longer here. A new anmälan of the same person is another case.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.addressing import earlier
from services.consent.addressing.disclosures import DISCLOSURES, REFERRAL_DECLINED
from services.consent.addressing.foreign_events import Ended
from services.consent.addressing.participants import case_of
from services.consent.addressing.sealing import Sealing
from services.consent.domain.rows import Cause, RowState
from services.consent.receipting import Receipting
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow
from shared.clock import STOCKHOLM, end_of_day
from shared.events import Envelope

AFTER_DECLINED: Final = timedelta(days=30)
"""How long the sender can still ask about an anmälan that is not taken up."""


class Ceasing:
    """The reaction to a fact that ends the collaboration."""

    def __init__(self, sealing: Sealing, receipts: Receipting) -> None:
        self._sealing = sealing
        self._receipts = receipts

    async def __call__(self, session: AsyncSession, envelope: Envelope) -> None:
        """Seal the document while the rows still hold, then shorten them, and confirm it to the person.

        Raises Permanent, NotReconciled, KeyStoreDown, CaseGone: then nothing of it is kept.
        """
        until = _until(envelope)
        disclosure = DISCLOSURES[envelope.type]
        case = await case_of(session, envelope, disclosure.owner)
        key = await self._receipts.key_for(case.id)
        await locks.lock_case(session, case.id)
        named = {row.cell.recipient for row in await standing.rows_of(session, case.id)}
        # Exclusive from the start: who holds a lock shared cannot change it to exclusive beside another who does.
        recipients = named | disclosure.recipients(case.as_data())
        await locks.lock_pairs(session, case.id, recipients, shared=False)
        await self._sealing(session, envelope)
        if not await _goes_on_by_hand(session, case.id, envelope):
            shortened = await _shorten(session, case.id, until)
            is_mistake = await earlier.is_anmalan_taken_back(session, case.id)
            cause = Cause.ANMALAN_ATERTAGEN if is_mistake else Cause.SAMARBETET_AVSLUTAT
            await self._receipts.of_shortening(session, envelope.id, shortened, cause, key)


async def _goes_on_by_hand(session: AsyncSession, case_id: UUID, envelope: Envelope) -> bool:
    """Whether it is moved, not refused: of a protected person an anmälan leaves the system and is handled by hand.

    Nothing in the event says so; it would tell every reader of the topic that she is protected.
    """
    return envelope.type == REFERRAL_DECLINED and await standing.is_withheld(session, case_id)


def _until(envelope: Envelope) -> datetime:
    """Return the moment when the last day is over; one that ends the day it came about leaves no time to read."""
    today = envelope.time.astimezone(STOCKHOLM).date()
    if envelope.type == REFERRAL_DECLINED:
        return end_of_day(today + AFTER_DECLINED)
    last_day = Ended.of(envelope).last_day
    return envelope.time if last_day == today else end_of_day(last_day)


async def _shorten(session: AsyncSession, case_id: UUID, until: datetime) -> list[UUID]:
    """Give the rows their last day; returns those that would have held longer."""
    connection = await session.connection()
    await connection.execute(
        update(CaseFile)
        .where(col(CaseFile.case_id) == case_id)
        .values(ends_at=func.least(col(CaseFile.ends_at), until))
    )
    shortened = await connection.execute(
        update(ConsentRow)
        .where(col(ConsentRow.case_id) == case_id)
        .where(col(ConsentRow.state) == RowState.AKTIV.value)
        .where(col(ConsentRow.valid_to) > until)
        .values(valid_from=func.least(col(ConsentRow.valid_from), until), valid_to=until)
        .returning(col(ConsentRow.id))
    )
    return list(shortened.scalars())
