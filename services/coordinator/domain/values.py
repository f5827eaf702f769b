"""The values that an akt is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.coordinator.domain.reasons import Decline
from shared.events import Fact, Section

HANDLAGGNING = "handlaggning"
"""The category of receipts, kallelser and besked: a samtycke always includes it."""


class Status(StrEnum):
    """Where the akt stands. The ends come after `plan`; three of them say what became of the samtycke.

    `vantar_pa_samtycke` and `atersand` are of an anmälan on paper: the samtycke is waited for, and nothing leaves the team; or it was sent back.
    """

    INKOMMEN = "inkommen"
    KOMPLETTERING_BEGARD = "komplettering_begard"
    BEDOMNING = "bedomning"
    TAS_UPP = "tas_upp"
    TAS_INTE_UPP = "tas_inte_upp"
    PLAN = "plan"
    AVSLUTAD = "avslutad"
    SAMTYCKE_ATERKALLAT = "samtycke_aterkallat"
    SAMTYCKE_UTGANGET = "samtycke_utganget"
    SAMTYCKE_MAKULERAT = "samtycke_makulerat"
    VANTAR_PA_SAMTYCKE = "vantar_pa_samtycke"
    ATERSAND = "atersand"
    TILLBAKADRAGEN = "tillbakadragen"
    """The sender took its anmälan back before it had a besked."""
    ATERTAGEN = "atertagen"
    """The anmälan had been sent in error: its source has taken it back."""

    @property
    def outcome(self) -> str | None:
        """What this end counts as: U70 withdrawn, U79 registered or sent in error, UTGANGET run out; none of any other status."""
        return _COUNTS_AS.get(self)


_COUNTS_AS = {
    Status.SAMTYCKE_ATERKALLAT: "U70",
    Status.SAMTYCKE_MAKULERAT: "U79",
    Status.SAMTYCKE_UTGANGET: "UTGANGET",
    Status.ATERTAGEN: "U79",
}
"""The model of outcomes has no code for a samtycke whose time ran out: it is counted by its own name."""
UNDECIDED = frozenset({Status.INKOMMEN, Status.KOMPLETTERING_BEGARD, Status.BEDOMNING})
TAKEN_UP = frozenset({Status.TAS_UPP, Status.PLAN})
"""The team works with the case: without a plan as yet, or with one in force."""
OPEN = UNDECIDED | TAKEN_UP
"""Statuses of a case that goes on, of which others may be told."""
WITH_THE_TEAM = OPEN | {Status.VANTAR_PA_SAMTYCKE}
"""Statuses of what is not over: what counts when the team looks for another case of the same person."""
ENDED = frozenset(
    {
        Status.AVSLUTAD,
        Status.SAMTYCKE_ATERKALLAT,
        Status.SAMTYCKE_UTGANGET,
        Status.SAMTYCKE_MAKULERAT,
        Status.ATERSAND,
        Status.TILLBAKADRAGEN,
        Status.ATERTAGEN,
    }
)
CONTROL = frozenset({"stop", "corrected", "retracted", "erased"})
"""Documents that carry ids and scope only."""
FIRST = "anmalan"
"""The document that an akt is opened with."""
RETRACTED = "retracted"
WITHDRAWN = "anmalan_tillbakadragen"
"""The document in which the sender takes its anmälan back."""
PARTYS_ANSWER = "svar_fran_part"
"""The document in which a party's own words reach the team."""


class Ending(StrEnum):
    """How rows of a samtycke ended: by the person, by time, or because they were registered in error."""

    ATERKALLAT = "aterkallat"
    UTGANGET = "utganget"
    MAKULERAT = "makulerat"

    @property
    def status(self) -> Status:
        """The status of an akt that loses its cover this way."""
        return Status(f"samtycke_{self.value}")


@dataclass(frozen=True, slots=True)
class Office:
    """The team as its own recipient id, and the function that people turn to (never only a person)."""

    team: str
    contact: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section that the team has received: one source's words in one data category, in one version."""

    source: str
    category: str
    content: dict[str, Any] = field(repr=False)
    document: UUID
    received_at: datetime
    type: str = "anmalan"
    """The type of the document that it came in."""


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """What the koordinator asked the sender to complete, and by when."""

    text: str = field(repr=False)
    fields: tuple[str, ...]
    respond_by: date
    at: datetime


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens after tas upp: what, when at the earliest if that is known, and the function to contact."""

    what: str = field(repr=False)
    earliest: date | None
    contact: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The koordinator's besked on the anmälan; no decision on benefits."""

    at: datetime
    next_step: NextStep | None = None
    decline: Decline | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A control notice that the team got: ids and scope, never content."""

    kind: str
    event_id: UUID
    at: datetime
    scope: dict[str, Any]
    document: UUID | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A fact, and what its addressees read of it, per category and source."""

    fact: Fact
    sections: tuple[Section, ...] = field(default=(), repr=False)
