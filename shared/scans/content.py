"""What a scanned file really is, read from its bytes: never from its name or from what the sender says."""

import asyncio
import hashlib
import io
import logging
from typing import Final

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from shared.scans.errors import (
    ScanActive,
    ScanEmpty,
    ScanEncrypted,
    ScanTooBig,
    ScanTooLarge,
    ScanUnreadable,
    ScanWrongKind,
)
from shared.scans.values import MAX_BYTES, MAX_PAGES, MAX_PIXELS, CheckedScan, MediaType

_SIGNATURES: Final[tuple[tuple[bytes, MediaType], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_ACTIVE: Final = frozenset({"/OpenAction", "/AA", "/JavaScript", "/EmbeddedFiles", "/AF", "/XFA"})
_PILLOW_FORMATS: Final[dict[MediaType, str]] = {"image/png": "PNG", "image/jpeg": "JPEG"}

# Pillow's own cap warns at one size and refuses at another; ours is read from the head before a pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None

# The libraries describe broken files in their own logs, and such a text can quote the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
logging.getLogger("PIL").setLevel(logging.CRITICAL)


class ScanContent:
    """Checks files, one at a time in a thread: a large picture takes a while and much memory."""

    def __init__(self) -> None:
        self._one = asyncio.Semaphore(1)

    async def check(self, content: bytes) -> CheckedScan:
        """Return what the file is. Raises one of the Scan… refusals."""
        async with self._one:
            return await asyncio.to_thread(check_content, content)


def check_content(content: bytes) -> CheckedScan:
    """Read the file: PDF, PNG or JPEG, whole, open, at most 10 MB, 20 pages, 50 megapixels a picture."""
    if not content:
        raise ScanEmpty
    if len(content) > MAX_BYTES:
        raise ScanTooLarge
    media_type = _kind_of(content)
    if media_type == "application/pdf":
        pages, metadata = _read_pdf(content)
    else:
        pages, metadata = 1, _read_picture(content, _PILLOW_FORMATS[media_type])
    return CheckedScan(media_type, pages, hashlib.sha256(content).hexdigest(), metadata, content)


def _kind_of(content: bytes) -> MediaType:
    for start, kind in _SIGNATURES:
        if content.startswith(start):
            return kind
    raise ScanWrongKind


def _read_pdf(content: bytes) -> tuple[int, bool]:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise ScanEncrypted
        if _acts_by_itself(reader):
            raise ScanActive
        pages = len(reader.pages)
        metadata = bool(reader.metadata)
    except (ScanActive, ScanEncrypted):
        raise
    except Exception:  # noqa: BLE001  (a hostile file can raise anything; all of it means unreadable)
        raise ScanUnreadable from None
    if pages == 0:
        raise ScanUnreadable
    if pages > MAX_PAGES:
        raise ScanTooBig
    return pages, metadata


def _acts_by_itself(reader: PdfReader) -> bool:
    """Whether the PDF does something when opened, or carries files: in its catalogue, its names or a page."""
    catalogue = reader.root_object
    names = catalogue["/Names"] if "/Names" in catalogue else DictionaryObject()
    assert isinstance(names, DictionaryObject)
    return (
        bool(_ACTIVE & catalogue.keys())
        or bool(_ACTIVE & names.keys())
        or any(_ACTIVE & page.keys() for page in reader.pages)
    )


def _read_picture(content: bytes, format_name: str) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=[format_name]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ScanTooBig
            metadata = bool(picture.getexif()) or "exif" in picture.info
            picture.load()  # the whole picture, not only its head
    except ScanTooBig:
        raise
    except Exception:  # noqa: BLE001  (a hostile file can raise anything; all of it means unreadable)
        raise ScanUnreadable from None
    return metadata
