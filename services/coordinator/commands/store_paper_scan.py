"""The koordinator stores a picture of the paper: checked by content, sealed under the key of the case."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt
from services.coordinator.domain.paper_akt import must_take_scan
from services.coordinator.errors import UnknownAkt
from shared.ids import uuid7
from shared.scans.values import CheckedScan


@dataclass(frozen=True, slots=True)
class StorePaperScan:
    """Keep this picture with the case."""

    case_id: UUID
    scan: CheckedScan = field(repr=False)
    at: datetime


async def store_paper_scan(cmd: StorePaperScan, akter: Akter, papers: Papers) -> tuple[Akt, UUID]:
    """Keep it, and return its id. Raises UnknownAkt, NoPaper, WrongStatus once nothing more comes by post."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    must_take_scan(akt, await papers.get(cmd.case_id))
    scan_id = uuid7()
    await papers.keep_scan(cmd.case_id, scan_id, cmd.scan, cmd.at)
    return akt, scan_id
