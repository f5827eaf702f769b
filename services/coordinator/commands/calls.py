"""What an akt asks about answers to a kallelse: that somebody needs another time, or does not come."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt, QuestionKind
from services.coordinator.domain.meeting_values import INDIVID, Coming, Reply
from services.coordinator.errors import UnknownAkt

ASKED = QuestionKind.SVAR_PA_KALLELSE


async def akt_of(akter: Akter, case_id: UUID) -> Akt:
    """Load the akt that a meeting belongs to, and hold its case; raises UnknownAkt."""
    akt = await akter.find(case_id)
    if akt is None:
        raise UnknownAkt
    return akt


async def answered(akt: Akt, meeting_id: UUID, invited: str, reply: Reply, akter: Akter) -> None:
    """Ask the koordinator what to do when somebody does not come as called; stop asking when they do."""
    party = None if invited == INDIVID else invited
    if reply.coming is not Coming.KOMMER:
        akt.ask(ASKED, party, meeting_id, reply.at)
        await akter.save(akt)
    elif akt.stop_asking(ASKED, meeting_id, reply.at, {party}):
        await akter.save(akt)


async def settled(akt: Akt, meeting_id: UUID, akter: Akter, at: datetime) -> None:
    """Stop asking: the meeting has another time, or is over."""
    if akt.stop_asking(ASKED, meeting_id, at):
        await akter.save(akt)


def fallen(akt: Akt, meeting_id: UUID, parties: Collection[str], at: datetime) -> None:
    """Stop asking about units whose invitations have fallen."""
    akt.stop_asking(ASKED, meeting_id, at, parties)
