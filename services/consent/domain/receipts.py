"""A receipt to the person: what was given, changed or ended, composed once and then never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.consent.domain import receipt_words
from services.consent.domain.annulment import AnnulReason
from services.consent.domain.givers import HERSELF, Giver
from services.consent.domain.giving import GivenBy
from services.consent.domain.paper import Exclusion
from services.consent.domain.receipt_words import Phrases
from services.consent.domain.rows import Cause, Cell, Window


class ReceiptKind(StrEnum):
    """What a receipt confirms. The last three are the ends of a row, kept apart."""

    GIVET = "givet"
    ANDRAT = "andrat"
    FORKORTAT = "forkortat"
    ATERKALLAT = "aterkallat"
    UTGANGET = "utganget"
    MAKULERAT = "makulerat"

    @property
    def is_signing(self) -> bool:
        """Whether a samtycke was given."""
        return self in {ReceiptKind.GIVET, ReceiptKind.ANDRAT}

    @property
    def is_end(self) -> bool:
        """Whether rows have ended."""
        return self in {ReceiptKind.ATERKALLAT, ReceiptKind.UTGANGET, ReceiptKind.MAKULERAT}


@dataclass(frozen=True, slots=True)
class Struck:
    """A makulering as its receipt tells of it: the coded reason, and the unit whose makulering it is."""

    reason: AnnulReason
    unit: str


@dataclass(frozen=True, slots=True)
class ConfirmedRow:
    """A row as it was when the receipt was made."""

    id: UUID
    cell: Cell
    window: Window


@dataclass(frozen=True, slots=True)
class SignedText:
    """The exact text that she read: its version, its SHA-256 (hex) and its locale."""

    id: str
    hash: str
    locale: str

    @property
    def variant(self) -> str | None:
        """What follows the language in the locale: `lattlast`, or nothing."""
        return self.locale.partition("-")[2] or None


@dataclass(frozen=True, slots=True)
class Choices:
    """What stood beside the ticked rows: what must not be shared, and the two ticks of their own.

    `has_note`: she also wrote it in her own words. They stay on the paper: they can be about somebody else.
    """

    exclusions: tuple[Exclusion, ...]
    has_note: bool
    statistics: bool
    contact_by_message: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a receipt is about. Said is a day; received and effective are instants of the law's time.

    `how` is a channel or the form of the signature, None where nobody said anything (time ran out). `rows` began, got
    another time or ended; `standing` are the rows that hold or are to come afterwards. `record_id` is the same for every
    receipt of one case: its first signature.
    """

    id: UUID
    record_id: UUID
    case_id: UUID
    kind: ReceiptKind
    made_at: datetime
    said_on: date | None
    received_at: datetime | None
    effective_at: datetime
    how: str | None
    by_unit: str | None
    by_function: str | None
    text: SignedText
    rows: Sequence[ConfirmedRow]
    standing: Sequence[ConfirmedRow]
    choices: Choices | None
    registering_unit: str
    team: str | None
    is_of_signing: bool = False
    """Whether it is about a signature that was struck and by which no row ended; what was said is then that signature."""
    giver: Giver = HERSELF
    """Of a signature or a withdrawal: whose word it is."""
    cause: Cause | None = None
    struck: Sequence[Struck] = ()
    """Of what was annulled: the makuleringar behind it."""

    @property
    def phrases(self) -> Phrases:
        """The words, in the language of the text that she signed."""
        return receipt_words.of(self.text.locale)

    @property
    def is_withdrawn_for_her(self) -> bool:
        """Whether it is a withdrawal that somebody else made for her, or with her."""
        return self.kind is ReceiptKind.ATERKALLAT and self.giver.by is not GivenBy.PERSON

    @property
    def how_in_words(self) -> str | None:
        """How it was said or signed; None where nobody said anything."""
        say = self.phrases.withdrawn if self.is_withdrawn_for_her else self.phrases
        return say.channels.get(self.how) if self.how else None
