"""Reads an uploaded scan: in memory only, since a temporary file would hold the paper unsealed on disk."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.consent.domain.scans import MAX_BYTES
from services.consent.errors import ScanFormMalformed, ScanTooLarge

MAX_BODY: Final = MAX_BYTES + 64 * 1024  # the file, and what the form puts around it


@dataclass(frozen=True, slots=True)
class UploadedScan:
    """The two fields of the form."""

    case_id: UUID
    content: bytes


class _InMemoryParser(MultiPartParser):
    spool_max_size = MAX_BODY + 1  # never reached, so nothing is rolled over to a file


async def read_scan_form(request: Request) -> UploadedScan:
    """Return `case_id` and `file`. Raises ScanFormMalformed; ScanTooLarge as soon as the limit is passed."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ScanFormMalformed
    parser = _InMemoryParser(request.headers, _capped(request), max_files=1, max_fields=1)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise ScanFormMalformed from None
    file, case_id = form.get("file"), form.get("case_id")
    if not isinstance(file, UploadFile) or not isinstance(case_id, str):
        raise ScanFormMalformed
    try:
        return UploadedScan(UUID(case_id), await file.read())
    except ValueError:
        raise ScanFormMalformed from None
    finally:
        await form.close()


async def _capped(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            raise ScanTooLarge
        yield chunk
