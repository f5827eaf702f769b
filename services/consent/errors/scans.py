"""Refusals about a scanned paper."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal
from shared.scans.errors import (
    ScanActive,
    ScanEmpty,
    ScanEncrypted,
    ScanFormMalformed,
    ScanTooBig,
    ScanTooLarge,
    ScanUnreadable,
    ScanWrongKind,
)

__all__ = [
    "ScanActive",
    "ScanEmpty",
    "ScanEncrypted",
    "ScanFormMalformed",
    "ScanNotFound",
    "ScanTooBig",
    "ScanTooLarge",
    "ScanUnknown",
    "ScanUnreadable",
    "ScanWrongKind",
]


class ScanUnknown(FieldRefusal):
    """The scan is not one that this unit has stored for this case."""

    code = "scan_unknown"
    field = "scan_id"
    message = "Skanningen finns inte i det här ärendet."


class ScanNotFound(Refusal):
    """No such scan for this viewer: unknown, or another unit's (the two look the same)."""

    code = "scan_not_found"
