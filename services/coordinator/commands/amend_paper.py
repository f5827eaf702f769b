"""The koordinator mends what she registered of an anmälan on paper, also when a komplettering has come by post."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt
from services.coordinator.domain.paper import IsParty, Paper
from services.coordinator.domain.paper_akt import WAITING


@dataclass(frozen=True, slots=True)
class AmendPaper:
    """The whole registration anew: a wrong sender or day is mended before anybody is told."""

    version: int
    paper: Paper

    @property
    def case_id(self) -> UUID:
        """The case whose paper it is."""
        return self.paper.case_id


async def amend_paper(cmd: AmendPaper, akter: Akter, papers: Papers, *, is_party: IsParty) -> Akt:
    """Replace it, until it has gone on; the pictures, the number and the time of registration stay.

    Raises what a registration raises, and WrongStatus, NoPaper.
    """
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.must_be(WAITING)
    known = await papers.get(cmd.case_id)
    paper = replace(cmd.paper, registered_at=known.registered_at, admitted_at=known.admitted_at)
    paper.check(is_party)
    akt.sender, akt.received_at = paper.sender.unit, paper.received_at
    await papers.save(paper)
    await akter.save(akt)
    return akt
