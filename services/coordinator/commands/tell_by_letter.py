"""What the sender of an anmälan on paper gets by post as well, when its unit does not use the system."""

from dataclasses import dataclass

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Letters
from services.coordinator.domain import Akt, SupplementRequest
from services.coordinator.domain.paper import Paper
from services.coordinator.domain.paper_letters import Post, addressee, besked_to_sender, supplement_wanted


@dataclass(frozen=True, slots=True)
class SenderPost:
    """Writes letters to the sender's function, if it is to have them; `unit_name` is what people call the unit."""

    papers: Papers
    letters: Letters
    unit_name: str
    contact: str

    async def besked(self, akt: Akt) -> None:
        """Write the besked that was given just now."""
        paper = await self._wanted(akt)
        if paper is not None and akt.decision is not None:
            await self.letters.keep(besked_to_sender(paper, akt.decision, self._post(akt, paper)))

    async def request(self, akt: Akt, request: SupplementRequest) -> None:
        """Write the komplettering that was asked for just now."""
        paper = await self._wanted(akt)
        if paper is not None:
            await self.letters.keep(supplement_wanted(paper, request, self._post(akt, paper)))

    async def _wanted(self, akt: Akt) -> Paper | None:
        paper = await self.papers.find(akt.case_id)
        return paper if paper is not None and paper.by_letter else None

    def _post(self, akt: Akt, paper: Paper) -> Post:
        return Post(akt.number, addressee(paper.sender, self.unit_name), self.contact)
