"""What a letter is made of. Lines are plain text: nothing in them is markup."""

from dataclasses import dataclass, field


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
class Letterhead:
    """Who writes: the unit, the authority that hosts it, the function that people turn to, and where to reach it."""

    name: str
    authority: str
    contact: str
    phone: str | None = None
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, as far as it is known. By hand: no address is written anywhere."""

    name: str | None = field(default=None, repr=False)
    address: tuple[str, ...] = field(default=(), repr=False)
    by_hand: bool = False
