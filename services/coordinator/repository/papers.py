"""Rows ↔ anmälningar on paper. Sealed under the key of their case: once that is destroyed, nothing is left of them."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import FIRST
from services.coordinator.domain.paper import LetterLine, Paper, PaperSender
from services.coordinator.domain.same_person import Settlement, Stand
from services.coordinator.errors.papers import NoPaper
from services.coordinator.tables import (
    AktRow,
    LetterRow,
    PaperRow,
    PaperScanRow,
    PartRow,
    SamePersonRow,
    SupplementRequestRow,
)
from shared.blind_index import BlindIndex
from shared.ids import uuid7
from shared.scans.values import CheckedScan
from shared.sealing import CaseKey, CaseKeys

PAPER = ("paper", "content")
SCAN, DIGEST = ("paper_scan", "content"), ("paper_scan", "sha256")
SETTLEMENT = ("same_person", "content")
"""Table and column to which what is sealed is bound."""


class PaperRepository:
    """The papers of one team's akter, within one transaction. Whoever changes one holds its akt."""

    def __init__(self, session: AsyncSession, keys: CaseKeys, index: BlindIndex) -> None:
        self._session = session
        self._keys = keys
        self._index = index

    async def find(self, case_id: UUID) -> Paper | None:
        """Load the paper of a case, if it came on one and has not been sent back."""
        row = await self._session.get(PaperRow, case_id, populate_existing=True)
        if row is None or row.content is None:
            return None
        return to_paper(await self._keys.open_key(case_id), row)

    async def get(self, case_id: UUID) -> Paper:
        """Load the paper of a case; raises NoPaper."""
        paper = await self.find(case_id)
        if paper is None:
            raise NoPaper
        return paper

    async def add(self, paper: Paper) -> None:
        """Keep a new paper beside its akt, and whose it is as a keyed hash."""
        key = await self._keys.open_key(paper.case_id)
        self._session.add(
            PaperRow(
                case_id=paper.case_id,
                received_on=paper.received_on,
                registered_at=paper.registered_at,
                by_letter=paper.by_letter,
                admitted_at=None,
                returned_on=None,
                destroyed_at=None,
                content=_sealed(key, paper),
            )
        )
        await self._session.flush()
        await self._index_person(paper.case_id, self._index.of(paper.person["personnummer"]))

    async def save(self, paper: Paper) -> None:
        """Keep what changed."""
        key = await self._keys.open_key(paper.case_id)
        await self._session.exec(
            update(PaperRow)
            .where(col(PaperRow.case_id) == paper.case_id)
            .values(
                received_on=paper.received_on,
                by_letter=paper.by_letter,
                admitted_at=paper.admitted_at,
                content=_sealed(key, paper),
            )
        )
        await self._index_person(paper.case_id, self._index.of(paper.person["personnummer"]))

    async def last_request(self, case_id: UUID) -> UUID | None:
        """Return the komplettering that was asked for last since the sender's document came; what was asked before is of the samtycke."""
        came = select(func.min(PartRow.received_at)).where(
            col(PartRow.case_id) == case_id, col(PartRow.type) == FIRST
        )
        asked = (
            select(SupplementRequestRow.id)
            .where(col(SupplementRequestRow.case_id) == case_id)
            .where(col(SupplementRequestRow.at) >= came.scalar_subquery())
            .order_by(col(SupplementRequestRow.at).desc(), col(SupplementRequestRow.id).desc())
        )
        return (await self._session.exec(asked.limit(1))).first()

    async def scans(self, case_id: UUID) -> int:
        """Count the pictures of a paper."""
        counted = select(func.count()).select_from(PaperScanRow).where(col(PaperScanRow.case_id) == case_id)
        return (await self._session.exec(counted)).one()

    async def keep_scan(self, case_id: UUID, scan_id: UUID, scan: CheckedScan, at: datetime) -> None:
        """Seal and store a picture of the paper."""
        key = await self._keys.open_key(case_id)
        self._session.add(
            PaperScanRow(
                id=scan_id,
                case_id=case_id,
                media_type=scan.media_type,
                pages=scan.pages,
                stored_at=at,
                metadata_found=scan.metadata_found,
                sha256=key.seal(*DIGEST, scan_id, bytes.fromhex(scan.sha256)),
                content=key.seal(*SCAN, scan_id, scan.content),
            )
        )
        await self._session.flush()

    async def forget(self, paper: Paper) -> None:
        """Remove all of a paper that was sent back, but its line in the register (OSL 5:2)."""
        for table in (PaperScanRow, SupplementRequestRow, LetterRow, PartRow, SamePersonRow):
            await self._session.exec(delete(table).where(col(table.case_id) == paper.case_id))
        await self._session.exec(
            update(PaperRow)
            .where(col(PaperRow.case_id) == paper.case_id)
            .values(content=None, returned_on=paper.returned_on)
        )
        await self._index_person(paper.case_id, None)

    async def settle(self, settlement: Settlement) -> None:
        """Keep a stand on another akt of the same person; an earlier one stays beside it."""
        key, row_id = await self._keys.open_key(settlement.case_id), uuid7()
        said = {
            "other": str(settlement.other),
            "stand": settlement.stand.value,
            "reason": settlement.reason,
        }
        self._session.add(
            SamePersonRow(
                id=row_id,
                case_id=settlement.case_id,
                at=settlement.at,
                content=key.seal_json(*SETTLEMENT, row_id, said),
            )
        )
        await self._session.flush()

    async def same_person(self, one: UUID, other: UUID) -> bool:
        """Tell whether two akter are of the same person, by keyed hash."""
        asked = select(AktRow.case_id, AktRow.person_index).where(col(AktRow.case_id).in_([one, other]))
        known = dict((await self._session.exec(asked)).all())
        return known.get(one) is not None and known.get(one) == known.get(other)

    async def _index_person(self, case_id: UUID, index: bytes | None) -> None:
        await self._session.exec(
            update(AktRow).where(col(AktRow.case_id) == case_id).values(person_index=index)
        )


def settlement_of(key: CaseKey, row: SamePersonRow) -> Settlement:
    """Open a stand."""
    said = key.open_json(*SETTLEMENT, row.id, row.content)
    return Settlement(row.case_id, UUID(said["other"]), Stand(said["stand"]), said["reason"], row.at)


def to_paper(key: CaseKey, row: PaperRow) -> Paper:
    """Open a row that has its content."""
    assert row.content is not None, "what was sent back is not opened"
    said = key.open_json(*PAPER, row.case_id, row.content)
    sender = said["sender"]
    return Paper(
        case_id=row.case_id,
        sender=PaperSender(
            sender["unit"],
            sender["name"],
            sender["function"],
            tuple(sender["address"]),
            sender["reference"],
        ),
        received_on=row.received_on,
        registered_at=row.registered_at,
        enclosed=said["enclosed"],
        content=said["content"],
        late_reason=said["late_reason"],
        by_letter=row.by_letter,
        admitted_at=row.admitted_at,
        returned_on=row.returned_on,
        transcript_checked=said.get("transcript_checked", False),
        letters=tuple(_line(one) for one in said.get("letters", ())),
    )


def _line(said: dict[str, Any]) -> LetterLine:
    return LetterLine(
        UUID(said["request"]),
        date.fromisoformat(said["received_on"]),
        datetime.fromisoformat(said["registered_at"]),
        said["late_reason"],
    )


def _sealed(key: CaseKey, paper: Paper) -> bytes:
    said: dict[str, Any] = {
        "sender": asdict(paper.sender),
        "enclosed": paper.enclosed,
        "content": paper.content,
        "late_reason": paper.late_reason,
        "transcript_checked": paper.transcript_checked,
        "letters": [
            {
                "request": str(line.request),
                "received_on": line.received_on.isoformat(),
                "registered_at": line.registered_at.isoformat(),
                "late_reason": line.late_reason,
            }
            for line in paper.letters
        ],
    }
    return key.seal_json(*PAPER, paper.case_id, said)
