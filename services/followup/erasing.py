"""What this service holds of a case: its follow-ups, what was answered and recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.errors import UnknownFollowUp
from services.followup.reactions import MakeFollowUps
from services.followup.tables import FollowUpRow, metadata
from shared.erasure.holder import empty_case
from shared.erasure.rules import TEAM, CaseGoesOn
from shared.sealing import KIND


@dataclass(frozen=True, slots=True)
class FollowUpHolder:
    """The team's host authority."""

    follow_ups: MakeFollowUps

    def roles_of(self, unit: str) -> frozenset[str]:
        """Return the roles of a team."""
        del unit
        return frozenset({"koordinator", "arkivarie"})

    def part_of(self, unit: str) -> str | None:
        """Return what whoever holds something here is: a team."""
        del unit
        return TEAM

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        """Raise UnknownFollowUp for another team's, and for a case without a follow-up: nothing of it lies here."""
        query = select(FollowUpRow.id).where(
            col(FollowUpRow.case_id) == case_id, col(FollowUpRow.team) == unit
        )
        if (await session.exec(query.limit(1))).first() is None:
            raise UnknownFollowUp

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        """Refuse a case in which somebody has something to follow up."""
        if await self.follow_ups(session).open_one(case_id) is not None:
            raise CaseGoesOn

    async def announce(self, session: AsyncSession, case_id: UUID, at: datetime) -> None:
        """Tell nobody."""

    async def keys(self, session: AsyncSession, case_id: UUID) -> Sequence[tuple[str, str]]:
        """Return the key of the case: nothing here has another."""
        del session
        return [(KIND, str(case_id))]

    async def empty(self, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        """Delete the follow-ups with all that hangs on them; outcomes were counted when they were recorded."""
        return await empty_case(session, metadata, case_id, roots={})
