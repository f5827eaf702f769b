"""Reads an uploaded scan: in memory only, since a temporary file would hold the paper unsealed on disk."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.scans.errors import ScanFormMalformed, ScanTooLarge
from shared.scans.values import MAX_BYTES

MAX_BODY: Final = MAX_BYTES + 64 * 1024  # the file, and what the form puts around it
SUFFIX: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Upload:
    """The file, and the text fields beside it."""

    values: Mapping[str, str]
    content: bytes = field(repr=False)


class _InMemoryParser(MultiPartParser):
    spool_max_size = MAX_BODY + 1  # never reached, so nothing is rolled over to a file


async def read_upload(request: Request, *fields: str) -> Upload:
    """Return `file` and exactly these text fields. Raises ScanFormMalformed; ScanTooLarge as soon as the limit is passed."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ScanFormMalformed
    parser = _InMemoryParser(request.headers, _capped(request), max_files=1, max_fields=len(fields))
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise ScanFormMalformed from None
    try:
        file, values = form.get("file"), {name: form.get(name) for name in fields}
        texts = {name: value for name, value in values.items() if isinstance(value, str)}
        if not isinstance(file, UploadFile) or len(texts) != len(fields):
            raise ScanFormMalformed
        return Upload(texts, await file.read())
    finally:
        await form.close()


async def _capped(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            raise ScanTooLarge
        yield chunk
