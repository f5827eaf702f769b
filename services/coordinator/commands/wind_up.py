"""What ends together with a case: its meetings and its plan."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books


async def wind_up(case_id: UUID, books: Books, at: datetime, *, covered: Collection[str]) -> None:
    """Call off what lies ahead, telling those who are covered, and close the plan. The person reads it in her avslut."""
    await books.meetings.cancel_all(case_id, covered=covered, at=at)
    plan = await books.plans.current(case_id)
    if plan is not None:
        plan.close(at)
        await books.plans.save(plan)
