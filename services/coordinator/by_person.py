"""The consent service as the team asks it: a mark stands on a person, and is asked about all her akter in the team.

The consent service knows whose a case is from its samtycke on. The team knows it of an anmälan on paper before that, by
the keyed hash that finds another akt of the same person.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from services.coordinator.consent import ConsentService
from services.coordinator.domain import Cover
from services.coordinator.tables import AktRow
from shared.blind_index import BlindIndex
from shared.db import Sessions

Pairs = frozenset[tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class ConsentByPerson(ConsentService):
    """Asks before any transaction opens. Every method raises ConsentUnreachable."""

    sessions: Sessions
    index: BlindIndex

    async def covered_units(self, case_id: UUID, team: str, units: Iterable[str]) -> Cover:
        """Tell who is covered now: nobody, when another akt of hers is handled by hand."""
        cover = await ConsentService.covered_units(self, case_id, team, units)
        if cover.withheld or not await self._by_another([case_id]):
            return cover
        return replace(cover, withheld=True, units=frozenset(), categories={}, to_team={})

    async def hidden(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return the cases that are left out of lists: also where another akt of hers is handled by hand."""
        wanted = frozenset(case_ids)
        found = await ConsentService.hidden(self, wanted)
        return found | await self._by_another(wanted - found)

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases whose person has an akt that is handled by hand, this one or another."""
        wanted = frozenset(case_ids)
        pairs = await self._others(wanted)
        marked = await ConsentService.withheld(self, wanted | {other for _, other in pairs})
        return wanted & marked | _with(marked, pairs)

    async def withheld_person(self, number: str, case_id: UUID | None = None) -> bool:
        """Tell whether a person, or this case of hers, is handled by hand. `number` is twelve digits."""
        asked = {case_id} if case_id else set[UUID]()
        query = select(AktRow.case_id).where(col(AktRow.person_index) == self.index.of(number))
        async with self.sessions() as session:
            asked |= set((await session.exec(query)).all())
        return bool(await ConsentService.withheld(self, asked))

    async def _by_another(self, case_ids: Collection[UUID]) -> frozenset[UUID]:
        pairs = await self._others(case_ids)
        if not pairs:
            return frozenset()
        return _with(await ConsentService.withheld(self, {other for _, other in pairs}), pairs)

    async def _others(self, case_ids: Collection[UUID]) -> Pairs:
        """Pair each case with every other akt that the team has of its person."""
        one, other = aliased(AktRow), aliased(AktRow)
        same = and_(
            col(other.team) == col(one.team),
            col(other.person_index) == col(one.person_index),
            col(other.case_id) != col(one.case_id),
        )
        query = select(one.case_id, other.case_id).join(other, same).where(col(one.case_id).in_(case_ids))
        async with self.sessions() as session:
            return frozenset((case_id, hers) for case_id, hers in (await session.exec(query)).all())


def _with(marked: Collection[UUID], pairs: Pairs) -> frozenset[UUID]:
    return frozenset(case_id for case_id, other in pairs if other in marked)
