"""What the followup service has told: ids and dates."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain.followup import FollowUp
from services.coordinator.tables import FollowUpRow

_RUNNING_OUT = text(
    "select distinct a.case_id from akt a join plan p on p.case_id = a.case_id and p.state = 'galler'"
    " join followup f on f.plan_id = p.id and f.recorded_on is null"
    " join consent_row r on r.case_id = a.case_id and r.ended is null and r.valid_to <= :soon"
    " and r.valid_to < coalesce(f.planned_for, f.due) + interval '1 day' and a.team in (r.source, r.recipient)"
    " and r.category in ('identitet', 'handlaggning')"
    " where a.status = 'plan' and a.team = :team"
    " and not exists (select from question q where q.case_id = a.case_id and q.about = p.id)"
)


class FollowUpBook:
    """The follow-ups of a case, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def schedule(self, followup: FollowUp) -> None:
        """Remember a follow-up."""
        made = insert(FollowUpRow).values(
            id=followup.id,
            case_id=followup.case_id,
            plan_id=followup.plan_id,
            due=followup.due,
            planned_for=followup.planned_for,
            recorded_on=followup.recorded_on,
        )
        connection = await self._session.connection()
        await connection.execute(made.on_conflict_do_nothing())

    async def move(self, case_id: UUID, followup_id: UUID, planned_for: date) -> None:
        """Remember the day it was moved to."""
        await self._change(case_id, followup_id, planned_for=planned_for)

    async def record(self, case_id: UUID, followup_id: UUID, on: date) -> None:
        """Remember the day it was made."""
        await self._change(case_id, followup_id, recorded_on=on)

    async def of_plan(self, case_id: UUID, plan_id: UUID) -> FollowUp | None:
        """Return the latest follow-up of a plan."""
        found = await self._session.exec(
            select(FollowUpRow)
            .where(col(FollowUpRow.case_id) == case_id, col(FollowUpRow.plan_id) == plan_id)
            .order_by(col(FollowUpRow.due).desc(), col(FollowUpRow.id).desc())
        )
        row = found.first()
        return row and FollowUp(row.id, row.case_id, row.plan_id, row.due, row.planned_for, row.recorded_on)

    async def _change(self, case_id: UUID, followup_id: UUID, **values: Any) -> None:
        await self._session.exec(
            update(FollowUpRow)
            .where(col(FollowUpRow.id) == followup_id, col(FollowUpRow.case_id) == case_id)
            .values(**values)
        )


async def running_out(session: AsyncSession, team: str, now: datetime, ahead: timedelta) -> list[UUID]:
    """List the cases where some row may run out before the follow-up, and nobody has been told."""
    connection = await session.connection()
    found = await connection.execute(_RUNNING_OUT, {"team": team, "soon": now + ahead})
    return [row.case_id for row in found]
