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
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import RowState
from services.consent.errors import CaseUnknown
from services.consent.repository.cases import CaseRows, PairDoors
from services.consent.repository.signings import PERSON_SEALED_AS
from services.consent.tables import metadata
from services.consent.tables.deliveries import Alias, Leaf
from services.consent.tables.files import CaseFile, CasePerson
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing
from shared.erasure.holder import empty_case
from shared.erasure.rules import TEAM, CaseGoesOn, must_be_kept
from shared.sealing import KIND, CaseKeys

KEPT = (str(Leaf.__tablename__),)


@dataclass(frozen=True, slots=True)
class ConsentHolder:
    """The unit that registered the samtycke."""

    case_keys: CaseKeys
    directory: Directory

    def roles_of(self, unit: str) -> frozenset[str]:
        """Return the roles of the unit: what a team has registered from paper is its koordinator's, not the host's other staff's."""
        return frozenset({"koordinator" if self.part_of(unit) == TEAM else "handlaggare", "arkivarie"})

    def part_of(self, unit: str) -> str | None:
        """Return the registering unit's part."""
        return self.directory.part_of(unit)

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        """Raise CaseUnknown for a case that the unit has registered nothing in, also one that the team has from paper."""
        await CaseRows(session).find(case_id)
        if unit not in await _registering_units(session, case_id):
            raise CaseUnknown

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        """Refuse while any row of the samtycke goes on: somebody may be told something on its strength.

        And a socialtjänst's about someone born on a day that is kept, scan and all. Before a samtycke is registered nobody
        has said here whose it is: what is known then is known to those who decide.
        """
        await CaseRows(session).find(case_id)
        query = select(ConsentRow.id).where(
            col(ConsentRow.case_id) == case_id, col(ConsentRow.state) == RowState.AKTIV.value
        )
        if (await session.exec(query.limit(1))).first() is not None:
            raise CaseGoesOn
        number = await self._number(session, case_id)
        if number is not None:
            for unit in await _registering_units(session, case_id):
                must_be_kept(self.part_of(unit), number)

    async def _number(self, session: AsyncSession, case_id: UUID) -> str | None:
        sealed = (
            await session.exec(select(CasePerson.identity).where(col(CasePerson.case_id) == case_id))
        ).one_or_none()
        if sealed is None:
            return None
        key = await self.case_keys.open_key(case_id)
        return key.open_json(*PERSON_SEALED_AS, case_id, sealed)["personal_number"]

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


async def _registering_units(session: AsyncSession, case_id: UUID) -> set[str]:
    """Return who opened the case here, and who has attested a signature in it: a paper's samtycke is the team's first."""
    opened = await session.exec(select(CaseFile.registering_unit).where(col(CaseFile.case_id) == case_id))
    attested = await session.exec(select(Signing.attested_unit).where(col(Signing.case_id) == case_id))
    return {*opened, *attested}
