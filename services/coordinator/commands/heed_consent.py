"""What the team does when a samtycke is given or ends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Rows
from services.coordinator.domain import ENDED, Ending, Row, covers


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """Rows of a samtycke that have been given."""

    case_id: UUID
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class EndConsent:
    """Rows of a samtycke that have ended, and how; `whole` when the person took back all of it."""

    case_id: UUID
    rows: list[Row]
    ending: Ending
    whole: bool
    at: datetime


async def note_consent(cmd: NoteConsent, rows: Rows) -> None:
    """Remember what the samtycke covers."""
    await rows.keep(cmd.case_id, cmd.rows)


async def end_consent(cmd: EndConsent, akter: Akter, rows: Rows) -> None:
    """Close the akt when sender and team are no longer covered; else note which parties it concerns."""
    akt = await akter.find(cmd.case_id)
    await rows.end(cmd.case_id, cmd.rows, cmd.ending)
    if akt is None or akt.status in ENDED:
        return
    known = await rows.of_case(cmd.case_id)
    if cmd.whole or not covers(known, akt.sender, akt.team):
        akt.lose_consent(cmd.ending)
    else:
        concerned = {party for row in cmd.rows for party in (row.source, row.recipient)}
        for party in sorted(concerned - {akt.sender, akt.team}):
            akt.ask_about(party, cmd.at)
    await akter.save(akt)
