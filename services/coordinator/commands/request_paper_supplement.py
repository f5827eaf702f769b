"""The koordinator asks the sender of an anmälan on paper for the samtycke, by letter (FL 20)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Akter, Letters
from services.coordinator.domain import Akt, Office, SupplementRequest
from services.coordinator.domain.paper_akt import ask_for_consent
from services.coordinator.domain.paper_letters import Post, addressee, consent_wanted


@dataclass(frozen=True, slots=True)
class RequestPaperSupplement:
    """What is missing, as codes and in words, and the last day to answer; `unit_name` is the sender's."""

    case_id: UUID
    version: int
    missing: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    respond_by: date
    unit_name: str
    at: datetime


async def request_paper_supplement(
    cmd: RequestPaperSupplement, akter: Akter, papers: Papers, letters: Letters, office: Office
) -> Akt:
    """Ask by letter to the function; nothing is disclosed in the system meanwhile."""
    akt = await akter.get(cmd.case_id, cmd.version)
    request = SupplementRequest(cmd.text, ("samtycke",), cmd.respond_by, cmd.at)
    ask_for_consent(akt, request, cmd.missing)
    paper = await papers.get(cmd.case_id)
    post = Post(akt.number, addressee(paper.sender, cmd.unit_name), office.contact)
    await letters.keep(consent_wanted(paper, cmd.missing, request, post))
    await akter.save(akt)
    return akt
