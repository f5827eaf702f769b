"""Makuleringar: the signatures they are about, and how far they have come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.annul_signing import KnownSigning
from services.consent.domain.annulment import Annulment
from services.consent.errors import SigningUnknown
from services.consent.repository.revocations import OpenPair, keep_pair
from services.consent.tables.annulments import Annulment as AnnulmentTable
from services.consent.tables.annulments import RowSigning
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing
from shared.erasure.store import enter
from shared.ids import uuid7
from shared.sealing import CaseKey

WRONG_SEALED_AS = ("annulment", "what_was_wrong")
"""Table and column to which what was wrong is bound."""


@dataclass(frozen=True, slots=True)
class SeenAnnulment:
    """How far a makulering has come; what was wrong is still sealed."""

    case_id: UUID
    signing_id: UUID
    reason: str
    what_was_wrong: bytes
    by_unit: str
    received_at: datetime
    effective_at: datetime | None
    enforced_at: datetime | None


class AnnulmentRows:
    """The makuleringar, in one session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, signing_id: UUID) -> KnownSigning | None:
        """Return the signature without its rows; nothing is locked."""
        columns = (col(Signing.case_id), col(Signing.attested_unit), col(Signing.annulled_at))
        connection = await self._session.connection()
        row = (await connection.execute(select(*columns).where(col(Signing.id) == signing_id))).first()
        return KnownSigning(signing_id, row[0], row[1], row[2] is not None) if row else None

    async def lock(self, signing_id: UUID) -> KnownSigning:
        """Lock its case, as whoever registers a signature does, then read the signature and the rows it carries.

        Raises SigningUnknown: its gallring has begun.
        """
        known = await self.find(signing_id)
        if known is None or not await enter(self._session, known.case_id):
            raise SigningUnknown
        connection = await self._session.connection()
        case = (
            select(col(CaseFile.case_id))
            .where(col(CaseFile.case_id) == known.case_id)
            .with_for_update(key_share=True)
        )
        await connection.execute(case)
        carried = (
            select(col(ConsentRow.recipient), col(ConsentRow.id))
            .join(RowSigning, col(RowSigning.row_id) == col(ConsentRow.id))
            .where(col(RowSigning.signing_id) == signing_id)
        )
        rows = tuple((row[0], row[1]) for row in await connection.execute(carried))
        now = await self.find(signing_id)
        if now is None:
            raise SigningUnknown
        return KnownSigning(now.id, now.case_id, now.unit, now.is_annulled, rows)

    async def keep(self, annulment: Annulment, key: CaseKey) -> None:
        """Mark the signature, store the makulering and the pairs to be closed."""
        connection = await self._session.connection()
        await connection.execute(
            update(Signing)
            .where(col(Signing.id) == annulment.signing_id)
            .values(annulled_at=annulment.received_at)
        )
        sealed = key.seal(*WRONG_SEALED_AS, annulment.id, annulment.what_was_wrong.encode())
        await connection.execute(
            insert(AnnulmentTable).values(
                id=annulment.id,
                case_id=annulment.case_id,
                signing_id=annulment.signing_id,
                reason=annulment.reason.value,
                what_was_wrong=sealed,
                by_subject=annulment.by.subject,
                by_unit=annulment.by.unit,
                by_function=annulment.by.function,
                received_at=annulment.received_at,
            )
        )
        for recipient, row_ids in annulment.pairs.items():
            pair = OpenPair(
                uuid7(),
                None,
                annulment.case_id,
                recipient,
                "makulerat",
                row_ids,
                is_closed=False,
                annulment_id=annulment.id,
            )
            await keep_pair(self._session, pair)


async def annulment_seen(session: AsyncSession, annulment_id: UUID) -> SeenAnnulment | None:
    """Return a makulering, for whoever has asked who may see it."""
    columns = [getattr(AnnulmentTable, name) for name in SeenAnnulment.__slots__]
    connection = await session.connection()
    query = select(*columns).where(col(AnnulmentTable.id) == annulment_id)
    row = (await connection.execute(query)).first()
    return SeenAnnulment(*row) if row else None
