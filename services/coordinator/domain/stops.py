"""A party's word that it has stopped, after the samtycke has ended for it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.coordinator.domain.akt import Akt
from services.coordinator.domain.coverage import Row
from services.coordinator.domain.values import HANDLAGGNING, Publication
from services.coordinator.errors import GroundMissing, NothingStopped
from services.coordinator.events import PartyAnswered
from shared.events import Section
from shared.ids import uuid7


class StopAnswer(StrEnum):
    """What the party does with what it has received."""

    STOPPAT = "stoppat"
    BEVARAS = "bevaras"
    GALLRAT = "gallrat"


@dataclass(frozen=True, slots=True)
class StopAcknowledgement:
    """What a party has answered on its stop notice, and since when; the ground is its own entry."""

    party: str
    answer: StopAnswer
    at: datetime
    lagrum: str | None = field(default=None, repr=False)
    decision: str | None = field(default=None, repr=False)
    journal_reference: str | None = field(default=None, repr=False)
    id: UUID = field(default_factory=uuid7)

    @property
    def ground(self) -> dict[str, str]:
        """What the party has said beyond its answer."""
        said = {
            "lagrum": self.lagrum,
            "beslut": self.decision,
            "journalreferens": self.journal_reference,
        }
        return {name: text for name, text in said.items() if text}


def check(acknowledgement: StopAcknowledgement, rows: list[Row]) -> None:
    """Refuse an answer to a stop that never was, and one that names no ground. Raises NothingStopped, GroundMissing."""
    party = acknowledgement.party
    if not any(row.ended and party in {row.source, row.recipient} for row in rows):
        raise NothingStopped
    needed = {
        StopAnswer.STOPPAT: "-",
        StopAnswer.BEVARAS: acknowledgement.lagrum,
        StopAnswer.GALLRAT: acknowledgement.decision,
    }[acknowledgement.answer]
    if not (needed or "").strip():
        raise GroundMissing


def told_to_team(akt: Akt, acknowledgement: StopAcknowledgement) -> Publication | None:
    """Write what goes on to the team through the exit: the party's own words, if there are any."""
    if not acknowledgement.ground:
        return None
    content: dict[str, Any] = {"stopp": acknowledgement.answer.value, **acknowledgement.ground}
    fact = PartyAnswered(
        subject=akt.case_id,
        occurred_at=acknowledgement.at,
        sender=akt.sender,
        team=akt.team,
        party=acknowledgement.party,
        about=acknowledgement.id,
        about_kind="stopp",
    )
    return Publication(fact, (Section(HANDLAGGNING, acknowledgement.party, content),))
