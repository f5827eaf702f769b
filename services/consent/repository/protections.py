"""Marks of protected identity as they are stored; the decision that lifts one is sealed under its case's key."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.protection import Lifting, Protection, ProtectionKind, ProtectionSource
from services.consent.tables.closings import InFlight
from services.consent.tables.files import CaseFile
from services.consent.tables.protections import ProtectionRow
from shared.sealing import CaseKey

SEALED_AS = ("protection", "lifting")
"""Table and column to which a decision is bound."""


class ProtectionRows:
    """The marks, in one session's transaction. `keys` are needed for decisions only, by case."""

    def __init__(self, session: AsyncSession, keys: Mapping[UUID, CaseKey] | None = None) -> None:
        self._session = session
        self._keys = keys or {}

    async def of_cases(self, case_ids: Collection[UUID]) -> list[Protection]:
        """Return the marks of these cases, the oldest first; a decision without its key is told as erased."""
        found = await self._session.exec(
            select(ProtectionRow)
            .where(col(ProtectionRow.case_id).in_(case_ids))
            .order_by(col(ProtectionRow.marked_at), col(ProtectionRow.id))
            .execution_options(populate_existing=True)
        )
        return [self._to_protection(row) for row in found]

    async def add(self, mark: Protection) -> None:
        """Store a new mark."""
        await self._session.exec(
            insert(ProtectionRow).values(
                id=mark.id,
                case_id=mark.case_id,
                kind=mark.kind,
                source=mark.source,
                known_on=mark.known_on,
                by_unit=mark.by_unit,
                by_function=mark.by_function,
                marked_at=mark.marked_at,
            )
        )

    async def keep_lifting(self, mark: Protection, key: CaseKey) -> None:
        """Store the decision that lifts a mark."""
        assert mark.lifted is not None, "lifted by the command"
        await self._session.exec(
            update(ProtectionRow)
            .where(col(ProtectionRow.id) == mark.id)
            .values(
                lifted_at=mark.lifted.at,
                lifting=key.seal_json(*SEALED_AS, mark.id, _written(mark.lifted)),
            )
        )

    def _to_protection(self, row: ProtectionRow) -> Protection:
        return Protection(
            id=row.id,
            case_id=row.case_id,
            kind=ProtectionKind(row.kind) if row.kind else None,
            source=ProtectionSource(row.source) if row.source else None,
            known_on=row.known_on,
            by_unit=row.by_unit,
            by_function=row.by_function,
            marked_at=row.marked_at,
            lifted=self._lifting(row),
        )

    def _lifting(self, row: ProtectionRow) -> Lifting | None:
        if row.lifting is None or row.lifted_at is None:
            return None
        key = self._keys.get(row.case_id)
        if key is None:
            return Lifting(row.lifted_at.date(), "", "", "", None, row.lifted_at)
        return _read(key.open_json(*SEALED_AS, row.id, row.lifting), row.lifted_at)


async def case_of_protection(session: AsyncSession, protection_id: UUID) -> UUID | None:
    """Return the case that a mark stands on."""
    found = await session.exec(select(ProtectionRow.case_id).where(col(ProtectionRow.id) == protection_id))
    return found.one_or_none()


async def cases_in_flight(session: AsyncSession) -> list[UUID]:
    """Return the withheld cases about which an answer may still be on its way."""
    query = (
        select(InFlight.case_id)
        .join(CaseFile, col(CaseFile.case_id) == col(InFlight.case_id))
        .where(col(InFlight.sent_at).is_(None), col(CaseFile.withheld_since).is_not(None))
        .distinct()
    )
    return list((await session.exec(query)).all())


def _written(lifting: Lifting) -> dict[str, Any]:
    return {
        "decided_on": lifting.decided_on.isoformat(),
        "decided_by": lifting.decided_by,
        "reason": lifting.reason,
        "by_unit": lifting.by_unit,
        "by_function": lifting.by_function,
    }


def _read(said: dict[str, Any], at: datetime) -> Lifting:
    return Lifting(
        date.fromisoformat(said["decided_on"]),
        said["decided_by"],
        said["reason"],
        said["by_unit"],
        said["by_function"],
        at,
    )
