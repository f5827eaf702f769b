"""A scanned paper: what may be kept of it, and the facts that were read from its bytes."""

from dataclasses import dataclass
from typing import Final, Literal

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PAGES: Final = 20
MAX_PIXELS: Final = 50_000_000

MediaType = Literal["application/pdf", "image/png", "image/jpeg"]


@dataclass(frozen=True, slots=True)
class CheckedScan:
    """A scan whose content was read and is what it says.

    `sha256` is of the exact bytes, in hex. `metadata_found` notes that the file carries data about its making
    (EXIF, PDF information): the bytes are kept as they came, since they are the proof.
    """

    media_type: MediaType
    pages: int
    sha256: str
    metadata_found: bool
    content: bytes
