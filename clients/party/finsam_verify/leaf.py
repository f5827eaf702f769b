"""A leaf as it lies in the log, and what its commitment says when it is opened with the log key of its case.

"FSL1" | unit | function | purpose | ground | at (RFC 3339, UTC)      each: u16 length (big-endian), UTF-8
commitment 32 bytes                                                   HMAC-SHA-256 under the log key of the case
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from finsam_verify.encoding import Malformed

_MAGIC: Final = b"FSL1"
_COMMITMENT_BYTES: Final = 32
_FIELDS: Final = 5


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands open in a leaf: who asked for it, in which function, what for, on which ground, when."""

    unit: str
    function: str
    purpose: str
    ground: str
    at: datetime
    commitment: bytes

    @classmethod
    def read(cls, body: bytes) -> "Leaf":
        """Read a leaf's bytes; raises Malformed."""
        fields = _fields(body)
        try:
            at = datetime.fromisoformat(fields[4])
        except ValueError:
            raise Malformed("leaf") from None
        if at.tzinfo is None:
            raise Malformed("leaf")
        return cls(fields[0], fields[1], fields[2], fields[3], at, body[-_COMMITMENT_BYTES:])


@dataclass(frozen=True, slots=True)
class Opening:
    """What a leaf was about: the section of a record that was handed out, or what was said in a meeting (index 0).

    Without a case id (a recipient that knows the case by its own alias only) nothing can be proved by it.
    """

    case_id: str | None
    alias: str | None
    recipient: str
    event_id: str
    index: int
    category: str
    source: str
    row_id: str | None

    def opens(self, leaf: Leaf, log_key: bytes) -> bool:
        """Whether the leaf's commitment says this and nothing else."""
        parts = (
            self.case_id or "",
            self.recipient,
            self.event_id,
            str(self.index),
            self.category,
            self.source,
            self.row_id or "",
        )
        said = b"".join(len(part.encode()).to_bytes(2, "big") + part.encode() for part in parts)
        return hmac.compare_digest(hmac.digest(log_key, said, hashlib.sha256), leaf.commitment)


def _fields(body: bytes) -> list[str]:
    if body[:4] != _MAGIC or len(body) < len(_MAGIC) + _COMMITMENT_BYTES:
        raise Malformed("leaf")
    packed, position = body[len(_MAGIC) : -_COMMITMENT_BYTES], 0
    fields: list[str] = []
    try:
        while position < len(packed):
            end = position + 2 + int.from_bytes(packed[position : position + 2], "big")
            fields.append(packed[position + 2 : end].decode())
            position = end
    except UnicodeDecodeError:
        raise Malformed("leaf") from None
    if len(fields) != _FIELDS or position != len(packed):
        raise Malformed("leaf")
    return fields
