"""The koordinator sends an anmälan on paper back, because the samtycke is missing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Akter, Rows
from services.coordinator.domain import Akt, covers
from services.coordinator.domain.paper_akt import send_back
from services.coordinator.errors.papers import ReturnStopped


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """Send it back."""

    case_id: UUID
    version: int
    covered: bool
    """Whether the consent service says that sender and team are covered now: what this service has heard may be older."""
    stopped: bool
    """Whether a gallringsstopp stands for the case."""
    at: datetime


async def return_paper(cmd: ReturnPaper, akter: Akter, papers: Papers, rows: Rows) -> Akt:
    """Keep its line in the register (day, number, sender, that it was sent back: OSL 5:2) and nothing else.

    The key of the case is destroyed after the commit, so that copies and backups say nothing either. Raises ReturnStopped:
    a gallringsstopp goes before it.
    """
    akt = await akter.get(cmd.case_id, cmd.version)
    paper = await papers.get(cmd.case_id)
    rows_known = await rows.of_case(cmd.case_id)
    if cmd.stopped:
        raise ReturnStopped
    send_back(akt, paper, covered=cmd.covered or covers(rows_known, akt.sender, akt.team), at=cmd.at)
    await akter.save(akt)
    await papers.forget(paper)
    return akt
