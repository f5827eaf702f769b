"""The koordinator registers an anmälan that came on paper, the day it came in (FL 22, OSL 5:1)."""

from dataclasses import dataclass
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers
from services.coordinator.commands.ports import Akter, Letters
from services.coordinator.domain import Akt, Office, add_working_days, local_day
from services.coordinator.domain.paper import IsParty, Paper
from services.coordinator.domain.paper_akt import open_akt
from services.coordinator.domain.paper_letters import Post, addressee, receipt


@dataclass(frozen=True, slots=True)
class RegisterPaper:
    """The paper as it is registered; `unit_name` is what people call the sender."""

    paper: Paper
    unit_name: str

    @property
    def case_id(self) -> UUID:
        """The case id that is issued with it."""
        return self.paper.case_id


async def register_paper(
    cmd: RegisterPaper,
    akter: Akter,
    papers: Papers,
    letters: Letters,
    office: Office,
    *,
    is_party: IsParty,
    reply_days: int,
) -> Akt:
    """Give it a number and open its akt, for the koordinator alone; its sender gets a mottagningsbekräftelse by post.

    Nothing is published: without a samtycke nobody else is told that it came.
    """
    paper = cmd.paper
    paper.check(is_party)
    today = local_day(paper.registered_at)
    akt = open_akt(
        paper,
        office,
        await akter.next_number(today.year),
        reply_by=add_working_days(today, reply_days),
    )
    await akter.add(akt)
    await papers.add(paper)
    post = Post(akt.number, addressee(paper.sender, cmd.unit_name), office.contact)
    await letters.keep(receipt(paper, post, paper.registered_at))
    return akt
