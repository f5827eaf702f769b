"""The koordinator takes back her own registration, made in error, for a sender that does not use the system."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.coordinator.commands.paper_ports import Papers, Senders, TakenBack
from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt, Status
from services.coordinator.domain.paper_akt import WAITING
from services.coordinator.errors import UnknownAkt, WrongStatus


@dataclass(frozen=True, slots=True)
class RetractPaper:
    """Take it back, and why (a code); she attests that it was registered in error. Who does it is noted with the sender."""

    case_id: UUID
    version: int
    reason: str = field(repr=False)
    subject: str
    function: str | None


async def registered_in_error(cmd: RetractPaper, akter: Akter, papers: Papers) -> Akt:
    """Return the akt of what can be taken back, also when the case has ended.

    One that has been taken back already has moved on since she read it: she asks again when a word of it was lost.
    Raises UnknownAkt, StaleAkt, EndedAlready, NoPaper, AnswersInTheSystem; WrongStatus for what has not gone on.
    """
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    if akt.status is not Status.ATERTAGEN:
        akt = await akter.get(cmd.case_id, cmd.version)
    (await papers.get(cmd.case_id)).must_answer_by_letter()
    if akt.status is WAITING:
        raise WrongStatus(akt_status=akt.status.value)
    return akt


async def take_back(cmd: RetractPaper, akt: Akt, senders: Senders) -> TakenBack:
    """Have the sender's service take it back, once. The akt ends when the notice of it comes, as everybody else's does.

    Raises PaperNotRetracted, ReferralUnreachable.
    """
    said: dict[str, Any] = {
        "case_id": str(cmd.case_id),
        "sender": akt.sender,
        "team": akt.team,
        "registered_by": {"subject": cmd.subject, "function": cmd.function},
        "reason": cmd.reason,
    }
    return await senders.take_back(said)
