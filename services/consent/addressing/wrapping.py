"""How a section's key is wrapped: under the key of its row, or, in a control notice, to the alias's control key."""

from uuid import UUID

from shared import gcm
from shared.binding import bind
from shared.hybrid import HybridKey, seal_to

ROW_KEY = "row"
"""Kind of a row's key in the key database; its id is the row's."""

_CONTROL_LABEL = "finsam-control-v1"


def wrap_for_row(kek: bytes, dek: bytes, *, event_id: UUID, row_id: UUID, category: str) -> bytes:
    """Wrap a section's key; it opens only as the key of this record, row and category."""
    return gcm.seal(kek, dek, _place(event_id, row_id, category))


def unwrap_for_row(kek: bytes, wrapped: bytes, *, event_id: UUID, row_id: UUID, category: str) -> bytes:
    """Unwrap it; raises Unopenable."""
    return gcm.unseal(kek, wrapped, _place(event_id, row_id, category))


def wrap_for_control(public: bytes, dek: bytes, *, event_id: UUID) -> bytes:
    """Wrap a notice's key to the public half: no secret is needed to write a notice."""
    return seal_to(public, dek, bind(_CONTROL_LABEL, str(event_id)))


def unwrap_for_control(secret: bytes, wrapped: bytes, *, event_id: UUID) -> bytes:
    """Unwrap it; raises Unopenable."""
    return HybridKey(secret).open(wrapped, bind(_CONTROL_LABEL, str(event_id)))


def _place(event_id: UUID, row_id: UUID, category: str) -> bytes:
    return bind(str(event_id), str(row_id), category)
