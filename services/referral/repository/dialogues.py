"""Rows ↔ dialogues."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain import Dialogue, Individ
from services.referral.errors import DialogueUsed, NotFound
from services.referral.repository.person_index import PersonIndex
from services.referral.tables import DialogueRow, ReferralRow
from shared.keys import KeyGone
from shared.sealing import CaseKey, CaseKeys

_TABLE = "dialogue"


class DialogueRepository:
    """The dialogues of every unit; each is asked for with its unit."""

    def __init__(self, session: AsyncSession, keys: CaseKeys, index: PersonIndex) -> None:
        self._session = session
        self._keys = keys
        self._index = index

    async def get(self, dialogue_id: UUID, unit: str) -> Dialogue:
        """Return a dialogue of this unit; raises NotFound, also for another unit's and for one that is erased."""
        query = select(DialogueRow).where(col(DialogueRow.id) == dialogue_id, col(DialogueRow.unit) == unit)
        row = (await self._session.exec(query)).one_or_none()
        if row is None:
            raise NotFound
        try:
            return _to_dialogue(row, await self._keys.open_key(row.id))
        except KeyGone:
            raise NotFound from None

    async def must_be_unused(self, dialogue_id: UUID) -> None:
        """Raise DialogueUsed for one that has led to an anmälan."""
        led_to = select(ReferralRow.id).where(col(ReferralRow.dialogue_id) == dialogue_id)
        if (await self._session.exec(led_to)).first() is not None:
            raise DialogueUsed

    async def add(self, dialogue: Dialogue) -> None:
        """Keep a new dialogue under the key that was made for it."""
        key = await self._keys.open_key(dialogue.id)
        self._session.add(
            DialogueRow(
                id=dialogue.id,
                unit=dialogue.unit,
                recorded_by=dialogue.recorded_by,
                recorded_at=dialogue.recorded_at,
                asked_on=dialogue.asked_on,
                channel=dialogue.channel,
                person_index=self._index.of_individ(dialogue.unit, dialogue.individ),
                individ=key.seal_json(_TABLE, "individ", dialogue.id, asdict(dialogue.individ)),
                asked_by=key.seal_json(_TABLE, "asked_by", dialogue.id, dialogue.asked_by),
                answer=key.seal_json(_TABLE, "answer", dialogue.id, dialogue.answer),
                words=key.seal_json(_TABLE, "words", dialogue.id, dialogue.words),
                next_step=key.seal_json(_TABLE, "next_step", dialogue.id, dialogue.next_step),
            )
        )
        await self._session.flush()


def _to_dialogue(row: DialogueRow, key: CaseKey) -> Dialogue:
    def opened(column: str, sealed: bytes) -> Any:
        return key.open_json(_TABLE, column, row.id, sealed)

    return Dialogue(
        id=row.id,
        unit=row.unit,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        individ=Individ(**opened("individ", row.individ)),
        asked_on=row.asked_on,
        asked_by=opened("asked_by", row.asked_by),
        channel=row.channel,
        answer=opened("answer", row.answer),
        words=opened("words", row.words),
        next_step=opened("next_step", row.next_step),
    )
