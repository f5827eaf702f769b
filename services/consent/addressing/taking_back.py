"""Facts that take documents back: retracted, erased. Their wrapped keys go; who had one gets a notice.

The pair locks are exclusive here, so that no release still reads what is being taken away.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.addressing import earlier
from services.consent.addressing.control import Notice, draft_notice
from services.consent.addressing.disclosures import WITHDRAWALS, Withdrawal
from services.consent.addressing.earlier import Earlier
from services.consent.addressing.foreign_events import Retraction
from services.consent.addressing.numbers import take_numbers
from services.consent.addressing.participants import Case, case_of, mark_erased
from services.consent.addressing.records import Records
from services.consent.domain.rows import Cell
from services.consent.domain.sealing import HEADER_CATEGORY
from services.consent.restoring.gate import Gate
from shared.clock import Clock
from shared.events import Envelope


class TakingBack:
    """The reaction to a fact that withdraws documents."""

    def __init__(self, clock: Clock, records: Records, gate: Gate) -> None:
        self._clock = clock
        self._records = records
        self._gate = gate

    async def __call__(self, session: AsyncSession, envelope: Envelope) -> None:
        """Take the documents back and tell those who had them; raises Permanent, KeyStoreDown, NotReconciled."""
        await self._gate.pass_through(session)
        withdrawal = WITHDRAWALS[envelope.type]
        case = await case_of(session, envelope, withdrawal.owner)
        event = None if withdrawal.whole else Retraction.of(envelope).retracts
        await locks.lock_pairs(session, case.id, await _may_have_some(session, case.id), shared=False)
        documents = await earlier.documents_from(session, case.id, event)
        await earlier.forget_keys(session, [each.event_id for each in documents])
        if withdrawal.whole:
            await mark_erased(session, envelope)
        if not await standing.is_withheld(session, case.id):
            await self._notify(session, envelope, case, documents)

    async def _notify(
        self, session: AsyncSession, envelope: Envelope, case: Case, documents: Sequence[Earlier]
    ) -> None:
        withdrawal = WITHDRAWALS[envelope.type]
        units = {each.recipient for each in documents}
        in_force = await standing.rows_in_force(session, case.id, units, self._clock.now())
        reached = {cell.recipient for cell in in_force if withdrawal.whole or _tells_of(case, cell)}
        reached |= await earlier.opened_by(session, documents)
        for recipient, number in (await take_numbers(session, case.id, reached)).items():
            notice = Notice(withdrawal.notice, document=_document_of(withdrawal, documents, recipient))
            draft = draft_notice(case.id, recipient, number, notice, source_event_id=envelope.id)
            await self._records.write(session, draft)


def _tells_of(case: Case, cell: Cell) -> bool:
    return (cell.source, cell.category) == (case.owner, HEADER_CATEGORY)


async def _may_have_some(session: AsyncSession, case_id: UUID) -> set[str]:
    """Return everyone for whom something of the case may have been sealed, or be on the point of being sealed."""
    named = {row.cell.recipient for row in await standing.rows_of(session, case_id)}
    return named | {each.recipient for each in await earlier.documents_from(session, case_id, None)}


def _document_of(withdrawal: Withdrawal, documents: Sequence[Earlier], recipient: str) -> UUID | None:
    if withdrawal.whole:
        return None
    return next(each.event_id for each in documents if each.recipient == recipient)
