"""A letter to the person: what it says, in blocks that are set as PDF and as plain text alike."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class LetterKind(StrEnum):
    """What a letter is about."""

    BESKED = "besked"
    KALLELSE = "kallelse"
    KALLELSE_ANDRAD = "kallelse_andrad"
    KALLELSE_INSTALLD = "kallelse_installd"
    MOTE_AJOURNERAT = "mote_ajournerat"
    GEMENSAM_PLAN = "gemensam_plan"
    AVSLUT = "avslut"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

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
