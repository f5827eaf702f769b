"""Scans: the file's exact bytes, sealed under the case key."""

from uuid import UUID

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.store_scan import CheckedFile, StoreScan
from services.consent.tables.signings import Scan

SEALED_AS = ("scan", "content")
DIGEST_SEALED_AS = ("scan", "sha256")
"""Table and column to which the sealed bytes are bound."""


class ScanRows:
    """The scans, in one session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, scan_id: UUID, command: StoreScan, checked: CheckedFile) -> None:
        """Seal and store the scan."""
        scan = checked.scan
        await self._session.exec(
            insert(Scan).values(
                id=scan_id,
                case_id=command.case_id,
                unit=command.unit,
                media_type=scan.media_type,
                pages=scan.pages,
                sha256=checked.key.seal(*DIGEST_SEALED_AS, scan_id, bytes.fromhex(scan.sha256)),
                metadata_found=scan.metadata_found,
                stored_at=command.at,
                content=checked.key.seal(*SEALED_AS, scan_id, scan.content),
            )
        )
