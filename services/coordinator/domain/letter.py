"""A letter to the person: what it says, in blocks that are set as PDF and as plain text alike."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.coordinator.errors.letters import AlreadyPosted, LetterFallen, PostedOpenly, WrongPostingDay
from shared.letters.blocks import Addressee, Block, Letterhead


class LetterKind(StrEnum):
    """What a letter is about."""

    BESKED = "besked"
    KALLELSE = "kallelse"
    KALLELSE_ANDRAD = "kallelse_andrad"
    KALLELSE_INSTALLD = "kallelse_installd"
    MOTE_AJOURNERAT = "mote_ajournerat"
    MOTE_UTFALL = "mote_utfall"
    GEMENSAM_PLAN = "gemensam_plan"
    UPPFOLJNING = "uppfoljning"
    AVSLUT = "avslut"
    MITT_ARENDE = "mitt_arende"
    ANMALARE_MOTTAGNING = "anmalare_mottagning"
    ANMALARE_SAMTYCKE = "anmalare_samtycke"
    ANMALARE_KOMPLETTERING = "anmalare_komplettering"
    ANMALARE_BESKED = "anmalare_besked"
    ANMALARE_RETUR = "anmalare_retur"


KINDS = {
    LetterKind.BESKED: "Besked om anmälan",
    LetterKind.KALLELSE: "Kallelse till möte",
    LetterKind.KALLELSE_ANDRAD: "Ändrad kallelse",
    LetterKind.KALLELSE_INSTALLD: "Inställt möte",
    LetterKind.MOTE_AJOURNERAT: "Möte som fortsätter en annan dag",
    LetterKind.MOTE_UTFALL: "Vad mötet ledde till",
    LetterKind.GEMENSAM_PLAN: "Gemensam plan",
    LetterKind.UPPFOLJNING: "Uppföljning av planen",
    LetterKind.AVSLUT: "Avslut",
    LetterKind.MITT_ARENDE: "Ditt ärende",
    LetterKind.ANMALARE_MOTTAGNING: "Mottagningsbekräftelse till anmälaren",
    LetterKind.ANMALARE_SAMTYCKE: "Begäran om samtycke till anmälaren",
    LetterKind.ANMALARE_KOMPLETTERING: "Begäran om komplettering till anmälaren",
    LetterKind.ANMALARE_BESKED: "Besked till anmälaren",
    LetterKind.ANMALARE_RETUR: "Återsänd anmälan",
}
"""What people call each kind of letter."""


class Way(StrEnum):
    """How a letter reached the person."""

    POST = "post"
    OVERLAMNAT = "overlamnat"
    POSTFORMEDLING = "postformedling"
    """By way of Skatteverket, which knows an address that nobody else is to know."""


CALLS = frozenset({LetterKind.KALLELSE, LetterKind.KALLELSE_ANDRAD})
"""The letters that call the person to a meeting."""

TO_SENDER = frozenset(kind for kind in LetterKind if kind.value.startswith("anmalare_"))
"""Letters to the function that sent an anmälan on paper. They never name the person, and are none of hers."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to the person, plain Swedish; frozen when it is written. A letter to her is no disclosure."""

    case_id: UUID
    kind: LetterKind
    at: datetime
    title: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    to: Addressee | None = field(default=None, repr=False, compare=False)
    """To whom, when it is not to the person; once written, it stands on the sheet."""


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter as it was frozen, with all that stands on its sheet."""

    letter: Letter
    number: str
    head: Letterhead
    addressee: Addressee


@dataclass(slots=True)
class Posting:
    """Whether a letter has been posted (or handed over), and which day; or whether it has fallen."""

    letter_id: UUID
    case_id: UUID
    written_on: date
    posted_on: date | None = None
    way: Way | None = None
    """How it went, if that was said."""
    fallen: bool = False
    """The person has died, or what it says holds no more and a newer letter says what does: it is never posted."""

    def post(self, on: date, today: date, way: Way | None = None, *, by_hand: bool = False) -> None:
        """Note the day, and how; once, and neither before the letter was written nor ahead of time.

        `by_hand`: her identity is protected, and nothing went to her by ordinary post: no address is known here.
        """
        if by_hand and way is Way.POST:
            raise PostedOpenly
        if self.posted_on is not None:
            raise AlreadyPosted
        if self.fallen:
            raise LetterFallen
        if not self.written_on <= on <= today:
            raise WrongPostingDay
        self.posted_on, self.way = on, way
