"""How each column is protected: said beside the column, read by a test that fails for a column that says nothing."""

from typing import Any

Marking = dict[Any, Any]
"""What ``Column(..., info=...)`` carries: ``{"protection": "open" | "sealed" | "hashed"}``."""


def open_() -> Marking:
    """Readable as it stands: ids, numbers, types, states, dates."""
    return {"protection": "open"}


def sealed() -> Marking:
    """Ciphertext: AES-256-GCM under the key of the case, bound to table, column and row (or HPKE in an envelope)."""
    return {"protection": "sealed"}


def hashed() -> Marking:
    """A keyed hash (HMAC-SHA-256), or a hash of something that holds a secret: compared, never read."""
    return {"protection": "hashed"}
