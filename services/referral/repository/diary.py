"""The unit's diary numbers."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.tables import DiaryRow


class DiaryRepository:
    """Gives numbers without gaps: the row lock is held until the sending commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_dnr(self, unit: str, year: int) -> str:
        """Return the unit's next diarienummer of the year."""
        first = insert(DiaryRow).values(unit=unit, year=year, last=1)
        taken = first.on_conflict_do_update(index_elements=["unit", "year"], set_={"last": DiaryRow.last + 1})
        connection = await self._session.connection()
        number = (await connection.execute(taken.returning(col(DiaryRow.last)))).scalar_one()
        return f"ANM-{year}-{number:06}"
