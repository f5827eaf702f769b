"""What the koordinator reads of anmälningar on paper: the register, one paper, its pictures, and stands on two akter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import utc
from services.coordinator.domain.addresses import without_address
from services.coordinator.domain.paper import Paper
from services.coordinator.domain.same_person import STAND_TEXT, Settlement
from services.coordinator.errors.papers import NoPaper
from services.coordinator.queries.akt import visible_to
from services.coordinator.repository.papers import DIGEST, SCAN, settlement_of, to_paper
from services.coordinator.tables import AktRow, PaperRow, PaperScanRow, SamePersonRow
from shared.auth import Viewer
from shared.sealing import CaseKeys

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A picture, opened."""

    media_type: str
    content: bytes
    sha256: bytes


async def register_lines(
    session: AsyncSession, viewer: Viewer, *, limit: int
) -> Sequence[tuple[AktRow, PaperRow]]:
    """List what came to the team on paper, the latest first: also what was sent back (OSL 5:2)."""
    mine = visible_to(viewer).subquery()
    query = (
        select(AktRow, PaperRow)
        .join(PaperRow, col(PaperRow.case_id) == col(AktRow.case_id))
        .where(col(AktRow.case_id).in_(select(mine.c.case_id)))
        .order_by(col(PaperRow.registered_at).desc(), col(AktRow.number).desc())
        .limit(limit)
    )
    return (await session.exec(query)).all()


@dataclass(frozen=True, slots=True)
class PaperReader:
    """Opens papers with the key of their case. Who may see the akt has been asked before."""

    keys: CaseKeys

    async def find(self, session: AsyncSession, case_id: UUID) -> Paper | None:
        """Open the paper of a case; None when it did not come on one, or it was sent back."""
        row = await session.get(PaperRow, case_id)
        if row is None or row.content is None:
            return None
        return to_paper(await self.keys.open_key(case_id), row)

    async def told(self, session: AsyncSession, case_id: UUID, *, hide_addresses: bool) -> Json | None:
        """Write the paper of a case as the koordinator reads it."""
        paper = await self.find(session, case_id)
        if paper is None:
            return None
        sender = paper.sender
        return {
            "received_on": paper.received_on.isoformat(),
            "registered_at": utc(paper.registered_at),
            "late_reason": paper.late_reason,
            "sender": {
                "unit": sender.unit,
                "name": sender.name,
                "function": sender.function,
                "address": list(sender.address),
                "reference": sender.reference,
            },
            "samtycke": paper.enclosed,
            "by_letter": paper.by_letter,
            "admitted_at": utc(paper.admitted_at) if paper.admitted_at else None,
            "content": without_address(paper.content) if hide_addresses else paper.content,
            "transcript_checked": paper.transcript_checked,
            "answers": [
                {
                    "received_on": line.received_on.isoformat(),
                    "registered_at": utc(line.registered_at),
                    "late_reason": line.late_reason,
                }
                for line in paper.letters
            ],
            "scans": [
                {"scan_id": str(row.id), "pages": row.pages, "stored_at": utc(row.stored_at)}
                for row in await self._scans(session, case_id)
            ],
        }

    async def scan(self, session: AsyncSession, case_id: UUID, scan_id: UUID) -> ReadScan:
        """Open one picture of a case's paper; raises NoPaper."""
        row = next((row for row in await self._scans(session, case_id) if row.id == scan_id), None)
        if row is None:
            raise NoPaper
        key = await self.keys.open_key(case_id)
        return ReadScan(
            row.media_type, key.open(*SCAN, row.id, row.content), key.open(*DIGEST, row.id, row.sha256)
        )

    async def settled(self, session: AsyncSession, case_id: UUID) -> dict[UUID, Json]:
        """Write the latest stand per other akt of the same person."""
        found = await session.exec(
            select(SamePersonRow)
            .where(col(SamePersonRow.case_id) == case_id)
            .order_by(col(SamePersonRow.at), col(SamePersonRow.id))
        )
        rows = found.all()
        if not rows:
            return {}
        key = await self.keys.open_key(case_id)
        return {stand.other: _stand(stand) for stand in (settlement_of(key, row) for row in rows)}

    async def _scans(self, session: AsyncSession, case_id: UUID) -> Sequence[PaperScanRow]:
        found = await session.exec(
            select(PaperScanRow)
            .where(col(PaperScanRow.case_id) == case_id)
            .order_by(col(PaperScanRow.stored_at), col(PaperScanRow.id))
        )
        return found.all()


def _stand(stand: Settlement) -> Json:
    return {
        "stand": stand.stand.value,
        "text": STAND_TEXT[stand.stand],
        "reason": stand.reason,
        "at": utc(stand.at),
    }
