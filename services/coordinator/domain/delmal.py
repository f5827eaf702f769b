"""A delmål of a gemensam plan: what is to be done, how it is seen, who answers for it and by when."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.coordinator.errors import AlreadyAccepted, DelmalClosed, NotAccepted


class DelmalKind(StrEnum):
    """Who answers for a delmål. To an outsider nothing is sent."""

    PART = "part"
    INDIVID = "individ"
    UTOMSTAENDE = "utomstaende"


class DelmalState(StrEnum):
    """Where a delmål stands.

    `utgatt`: it has left the shared plan, because its party's samtycke ended or because it was declined and nobody took
    it over; it can be taken up again. `borttaget`: the koordinator wrote the plan without it.
    """

    FORESLAGET = "foreslaget"
    ACCEPTERAT = "accepterat"
    AVBOJT = "avbojt"
    PAGAR = "pagar"
    HINDER = "hinder"
    KLART = "klart"
    UTGATT = "utgatt"
    BORTTAGET = "borttaget"


PLAN = "plan"
CATEGORY_TEXT = {
    PLAN: "Gemensam plan",
    "forsorjning": "Försörjning",
    "sysselsattning": "Sysselsättning",
    "halsa": "Hälsa",
    "arbetsformaga": "Arbetsförmåga",
    "sociala": "Sociala förhållanden",
    "planer": "Planer och insatser",
}
"""The data category of a delmål, as people call it: `plan`, read by all who have a row for it, or a narrower one."""
CATEGORIES = tuple(CATEGORY_TEXT)
UNANSWERED = frozenset({DelmalState.FORESLAGET, DelmalState.AVBOJT})
LEFT = frozenset({DelmalState.UTGATT, DelmalState.BORTTAGET})
CLOSED = LEFT | {DelmalState.KLART}


class Voice(StrEnum):
    """Who has answered or reported: the party itself, the person, or the koordinator on someone's word."""

    PART = "part"
    INDIVID = "individ"
    KOORDINATOR = "koordinator"


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a delmål: a party's unit with a named handläggare, the person, or a named outsider."""

    kind: DelmalKind
    unit: str | None = None
    name: str = field(default="", repr=False)
    function: str = field(default="", repr=False)

    @property
    def binds(self) -> tuple[str, ...]:
        """Who is bound: the unit, not its handläggare of the day; the person; the outsider by name."""
        return self.kind, self.unit or "", self.name if self.kind is DelmalKind.UTOMSTAENDE else ""


@dataclass(frozen=True, slots=True)
class DelmalDraft:
    """A delmål as the koordinator writes it; with an id it stands for one that the plan has already."""

    id: UUID | None
    what: str = field(repr=False)
    how_seen: str = field(repr=False)
    responsible: Responsible | None
    due: date | None
    category: str = PLAN
    accepted_at_meeting: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What was answered or reported of a delmål, by whom and when. A party's words are not here: they pass the exit."""

    delmal_id: UUID
    at: datetime
    voice: Voice
    unit: str | None
    said: DelmalState
    text: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class Delmal:
    """One delmål. A party is bound by it when it has accepted it."""

    id: UUID
    goal: UUID
    what: str = field(repr=False)
    how_seen: str = field(repr=False)
    responsible: Responsible
    due: date
    category: str
    state: DelmalState = DelmalState.FORESLAGET

    @property
    def goes_on(self) -> bool:
        """Whether someone is to do it: it is neither closed nor declined."""
        return self.state not in CLOSED and self.state is not DelmalState.AVBOJT

    def promises_the_same(self, draft: DelmalDraft) -> bool:
        """Whether a draft asks for what was promised; if not, it has to be accepted anew. A unit may change its handläggare."""
        mine = (self.what, self.how_seen, self.responsible.binds, self.due, self.category)
        asked = draft.responsible and draft.responsible.binds
        return mine == (draft.what, draft.how_seen, asked, draft.due, draft.category)

    def answer(self, *, accepts: bool) -> bool:
        """Accept or decline it; returns whether anything changed. Raises DelmalClosed, AlreadyAccepted."""
        if self.state in CLOSED:
            raise DelmalClosed
        said = DelmalState.ACCEPTERAT if accepts else DelmalState.AVBOJT
        if self.state not in UNANSWERED:
            if accepts:
                return False
            raise AlreadyAccepted
        changed = self.state is not said
        self.state = said
        return changed

    def report(self, said: DelmalState) -> None:
        """Say how it goes. Raises DelmalClosed, and NotAccepted: whoever reports has taken it on before."""
        if self.state in CLOSED:
            raise DelmalClosed
        if self.state in UNANSWERED and self.responsible.kind is not DelmalKind.UTOMSTAENDE:
            raise NotAccepted
        self.state = said
