"""A letter to the person: what it says, in blocks that are set as PDF and as plain text alike."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.coordinator.errors.letters import AlreadyPosted, WrongPostingDay


class LetterKind(StrEnum):
    """What a letter is about."""

    BESKED = "besked"
    KALLELSE = "kallelse"
    KALLELSE_ANDRAD = "kallelse_andrad"
    KALLELSE_INSTALLD = "kallelse_installd"
    MOTE_AJOURNERAT = "mote_ajournerat"
    GEMENSAM_PLAN = "gemensam_plan"
    AVSLUT = "avslut"


KINDS = {
    LetterKind.BESKED: "Besked om anmälan",
    LetterKind.KALLELSE: "Kallelse till möte",
    LetterKind.KALLELSE_ANDRAD: "Ändrad kallelse",
    LetterKind.KALLELSE_INSTALLD: "Inställt möte",
    LetterKind.MOTE_AJOURNERAT: "Möte som fortsätter en annan dag",
    LetterKind.GEMENSAM_PLAN: "Gemensam plan",
    LetterKind.AVSLUT: "Avslut",
}
"""What people call each kind of letter."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in it stays one, an empty line begins a new paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, row by row: when, where, who."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Facts | Table


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to the person, plain Swedish; frozen when it is written. A letter to her is no disclosure."""

    case_id: UUID
    kind: LetterKind
    at: datetime
    title: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the team, the authority that hosts it, and the function that people turn to."""

    team: str
    authority: str
    contact: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, as far as the akt says. By hand: her identity is protected, and no address is kept."""

    name: str | None = field(default=None, repr=False)
    address: tuple[str, ...] = field(default=(), repr=False)
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter as it was frozen, with all that stands on its sheet."""

    letter: Letter
    number: str
    head: Letterhead
    addressee: Addressee


@dataclass(slots=True)
class Posting:
    """Whether a letter has been posted (or handed over), and which day."""

    letter_id: UUID
    case_id: UUID
    written_on: date
    posted_on: date | None = None

    def post(self, on: date, today: date) -> None:
        """Note the day; once, and neither before the letter was written nor ahead of time."""
        if self.posted_on is not None:
            raise AlreadyPosted
        if not self.written_on <= on <= today:
            raise WrongPostingDay
        self.posted_on = on
