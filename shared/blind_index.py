"""Look-up of a sealed value without opening it: a keyed hash, equal for equal values."""

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """HMAC-SHA-256 under one service's own index key.

    The values are few (a personnummer has some 2**27 forms), so all protection lies in the key:
    it never stands on the database host, and no two services share it.
    """

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != _KEY_BYTES:
            raise ValueError("an index key is 32 bytes")

    @classmethod
    def from_file(cls, path: Path) -> "BlindIndex":
        """Read the index key: a file of exactly 32 bytes."""
        return cls(path.read_bytes())

    def of(self, value: str) -> bytes:
        """Return the 32 bytes to store and to search by. The caller normalises the value first."""
        return hmac.digest(self.key, value.encode(), hashlib.sha256)
