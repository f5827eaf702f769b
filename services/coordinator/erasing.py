"""What this service holds of a case: the team's akt, with meetings, plans, letters and all that has been received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import OPEN, Status
from services.coordinator.errors import UnknownAkt
from services.coordinator.repository.akter import hold_case
from services.coordinator.tables import AktRow, metadata
from shared.erasure.holder import empty_case
from shared.erasure.rules import TEAM, CaseGoesOn
from shared.sealing import KIND


@dataclass(frozen=True, slots=True)
class AktHolder:
    """The team's host authority. Its akt is its own handling: a sender's gallring does not reach it."""

    def roles_of(self, unit: str) -> frozenset[str]:
        """Return the roles of a team."""
        del unit
        return frozenset({"koordinator", "arkivarie"})

    def part_of(self, unit: str) -> str | None:
        """Return what whoever holds something here is: a team."""
        del unit
        return TEAM

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        """Raise UnknownAkt for another team's."""
        akt = await _akt(session, case_id)
        if akt is None or akt.team != unit:
            raise UnknownAkt

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        """Refuse an akt that goes on."""
        await hold_case(session, case_id)
        akt = await _akt(session, case_id)
        if akt is None:
            raise UnknownAkt
        if Status(akt.status) in OPEN:
            raise CaseGoesOn

    async def announce(self, session: AsyncSession, case_id: UUID, at: datetime) -> None:
        """Tell nobody: what others got they hold as their own, and the keys of it ended with the samtycke."""

    async def keys(self, session: AsyncSession, case_id: UUID) -> Sequence[tuple[str, str]]:
        """Return the key of the case: nothing here has another."""
        del session
        return [(KIND, str(case_id))]

    async def empty(self, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        """Delete the akt with all that hangs on it; how it ended was counted when it did."""
        await hold_case(session, case_id)
        return await empty_case(session, metadata, case_id, roots={})


async def _akt(session: AsyncSession, case_id: UUID) -> AktRow | None:
    return (await session.exec(select(AktRow).where(col(AktRow.case_id) == case_id))).one_or_none()
