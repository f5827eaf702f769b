"""Refusals about a scanned paper."""

from services.consent.errors.fields import FieldRefusal
from shared.problem import Refusal


class ScanUnknown(FieldRefusal):
    """The scan is not one that this unit has stored for this case."""

    code = "scan_unknown"
    field = "scan_id"
    message = "Skanningen finns inte i det här ärendet."


class ScanNotFound(Refusal):
    """No such scan for this viewer: unknown, or another unit's (the two look the same)."""

    code = "scan_not_found"


class ScanFormMalformed(Refusal):
    """The upload is not a form with `case_id` and `file`."""

    code = "scan_form_malformed"


class ScanEmpty(Refusal):
    """The file holds no bytes."""

    code = "scan_empty"


class ScanTooLarge(Refusal):
    """The file is larger than 10 MB."""

    code = "scan_too_large"


class ScanWrongKind(Refusal):
    """The content is not PDF, PNG or JPEG, whatever the name says."""

    code = "scan_wrong_kind"


class ScanUnreadable(Refusal):
    """The content begins like a PDF or a picture and cannot be read as one."""

    code = "scan_unreadable"


class ScanActive(Refusal):
    """The PDF holds a script, an automatic action or an embedded file: a scan is pictures of paper."""

    code = "scan_active"


class ScanEncrypted(Refusal):
    """The PDF asks for a password: what nobody can check is not kept as proof."""

    code = "scan_encrypted"


class ScanTooBig(Refusal):
    """More than 20 pages, or a picture of more than 50 megapixels."""

    code = "scan_too_big"
