"""Reads an uploaded scan of a signed paper."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from services.consent.errors import ScanFormMalformed
from shared.scans.form import MAX_BODY, read_upload

__all__ = ["MAX_BODY", "UploadedScan", "read_scan_form"]


@dataclass(frozen=True, slots=True)
class UploadedScan:
    """The two fields of the form."""

    case_id: UUID
    content: bytes


async def read_scan_form(request: Request) -> UploadedScan:
    """Return `case_id` and `file`. Raises ScanFormMalformed; ScanTooLarge as soon as the limit is passed."""
    upload = await read_upload(request, "case_id")
    try:
        return UploadedScan(UUID(upload.values["case_id"]), upload.content)
    except ValueError:
        raise ScanFormMalformed from None
