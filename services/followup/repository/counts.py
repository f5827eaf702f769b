"""Counts of outcomes: raised in the transaction of the record, never tied to a case."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.tables import OutcomeCountRow


class OutcomeCounts:
    """The counts, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, team: str, year: int, main: str, secondary: Iterable[str] = ()) -> None:
        """Count one case's outcomes; in one order, so that two at once never wait for each other."""
        connection = await self._session.connection()
        named = [(main, True), *((code, False) for code in secondary)]
        for outcome, is_main in sorted(named):
            made = insert(OutcomeCountRow).values(team=team, year=year, outcome=outcome, main=is_main, n=1)
            raised = made.on_conflict_do_update(
                index_elements=["team", "year", "outcome", "main"], set_={"n": OutcomeCountRow.n + 1}
            )
            await connection.execute(raised)
