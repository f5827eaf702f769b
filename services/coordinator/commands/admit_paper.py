"""The koordinator lets an anmälan on paper go on: its samtycke is registered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers, Senders
from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt
from services.coordinator.domain.paper import Paper
from services.coordinator.domain.paper_akt import WAITING
from services.coordinator.errors import UnknownAkt


@dataclass(frozen=True, slots=True)
class AdmitPaper:
    """Let it go on; `note_read`: what the person excludes in words has been read. Who does it is noted with the sender."""

    case_id: UUID
    version: int
    note_read: bool
    subject: str
    function: str | None
    at: datetime


async def hand_over(cmd: AdmitPaper, akt: Akt, paper: Paper, scans: int, senders: Senders) -> None:
    """Have the sender's service take it in, before the transaction: it asks whether the samtycke covers what it says.

    It comes back to the team as any anmälan does: a document of the sender's, opened through the one exit and logged.
    Once taken in it stays so, however often this is tried. Raises PaperNotAdmitted, ReferralUnreachable, ScanMissing.
    """
    akt.must_be(WAITING)
    paper.must_be_scanned(scans)
    said: dict[str, Any] = {
        "sender": paper.sender.unit,
        "team": akt.team,
        "received_on": paper.received_on.isoformat(),
        "registered_by": {"subject": cmd.subject, "function": cmd.function},
        "exclusion_note_acknowledged": cmd.note_read,
        "content": paper.form(akt.team),
    }
    await senders.register_paper(cmd.case_id, said)


async def admit_paper(cmd: AdmitPaper, akter: Akter, papers: Papers) -> Akt:
    """Note that it went on. The akt is an ordinary one when the document arrives. Raises UnknownAkt."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    paper = await papers.get(cmd.case_id)
    if paper.admitted_at is None:
        paper.admitted_at = cmd.at
        await papers.save(paper)
        await akter.save(akt)
    return akt
