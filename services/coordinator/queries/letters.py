"""What is read of letters: by the team's koordinator, and by the person whose they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain.letter import KINDS, LetterKind, WrittenLetter
from services.coordinator.errors import UnknownLetter
from services.coordinator.letters.codec import letter_from_json
from services.coordinator.repository.letters import COLUMN, SENT_AS, TABLE
from services.coordinator.tables import AktRow, LetterRow
from shared.days import utc
from shared.keys import KeyGone
from shared.sealing import CaseKeys

Json = dict[str, Any]


class LetterState(StrEnum):
    """Where a letter is."""

    VANTAR = "vantar"
    SKICKAT = "skickat"
    FALLET = "fallet"


STATES = {
    LetterState.VANTAR: "Ska skickas eller lämnas",
    LetterState.SKICKAT: "Skickat eller lämnat",
    LetterState.FALLET: "Ska inte skickas",
}


@dataclass(frozen=True, slots=True)
class LetterReader:
    """Finds the letters of one team, and opens them with the key of their case."""

    keys: CaseKeys
    team: str

    async def listed(self, session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[LetterRow]:
        """List the letters of some cases, the newest first."""
        found = await session.exec(
            select(LetterRow)
            .join(AktRow, col(AktRow.case_id) == col(LetterRow.case_id))
            .where(col(LetterRow.case_id).in_(list(case_ids)), col(AktRow.team) == self.team)
            .order_by(col(LetterRow.at).desc(), col(LetterRow.id).desc())
        )
        return found.all()

    async def found(self, session: AsyncSession, case_ids: Collection[UUID], letter_id: UUID) -> LetterRow:
        """Find one letter among the viewer's own cases; unknown and foreign look the same."""
        row = next((row for row in await self.listed(session, case_ids) if row.id == letter_id), None)
        if row is None:
            raise UnknownLetter
        return row

    async def ways(self, case_id: UUID, rows: Sequence[LetterRow]) -> dict[UUID, str]:
        """Tell how those letters of a case went of which it was noted."""
        noted = [(row.id, row.sent_as) for row in rows if row.sent_as is not None]
        key = (await self.keys.open_many([case_id])).get(case_id) if noted else None
        return {row_id: key.open_json(TABLE, SENT_AS, row_id, sent) for row_id, sent in noted} if key else {}

    async def opened(self, row: LetterRow) -> WrittenLetter:
        """Open a letter; of an erased case none is left."""
        try:
            key = await self.keys.open_key(row.case_id)
        except KeyGone:
            raise UnknownLetter from None
        stored = key.open_json(TABLE, COLUMN, row.id, row.content)
        return letter_from_json(row.case_id, row.kind, row.at, stored)


def letter_line(row: LetterRow, fallen: Collection[UUID]) -> Json:
    """Write a letter as a list shows it: nothing of what it says."""
    waiting = LetterState.FALLET if row.id in fallen else LetterState.VANTAR
    state = waiting if row.posted_on is None else LetterState.SKICKAT
    return {
        "letter_id": str(row.id),
        "case_id": str(row.case_id),
        "kind": row.kind,
        "kind_text": KINDS[LetterKind(row.kind)],
        "at": utc(row.at),
        "posted_on": row.posted_on.isoformat() if row.posted_on else None,
        "state": state.value,
        "state_text": STATES[state],
    }
