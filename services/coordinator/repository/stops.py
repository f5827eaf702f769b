"""Parties' words that they have stopped."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain.stops import StopAcknowledgement
from services.coordinator.tables import StopAcknowledgementRow
from shared.sealing import CaseKeys


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
                ground=sealed if ground else None,
            )
        )
        await self._session.flush()
