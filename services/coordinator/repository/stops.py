"""Parties' words that they have stopped."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain.stops import StopAcknowledgement, StopAnswer
from services.coordinator.tables import StopAcknowledgementRow
from shared.sealing import CaseKey, CaseKeys


class StopBook:
    """Acknowledged stops, within one transaction."""

    def __init__(self, session: AsyncSession, keys: CaseKeys) -> None:
        self._session = session
        self._keys = keys

    async def keep(self, acknowledgement: StopAcknowledgement, case_id: UUID) -> None:
        """Keep one; its ground lies sealed as the party's own entry."""
        key = await self._keys.open_key(case_id)
        ground = acknowledgement.ground
        sealed = key.seal_json("stop_acknowledgement", "ground", acknowledgement.id, ground)
        self._session.add(
            StopAcknowledgementRow(
                id=acknowledgement.id,
                case_id=case_id,
                party=acknowledgement.party,
                answer=acknowledgement.answer.value,
                at=acknowledgement.at,
                stopped_rows=acknowledgement.stopped_rows,
                ground=sealed if ground else None,
            )
        )
        await self._session.flush()

    async def of_party(self, case_id: UUID, party: str) -> Sequence[StopAcknowledgement]:
        """List what a party has answered, the oldest first."""
        found = await self._session.exec(
            select(StopAcknowledgementRow)
            .where(col(StopAcknowledgementRow.case_id) == case_id, col(StopAcknowledgementRow.party) == party)
            .order_by(col(StopAcknowledgementRow.at), col(StopAcknowledgementRow.id))
        )
        key = await self._keys.open_key(case_id)
        return [_acknowledgement(key, row) for row in found]


def _acknowledgement(key: CaseKey, row: StopAcknowledgementRow) -> StopAcknowledgement:
    ground = key.open_json("stop_acknowledgement", "ground", row.id, row.ground) if row.ground else {}
    return StopAcknowledgement(
        party=row.party,
        answer=StopAnswer(row.answer),
        at=row.at,
        lagrum=ground.get("lagrum"),
        decision=ground.get("beslut"),
        journal_reference=ground.get("journalreferens"),
        stopped_rows=row.stopped_rows,
        id=row.id,
    )
