"""The koordinator is told at once what the form does not take of a transcript: the referral service has the form."""

from services.coordinator.commands.paper_ports import Senders
from services.coordinator.domain.paper import Paper


async def check_transcript(paper: Paper, team: str, senders: Senders) -> None:
    """Have a transcript checked before the transaction; nothing of it is kept elsewhere.

    Raises TranscriptRefused with every fault, ReferralUnreachable.
    """
    said = {"sender": paper.sender.unit, "team": team, "content": paper.form(team)}
    await senders.check_paper(said)
    paper.transcript_checked = True
