"""The sender takes back what the akt rests on: the anmälan is withdrawn, or should never have been sent."""

from datetime import datetime
from uuid import UUID

from services.coordinator.domain.akt import Akt
from services.coordinator.domain.ends import TIME_TO_READ
from services.coordinator.domain.questions import QuestionKind
from services.coordinator.domain.values import HANDLAGGNING, OPEN, TAKEN_UP, UNDECIDED, Publication, Status
from services.coordinator.domain.words_ends import withdrawn
from services.coordinator.events import AktEnded
from shared.days import local_day
from shared.events import Section


def withdraw(akt: Akt, document: UUID, contact: str, at: datetime) -> bool:
    """Heed that the sender withdraws its anmälan; tell whether the case ended with that.

    Before the besked it does. A case that is taken up is the parties' and the person's too: the koordinator is asked.
    """
    if akt.status in TAKEN_UP:
        akt.ask(QuestionKind.ANMALAN_TILLBAKADRAGEN, akt.sender, document, at)
    if akt.status not in UNDECIDED:
        return False
    fact = AktEnded(
        subject=akt.case_id,
        occurred_at=at,
        sender=akt.sender,
        team=akt.team,
        parties=(akt.sender,),
        last_day=local_day(at) + TIME_TO_READ,
    )
    words = withdrawn(fact.last_day, contact, at)
    akt.close(Status.TILLBAKADRAGEN, Publication(fact, (Section(HANDLAGGNING, akt.team, words),)), at)
    return True


def retract(akt: Akt, at: datetime) -> bool:
    """Heed that the anmälan itself was sent in error; tell whether the case went on until now.

    Nothing rests on it any more, so the samtycke ends with this: nobody is to read on the strength of it.
    """
    if akt.status not in OPEN:
        return False
    fact = AktEnded(
        subject=akt.case_id,
        occurred_at=at,
        sender=akt.sender,
        team=akt.team,
        parties=(),
        last_day=local_day(at),
    )
    akt.close(Status.ATERTAGEN, Publication(fact), at)
    return True
