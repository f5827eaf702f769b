"""Counts per team and year: whole for the team's koordinator, with small cells hidden for the förbund."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.domain import Status
from services.followup.domain.indicators import FEWEST, Cells, Held, punctuality, suppressed, whole
from services.followup.domain.outcomes import RECORDED
from services.followup.queries.follow_ups import ROLE
from services.followup.tables import FollowUpRow, OutcomeCountRow
from shared.auth import Forbidden, Viewer
from shared.days import local_day

Json = dict[str, Any]
FORBUND = "forbund"
Withheld = Callable[[Iterable[UUID]], Awaitable[frozenset[UUID]]]


@dataclass(frozen=True, slots=True)
class Indicators:
    """The counts that a viewer may see."""

    session: AsyncSession
    withheld: Withheld
    """Names cases under protection: they are left out of statistics."""

    async def of_year(self, viewer: Viewer, year: int, today: date) -> Json:
        """Count outcomes recorded in a year, and follow-ups that were due in it."""
        own = viewer.unit if ROLE in viewer.roles else None
        if own is None and FORBUND not in viewer.roles:
            raise Forbidden
        shown = whole if own is not None else suppressed
        outcomes = await self._outcomes(year, own)
        held = await self._held(year, own)
        return {
            "year": year,
            "teams": [
                {
                    "team": team,
                    "main": _cells(shown(outcomes[team, True])),
                    "secondary": _cells(shown(outcomes[team, False]))["counts"],
                    "follow_ups": _cells(shown(punctuality(held[team], today))),
                }
                for team in sorted({team for team, _ in outcomes} | held.keys())
            ],
            "hidden_below": None if own is not None else FEWEST,
        }

    async def _outcomes(self, year: int, own: str | None) -> Mapping[tuple[str, bool], dict[str, int]]:
        query = select(OutcomeCountRow).where(col(OutcomeCountRow.year) == year)
        if own is not None:
            query = query.where(col(OutcomeCountRow.team) == own)
        found: dict[tuple[str, bool], dict[str, int]] = defaultdict(lambda: dict.fromkeys(RECORDED, 0))
        for row in await self.session.exec(query):
            found[row.team, row.main][row.outcome] = row.n
        return found

    async def _held(self, year: int, own: str | None) -> Mapping[str, list[Held]]:
        query = select(FollowUpRow).where(
            col(FollowUpRow.due) >= date(year, 1, 1), col(FollowUpRow.due) <= date(year, 12, 31)
        )
        if own is not None:
            query = query.where(col(FollowUpRow.team) == own)
        rows = (await self.session.exec(query)).all()
        left_out = await self.withheld({row.case_id for row in rows})
        found: dict[str, list[Held]] = defaultdict(list)
        for row in rows:
            replaced = row.status == Status.ERSATT.value and row.held_at is None
            if row.case_id not in left_out and not replaced:
                held_on = local_day(row.held_at) if row.held_at else None
                found[row.team].append(Held(row.due, held_on, given_up=row.status == Status.UTGATT.value))
        return found


def _cells(cells: Cells) -> Json:
    return {"counts": dict(cells.counts), "total": cells.total}
