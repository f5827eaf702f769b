"""A party's word that it has stopped, after the samtycke has ended for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.coordinator.domain.akt import Akt
from services.coordinator.domain.akt_rules import fault
from services.coordinator.domain.coverage import Row
from services.coordinator.domain.values import HANDLAGGNING, Publication
from services.coordinator.errors import GroundMissing, GroundNotNeeded, NothingStopped, StopAnswered
from services.coordinator.events import PartyAnswered
from shared.events import Section
from shared.ids import uuid7


class StopAnswer(StrEnum):
    """What the party does with what it has received."""

    STOPPAT = "stoppat"
    BEVARAS = "bevaras"
    GALLRAT = "gallrat"

    @property
    def says(self) -> int:
        """How much it says: a later answer to the same stop says as much, or more."""
        return list(StopAnswer).index(self)


@dataclass(frozen=True, slots=True)
class StopAcknowledgement:
    """What a party has answered on its stop notice, and since when; the ground is its own entry."""

    party: str
    answer: StopAnswer
    at: datetime
    lagrum: str | None = field(default=None, repr=False)
    decision: str | None = field(default=None, repr=False)
    journal_reference: str | None = field(default=None, repr=False)
    stopped_rows: int = 0
    """How many rows had ended for the party: its answers to one stop have the same number."""
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


def stopped_rows(party: str, rows: Iterable[Row]) -> int:
    """Count the rows that have ended for a party. Raises NothingStopped when there are none."""
    ended = sum(row.ended is not None and party in {row.source, row.recipient} for row in rows)
    if not ended:
        raise NothingStopped
    return ended


def already_said(
    acknowledgement: StopAcknowledgement, earlier: Iterable[StopAcknowledgement]
) -> StopAcknowledgement | None:
    """Return the party's last answer to the same stop if this one repeats it. Raises StopAnswered if it says less.

    What is stopped can be destroyed later; what is destroyed is not merely stopped.
    """
    same = [one for one in earlier if one.stopped_rows == acknowledgement.stopped_rows]
    if not same:
        return None
    if acknowledgement.answer.says < same[-1].answer.says:
        raise StopAnswered
    said = (acknowledgement.answer, acknowledgement.ground)
    return same[-1] if said == (same[-1].answer, same[-1].ground) else None


def check(acknowledgement: StopAcknowledgement) -> None:
    """Refuse an answer without the ground that it needs, or with one. Raises GroundMissing, GroundNotNeeded."""
    if acknowledgement.answer is StopAnswer.STOPPAT:
        grounds = {"lagrum": acknowledgement.lagrum, "decision": acknowledgement.decision}
        if named := [name for name, text in grounds.items() if text]:
            raise GroundNotNeeded(
                fields=[fault(name, "not_needed", "Fältet hör till ett annat svar.") for name in named]
            )
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
