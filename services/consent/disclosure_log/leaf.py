"""A leaf of the disclosure log: the canonical bytes of one section handed out once, or of what was said in a meeting.

    "FSL1" | unit | function | purpose | ground | at (RFC 3339, UTC)      each: u16 length (big-endian), UTF-8
    commitment 32 bytes                                                   HMAC-SHA-256 under the log key of the case

The commitment says which record, section, category, source and row; whoever holds the case's log key can check it,
and when that key is destroyed the leaf says nothing more about the case. The bytes are final when they are written: a
later sequencer numbers and hashes them as they stand.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.binding import bind

_MAGIC: Final = b"FSL1"
_COMMITMENT_BYTES: Final = 32
_FIELDS: Final = 5

LOG_KEY: Final = "log"
"""Kind of the per-case key in the key database."""


class Ground(StrEnum):
    """Why it was handed out: a row of the samtycke, a control notice, or a section of law (manual, not built).

    ORAL: it was said in a meeting to a unit that no row covered for it then, because a withdrawal was not known in the
    room yet, or the tick was not looked for. It happened, so it stands in the log, and borrows no row.
    """

    ROW = "row"
    CONTROL = "control"
    LAGRUM = "lagrum"
    ORAL = "muntligt"


class LeafMalformed(Exception):
    """The stored bytes are no leaf: the log has been tampered with or damaged."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What was handed out: one section of one record; or what was said, under an id of its own and index 0."""

    case_id: UUID
    recipient: str
    event_id: UUID
    index: int
    category: str
    source: str
    row_id: UUID | None

    def commitment(self, log_key: bytes) -> bytes:
        """Bind the leaf to it without saying it."""
        row = str(self.row_id) if self.row_id else ""
        parts = (
            str(self.case_id),
            self.recipient,
            str(self.event_id),
            str(self.index),
            self.category,
            self.source,
            row,
        )
        return hmac.digest(log_key, bind(*parts), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class LeafBody:
    """The open part of a leaf, with its commitment."""

    unit: str
    function: str
    purpose: str
    ground: Ground
    at: datetime
    commitment: bytes

    def encode(self) -> bytes:
        """Return the canonical bytes; `at` must be aware."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return _MAGIC + bind(self.unit, self.function, self.purpose, self.ground.value, at) + self.commitment

    @classmethod
    def decode(cls, body: bytes) -> "LeafBody":
        """Read canonical bytes back; raises LeafMalformed for anything that `encode` would not have written."""
        if body[:4] != _MAGIC or len(body) < len(_MAGIC) + _COMMITMENT_BYTES:
            raise LeafMalformed
        try:
            unit, function, purpose, ground, at = _fields(body[len(_MAGIC) : -_COMMITMENT_BYTES])
            leaf = cls(
                unit, function, purpose, Ground(ground), datetime.fromisoformat(at), body[-_COMMITMENT_BYTES:]
            )
        except ValueError:
            raise LeafMalformed from None
        if leaf.encode() != body:
            raise LeafMalformed
        return leaf


def _fields(packed: bytes) -> list[str]:
    fields: list[str] = []
    position = 0
    while position < len(packed):
        end = position + 2 + int.from_bytes(packed[position : position + 2], "big")
        fields.append(packed[position + 2 : end].decode())
        position = end
    if len(fields) != _FIELDS or position != len(packed):
        raise ValueError
    return fields
