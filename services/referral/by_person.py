"""The consent service as this service asks it: a mark stands on a person, and is asked about all her cases of the unit.

The consent service knows a case from its samtycke on. This service knows whose a draft is before that, by its own keyed
hash of unit and number: so an address is hidden in a draft that the consent service has never heard of. Another unit's
cases are not among them: that she is protected is told to no authority that did not know it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from services.referral.domain import Coverage, Individ, Question
from services.referral.foreign import OwnDocuments
from services.referral.repository import PersonIndex
from services.referral.tables import ReferralRow
from shared.db import Sessions


class AskedByCase(Protocol):
    """The consent service's own answers, case by case; every method raises ConsentUnreachable."""

    async def coverage(self, case_id: UUID, question: Question) -> Coverage:
        """Return what the samtycke covers now."""
        ...

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of these very cases that are handled by hand."""
        ...

    async def with_samtycke(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that have a samtycke."""
        ...

    async def protect(self, case_id: UUID, number: str | None, token: str) -> None:
        """Mark the case, on the user's own token."""
        ...

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in."""
        ...

    async def own_documents(self, case_id: UUID, token: str) -> OwnDocuments:
        """Return what became of the documents that the user's unit is the source of."""
        ...


@dataclass(frozen=True, slots=True)
class ConsentByPerson:
    """Asks before any transaction opens, about all of a person's cases in one question; raises ConsentUnreachable."""

    asked: AskedByCase
    sessions: Sessions
    index: PersonIndex

    async def coverage(self, case_id: UUID, question: Question) -> Coverage:
        """Return what the samtycke covers now: nothing, when another case of hers is handled by hand."""
        coverage = await self.asked.coverage(case_id, question)
        others = {other for _, other in await self._same_person([case_id])} - {case_id}
        by_hand = coverage.withheld or bool(others and await self.asked.withheld(sorted(others)))
        return replace(coverage, withheld=by_hand)

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases whose person has a case that is handled by hand, this one or another."""
        wanted = frozenset(case_ids)
        pairs = await self._same_person(wanted)
        marked = await self.asked.withheld(sorted(wanted | {other for _, other in pairs}))
        return wanted & marked | {case_id for case_id, other in pairs if other in marked}

    async def withheld_persons(self, unit: str, indexes: Iterable[bytes]) -> frozenset[bytes]:
        """Return those of the unit's persons, by keyed hash, who have a case that is handled by hand."""
        query = select(ReferralRow.id, ReferralRow.person_index).where(
            col(ReferralRow.unit) == unit, col(ReferralRow.person_index).in_(set(indexes))
        )
        async with self.sessions() as session:
            cases = dict((await session.exec(query)).all())
        marked = await self.asked.withheld(sorted(cases))
        return frozenset(index for case_id, index in cases.items() if case_id in marked)

    async def withheld_person(self, unit: str, individ: Individ) -> bool:
        """Tell whether a person of this unit has a case that is handled by hand."""
        return bool(await self.withheld_persons(unit, [self.index.of_individ(unit, individ)]))

    async def with_samtycke(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that have a samtycke: in force now, or from a day ahead."""
        return await self.asked.with_samtycke(case_ids)

    async def protect(self, case_id: UUID, number: str | None, token: str) -> None:
        """Have the case handled by hand from now on, and every other of the person's, on the user's own token."""
        await self.asked.protect(case_id, number, token)

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in, asked with her own token."""
        return await self.asked.cases_of(token)

    async def own_documents(self, case_id: UUID, token: str) -> OwnDocuments:
        """Return what became of the documents that the user's unit is the source of."""
        return await self.asked.own_documents(case_id, token)

    async def _same_person(self, case_ids: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
        """Pair each case with every case that its unit has of the person, itself too."""
        one, other = aliased(ReferralRow), aliased(ReferralRow)
        query = (
            select(one.id, other.id)
            .join(
                other,
                and_(col(other.unit) == col(one.unit), col(other.person_index) == col(one.person_index)),
            )
            .where(col(one.id).in_(case_ids))
        )
        async with self.sessions() as session:
            return frozenset((case_id, hers) for case_id, hers in (await session.exec(query)).all())
