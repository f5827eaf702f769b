"""Cases as they are stored: one row each, locked while a command decides."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.case import Case
from services.consent.locks import lock_pairs
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow
from shared.erasure.store import enter
from shared.sealing import CaseGone


class CaseRows:
    """The cases, in one session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, case_id: UUID, unit: str, at: datetime) -> Case:
        """Return the case, locked; a case that is new here is opened for the unit. Raises CaseGone: erased, or being so.

        It is not erased before the transaction ends: what is taken in now is not destroyed unseen.
        """
        if not await enter(self._session, case_id):
            raise CaseGone
        await self._session.exec(
            insert(CaseFile)
            .values(case_id=case_id, registering_unit=unit, opened_at=at)
            .on_conflict_do_nothing()
        )
        case = await self.find(case_id)
        if case is None:
            raise CaseGone
        return case

    async def find(self, case_id: UUID) -> Case | None:
        """Return the case, locked, or None. The case's row comes before the pair locks, here and everywhere.

        `key_share`: what only refers to the case, such as a receipt of an end, never waits for a signature in the making.
        """
        found = await self._session.exec(
            select(CaseFile)
            .where(CaseFile.case_id == case_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        row = found.one_or_none()
        return None if row is None else _to_case(row)

    async def of_person(self, person_hash: bytes) -> list[Case]:
        """Return the person's cases, locked in the order of their ids."""
        found = await self._session.exec(
            select(CaseFile)
            .where(CaseFile.person_hash == person_hash)
            .order_by(col(CaseFile.case_id))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return [_to_case(row) for row in found]

    async def keep(self, case: Case) -> None:
        """Store whose it is and whether it is withheld."""
        await self._session.exec(
            update(CaseFile)
            .where(col(CaseFile.case_id) == case.id)
            .values(team=case.team, person_hash=case.person_hash, withheld_since=case.withheld_since)
        )


def _to_case(row: CaseFile) -> Case:
    return Case(
        row.case_id,
        row.registering_unit,
        row.opened_at,
        row.team,
        row.person_hash,
        row.withheld_since,
        row.ends_at,
    )


class PairDoors:
    """The pair locks of a whole case: what mark_protected takes."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def shut(self, case_id: UUID) -> None:
        """Take the exclusive lock of every recipient that the case has ever had a row for.

        No new recipient comes meanwhile: whoever registers a signature waits for the case's row.
        """
        found = await self._session.exec(
            select(ConsentRow.recipient).where(ConsentRow.case_id == case_id).distinct()
        )
        await lock_pairs(self._session, case_id, found.all(), shared=False)
