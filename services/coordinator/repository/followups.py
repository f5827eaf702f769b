"""What the followup service has told: ids and dates."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain.followup import FollowUp
from services.coordinator.tables import FollowUpRow


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

    async def _change(self, case_id: UUID, followup_id: UUID, **values: Any) -> None:
        await self._session.exec(
            update(FollowUpRow)
            .where(col(FollowUpRow.id) == followup_id, col(FollowUpRow.case_id) == case_id)
            .values(**values)
        )


async def follow_ups_of(session: AsyncSession, plan_ids: Collection[UUID]) -> list[FollowUp]:
    """List what has been told of the follow-ups of some plans."""
    found = await session.exec(select(FollowUpRow).where(col(FollowUpRow.plan_id).in_(list(plan_ids))))
    return [
        FollowUp(row.id, row.case_id, row.plan_id, row.due, row.planned_for, row.recorded_on)
        for row in found.all()
    ]
