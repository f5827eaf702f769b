"""Why a scanned file is not taken in. Each service says it in its own words."""

from shared.problem import Refusal


class ScanFormMalformed(Refusal):
    """The upload is not a form with the fields that it must have."""

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
