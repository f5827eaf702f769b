"""What ends together with a case: its meetings and its plan."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books

REASON = "Finsamteamets arbete i ärendet är avslutat."
"""Why a meeting is called off. It is said to everybody, and tells nothing of the cause."""


async def wind_up(
    case_id: UUID, books: Books, at: datetime, *, covered: Collection[str], tell_person: bool
) -> None:
    """Call off what is booked, telling those who are covered and perhaps the person; close the plan."""
    await books.meetings.cancel_all(case_id, REASON, covered=covered, at=at, tell_person=tell_person)
    plan = await books.plans.current(case_id)
    if plan is not None:
        plan.close(at)
        await books.plans.save(plan)
