"""The koordinator learns that the person has moved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt


@dataclass(frozen=True, slots=True)
class RecordMove:
    """That she has moved; where to is nothing that the team needs."""

    case_id: UUID
    version: int
    at: datetime


async def record_move(cmd: RecordMove, akter: Akter) -> Akt:
    """Put the question whether the case goes on here."""
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.note_move(cmd.at)
    await akter.save(akt)
    return akt
