"""The koordinator mends the transcript of an anmälan on paper, also when a komplettering has come by post."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt
from services.coordinator.domain.paper import Enclosed, IsParty
from services.coordinator.domain.paper_akt import WAITING


@dataclass(frozen=True, slots=True)
class AmendPaper:
    """The whole transcript anew, and what there is of the samtycke now."""

    case_id: UUID
    version: int
    enclosed: Enclosed
    content: dict[str, Any] = field(repr=False)
    by_letter: bool


async def amend_paper(cmd: AmendPaper, akter: Akter, papers: Papers, *, is_party: IsParty) -> Akt:
    """Replace it, until it has gone on; the pictures stay as they are. Raises UnknownUnit, WrongStatus, NoPaper."""
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.must_be(WAITING)
    paper = await papers.get(cmd.case_id)
    paper.content, paper.enclosed, paper.by_letter = cmd.content, cmd.enclosed, cmd.by_letter
    paper.check_units(is_party)
    await papers.save(paper)
    await akter.save(akt)
    return akt
