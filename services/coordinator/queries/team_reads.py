"""Who in the team has read an akt: its koordinator, since nobody else opens any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.queries.akt import ROLE
from shared.tables import read_log


@dataclass(frozen=True, slots=True)
class TeamRead:
    """One reading inside the team."""

    at: datetime
    function: str


async def team_reads(session: AsyncSession, case_id: UUID, team: str) -> Sequence[TeamRead]:
    """Return the readings of the akt by the team's koordinator, the first first; a reviewer sees the log, not the akt."""
    query = select(read_log.c.at, read_log.c.function, read_log.c.roles)
    mine = (read_log.c.case_id == case_id, read_log.c.unit == team)
    rows = await (await session.connection()).execute(query.where(*mine).order_by(read_log.c.id))
    return [TeamRead(row.at, row.function or ROLE) for row in rows if ROLE in row.roles.split()]
