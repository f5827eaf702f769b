"""What this service holds of a case: samtycke, scans, whose it is, sealed documents; and the log of what was disclosed.

The leaves of the log stay as they are, for others' are hashed with them. Without the case's log key a leaf says nothing
more than that some unit opened something, for a purpose, at a time (`leaf.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.numbers import CONTROL_KEY
from services.consent.addressing.wrapping import ROW_KEY
from services.consent.disclosure_log.leaf import LOG_KEY
from services.consent.domain.rows import RowState
from services.consent.errors import CaseUnknown
from services.consent.repository.cases import CaseRows, PairDoors
from services.consent.tables import metadata
from services.consent.tables.deliveries import Alias, Leaf
from services.consent.tables.rows import ConsentRow
from shared.erasure.holder import empty_case
from shared.erasure.rules import CaseGoesOn
from shared.sealing import KIND

KEPT = (str(Leaf.__tablename__),)


@dataclass(frozen=True, slots=True)
class ConsentHolder:
    """The unit that registered the samtycke."""

    roles: frozenset[str] = frozenset({"handlaggare", "arkivarie"})

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        """Raise CaseUnknown for another unit's."""
        case = await CaseRows(session).find(case_id)
        if case is None:
            raise CaseUnknown
        case.admit(unit)

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        """Refuse while any row of the samtycke goes on: somebody may be told something on its strength."""
        await CaseRows(session).find(case_id)
        query = select(ConsentRow.id).where(
            col(ConsentRow.case_id) == case_id, col(ConsentRow.state) == RowState.AKTIV.value
        )
        if (await session.exec(query.limit(1))).first() is not None:
            raise CaseGoesOn

    async def announce(self, session: AsyncSession, case_id: UUID, at: datetime) -> None:
        """Tell nobody: every recipient has had its stop notice."""

    async def keys(self, session: AsyncSession, case_id: UUID) -> Sequence[tuple[str, str]]:
        """Return the keys of the case, of its log, of its rows and of its notices."""
        rows = await session.exec(select(ConsentRow.id).where(col(ConsentRow.case_id) == case_id))
        aliases = await session.exec(select(Alias.alias).where(col(Alias.case_id) == case_id))
        return [
            (KIND, str(case_id)),
            (LOG_KEY, str(case_id)),
            *((ROW_KEY, str(row)) for row in rows),
            *((CONTROL_KEY, str(alias)) for alias in aliases),
        ]

    async def empty(self, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        """Delete all but the leaves, behind the locks of every recipient, so that no release reads half of it."""
        await CaseRows(session).find(case_id)
        await PairDoors(session).shut(case_id)
        return await empty_case(session, metadata, case_id, roots={}, keep=KEPT)
