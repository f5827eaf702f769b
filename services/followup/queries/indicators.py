"""Counts per team and year: whole for the team's koordinator, with small cells hidden for the förbund."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import and_, col, not_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.domain import Status
from services.followup.domain.indicators import FEWEST, Cells, Held, punctuality, suppressed, whole
from services.followup.domain.outcomes import OUTCOMES
from services.followup.queries.follow_ups import ROLE
from services.followup.tables import FollowUpRow, OutcomeCountRow
from shared.auth import Forbidden, Viewer
from shared.days import local_day
from shared.db import Sessions

Json = dict[str, Any]
FORBUND = "forbund"
Withheld = Callable[[Iterable[UUID]], Awaitable[frozenset[UUID]]]


@dataclass(frozen=True, slots=True)
class Indicators:
    """The counts that a viewer may see. Nothing of the database is held while the consent service is asked."""

    sessions: Sessions
    withheld: Withheld
    """Names cases under protection: they are left out of statistics."""

    async def of_year(self, viewer: Viewer, year: int, today: date) -> Json:
        """Count outcomes recorded in a year, and follow-ups that were due in it."""
        own = viewer.unit if ROLE in viewer.roles else None
        if own is None and FORBUND not in viewer.roles:
            raise Forbidden
        shown = whole if own is not None else suppressed
        async with self.sessions() as session:
            outcomes = await _outcomes(session, year, own)
            due = await _due_in(session, year, own)
        held = _by_team(due, await self.withheld({each.case_id for each in due}))
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


class _Due(NamedTuple):
    """What is counted of one follow-up."""

    case_id: UUID
    team: str
    due: date
    held_at: datetime | None
    status: str


async def _outcomes(
    session: AsyncSession, year: int, own: str | None
) -> Mapping[tuple[str, bool], dict[str, int]]:
    query = select(OutcomeCountRow).where(col(OutcomeCountRow.year) == year)
    if own is not None:
        query = query.where(col(OutcomeCountRow.team) == own)
    found: dict[tuple[str, bool], dict[str, int]] = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))
    for row in await session.exec(query):
        found[row.team, row.main][row.outcome] = row.n
    return found


async def _due_in(session: AsyncSession, year: int, own: str | None) -> Sequence[_Due]:
    """List the follow-ups that were due in a year, without those that a newer plan replaced before they were held."""
    replaced = and_(col(FollowUpRow.status) == Status.ERSATT.value, col(FollowUpRow.held_at).is_(None))
    query = select(*(col(getattr(FollowUpRow, name)) for name in _Due._fields)).where(
        col(FollowUpRow.due).between(date(year, 1, 1), date(year, 12, 31)), not_(replaced)
    )
    if own is not None:
        query = query.where(col(FollowUpRow.team) == own)
    return [_Due(*row) for row in await session.exec(query)]


def _by_team(follow_ups: Iterable[_Due], left_out: Collection[UUID]) -> Mapping[str, list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for each in follow_ups:
        if each.case_id not in left_out:
            held_on = local_day(each.held_at) if each.held_at else None
            found[each.team].append(Held(each.due, held_on, given_up=each.status == Status.UTGATT.value))
    return found


def _cells(cells: Cells) -> Json:
    return {"counts": dict(cells.counts), "total": cells.total}
