"""How many cases of a team ended how, in which year: a number and nothing else."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.tables import OutcomeCountRow


async def count_outcome(session: AsyncSession, team: str, year: int, outcome: str) -> None:
    """Count one more, in the transaction of the end that it counts."""
    made = insert(OutcomeCountRow).values(team=team, year=year, outcome=outcome, n=1)
    connection = await session.connection()
    await connection.execute(
        made.on_conflict_do_update(
            index_elements=["team", "year", "outcome"], set_={"n": OutcomeCountRow.n + 1}
        )
    )
