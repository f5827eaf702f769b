"""What a party receives: plain, typed, opened. None of these classes knows Kafka or cryptography."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

ControlType = Literal["stop", "corrected", "retracted", "erased"]
CONTROL_TYPES: frozenset[str] = frozenset({"stop", "corrected", "retracted", "erased"})


@dataclass(frozen=True, slots=True)
class OpenSection:
    """One data category of a document, opened. ``source`` is the recipient id it comes from."""

    category: str
    source: str
    content: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that could be opened, at least its header section.

    ``at`` is when the fact happened (UTC); ``corrects`` the event id of the document it replaces
    parts of. ``case_id`` is given to teams only. ``gone`` lists the indexes of sections whose samtycke
    has ended: they stay closed, and say nothing more than that they existed.
    """

    kind: ClassVar[str] = "document"
    alias: UUID
    event_id: UUID
    epoch: int
    sequence: int
    type: str
    at: datetime
    source: str
    corrects: UUID | None
    case_id: UUID | None
    sections: tuple[OpenSection, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """A notice about what was sent before: ids and scope only.

    ``stop``: the samtycke has ended for all of the case, or for the named sources and categories;
    ``final`` with ``last_sequence`` says that the epoch ends here. ``corrected``, ``retracted`` and
    ``erased`` name the ``document`` (event id) that they are about; ask its source.
    """

    kind: ClassVar[str] = "control"
    alias: UUID
    event_id: UUID
    epoch: int
    sequence: int
    type: ControlType
    case_id: UUID | None
    all: bool
    sources: tuple[str, ...]
    categories: tuple[str, ...]
    final: bool
    last_sequence: int | None
    document: UUID | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that can no longer be opened: its samtycke ended before it was read. Final."""

    kind: ClassVar[str] = "gone"
    alias: UUID
    event_id: UUID
    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that is not released to this party; the reason is not told."""

    kind: ClassVar[str] = "refused"
    alias: UUID
    event_id: UUID
    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes on the topic that are no valid record: forged or damaged. An alarm, and data."""

    kind: ClassVar[str] = "unreadable"
    partition: int
    offset: int
    reason: str


Content = Document | Control | Gone | Refused | Unreadable
