"""What the service remembers of a samtycke: which rows there are, and how they ended."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import Ending, Row
from services.coordinator.tables import ConsentRow


class ConsentRows:
    """What is remembered of the rows of a samtycke, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_case(self, case_id: UUID) -> Sequence[Row]:
        """List the rows known for a case."""
        found = await self._session.exec(
            select(ConsentRow).where(col(ConsentRow.case_id) == case_id).order_by(col(ConsentRow.id))
        )
        return [
            Row(r.id, r.source, r.recipient, r.category, Ending(r.ended) if r.ended else None) for r in found
        ]

    async def keep(self, case_id: UUID, rows: Sequence[Row]) -> None:
        """Remember new rows."""
        await self._put(case_id, rows, None)

    async def end(self, case_id: UUID, rows: Sequence[Row], ending: Ending) -> None:
        """Remember that rows have ended; how a row ended first is what holds."""
        await self._put(case_id, rows, ending)

    async def _put(self, case_id: UUID, rows: Sequence[Row], ending: Ending | None) -> None:
        if not rows:
            return
        made = insert(ConsentRow)
        kept = {"ended": func.coalesce(ConsentRow.ended, made.excluded.ended)}
        values = [
            {
                "id": row.id,
                "case_id": case_id,
                "source": row.source,
                "recipient": row.recipient,
                "category": row.category,
                "ended": ending.value if ending else None,
            }
            for row in rows
        ]
        connection = await self._session.connection()
        await connection.execute(made.on_conflict_do_update(index_elements=["id"], set_=kept), values)
