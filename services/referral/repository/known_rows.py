"""The samtycke's rows, as heard of from the consent service."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.hear_consent import HeardRow
from services.referral.domain import Row, Rows
from services.referral.tables import KnownRow


class KnownRows:
    """Rows by their id. What ended stays ended, in whatever order it is heard."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def given(self, case_id: UUID, rows: Sequence[HeardRow]) -> None:
        """Keep rows that were given; a row that is known already is not opened again."""
        if rows:
            values = [_values(case_id, row, ended=False) for row in rows]
            statement = insert(KnownRow).on_conflict_do_nothing()
            await (await self._session.connection()).execute(statement, values)

    async def ended(self, case_id: UUID, rows: Sequence[HeardRow]) -> None:
        """Keep that rows ended."""
        if rows:
            values = [_values(case_id, row, ended=True) for row in rows]
            upsert = insert(KnownRow).on_conflict_do_update(index_elements=["id"], set_={"ended": True})
            await (await self._session.connection()).execute(upsert, values)

    async def of(self, case_id: UUID) -> Rows:
        """Return the rows of a case."""
        columns = (col(KnownRow.source), col(KnownRow.recipient), col(KnownRow.category), col(KnownRow.ended))
        query = select(*columns).where(col(KnownRow.case_id) == case_id)
        return Rows(tuple(Row(*row) for row in await self._session.exec(query)))


def _values(case_id: UUID, row: HeardRow, *, ended: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "case_id": case_id,
        "source": row.source,
        "recipient": row.recipient,
        "category": row.category,
        "ended": ended,
    }
