"""The wire form of a record, byte by byte (docs/wire-format.md). All numbers are big-endian.

Writer and reader share this module, so that there is one truth. Reading is strict: whatever is
not exactly this form is :class:`RecordInvalid`, and nothing of it is used.
"""

import hmac
import os
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from finsam_party.errors import RecordInvalid
from finsam_party.strictjson import read_object, write_object

MAGIC = b"FSR1"
VERSION = 1
SUITE = 1
MAX_RECORD_BYTES = 256 * 1024
MAX_SECTIONS = 255
MIN_PADDED_BYTES = 1024
CE_TYPE = "se.finsam.record.v1"
CE_SOURCE = "/finsam/consent"
CONTENT_TYPE = "application/vnd.finsam.record"

_HEADER = struct.Struct(">4sBB16s16sIQ16sB")
HEADER_BYTES = _HEADER.size
_SECTION = struct.Struct(">32s12sI")
_LENGTH = struct.Struct(">I")
_TAG_BYTES = 16
_SIGNATURE_BYTES = 64
_DEK_BYTES = 32
_NONCE_BYTES = 12
_COMMIT_INFO = b"finsam-commit-v1"
_MAX_EPOCH = 2**32 - 1
_MAX_SEQUENCE = 2**64 - 1

Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Header:
    """The open header: all that anyone can read of a record without a key."""

    alias: UUID
    event_id: UUID
    epoch: int
    sequence: int
    key_id: UUID


@dataclass(frozen=True, slots=True)
class Part:
    """The content of a section: its data category, its source (recipient id), and an object."""

    category: str
    source: str
    content: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A section as it travels."""

    commitment: bytes
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A decoded record. ``header_bytes`` is what every section is bound to."""

    header: Header
    header_bytes: bytes
    sections: tuple[SealedPart, ...]
    signature: bytes
    signed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A finished record, and one single-use key per section, in the order of the sections."""

    data: bytes = field(repr=False)
    deks: tuple[bytes, ...] = field(repr=False)


def encode(
    header: Header, parts: Sequence[Part], key: Ed25519PrivateKey, *, entropy: Entropy = os.urandom
) -> SealedRecord:
    """Seal each part under a key of its own and sign the whole; the first part is the header section.

    Raises ValueError for values outside the format and for a record above 256 KiB. ``entropy`` is
    replaced only to make test vectors: never give it twice the same bytes.
    """
    header_bytes = _encode_header(header, len(parts))
    deks: list[bytes] = []
    body = bytearray(header_bytes)
    for index, part in enumerate(parts):
        dek, nonce = entropy(_DEK_BYTES), entropy(_NONCE_BYTES)
        plaintext = _pad(write_object(_as_object(part)))
        ciphertext = AESGCM(dek).encrypt(nonce, plaintext, _aad(header_bytes, index))
        body += _SECTION.pack(key_commitment(dek), nonce, len(ciphertext)) + ciphertext
        deks.append(dek)
    data = bytes(body) + key.sign(bytes(body))
    if len(data) > MAX_RECORD_BYTES:
        raise ValueError("a record is at most 256 KiB")
    return SealedRecord(data, tuple(deks))


def decode(data: bytes) -> Record:
    """Take a record apart; raises :class:`RecordInvalid`. Nothing is verified yet: see :func:`verify`."""
    if len(data) > MAX_RECORD_BYTES:
        raise RecordInvalid("too_large")
    if len(data) < HEADER_BYTES + _SIGNATURE_BYTES:
        raise RecordInvalid("truncated")
    magic, version, suite, alias, event_id, epoch, sequence, key_id, count = _HEADER.unpack_from(data)
    if (magic, version, suite) != (MAGIC, VERSION, SUITE):
        raise RecordInvalid("unknown_form")
    if count == 0 or epoch == 0 or sequence == 0:
        raise RecordInvalid("out_of_range")
    signed, signature = data[:-_SIGNATURE_BYTES], data[-_SIGNATURE_BYTES:]
    return Record(
        header=Header(UUID(bytes=alias), UUID(bytes=event_id), epoch, sequence, UUID(bytes=key_id)),
        header_bytes=signed[:HEADER_BYTES],
        sections=_decode_sections(signed, count),
        signature=signature,
        signed=signed,
    )


def verify(record: Record, key: Ed25519PublicKey) -> None:
    """Check the signature over every byte before it; raises :class:`RecordInvalid`."""
    try:
        key.verify(record.signature, record.signed)
    except InvalidSignature:
        raise RecordInvalid("signature") from None


def open_section(record: Record, index: int, dek: bytes) -> Part:
    """Open one section of a verified record; raises :class:`RecordInvalid`.

    The key commitment is checked first, in constant time: AES-GCM alone would let one ciphertext
    be opened by two keys to two texts.
    """
    if not 0 <= index < len(record.sections):
        raise RecordInvalid("no_such_section")
    section = record.sections[index]
    if len(dek) != _DEK_BYTES or not hmac.compare_digest(key_commitment(dek), section.commitment):
        raise RecordInvalid("key_commitment")
    try:
        plaintext = AESGCM(dek).decrypt(section.nonce, section.ciphertext, _aad(record.header_bytes, index))
    except InvalidTag:
        raise RecordInvalid("unopenable") from None
    return _as_part(read_object(_unpad(plaintext)))


def key_commitment(dek: bytes) -> bytes:
    """HKDF-SHA-256 of the key: names it without giving it away."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_COMMIT_INFO).derive(dek)


def _encode_header(header: Header, count: int) -> bytes:
    if not 1 <= count <= MAX_SECTIONS:
        raise ValueError("a record has 1 to 255 sections")
    if not 1 <= header.epoch <= _MAX_EPOCH or not 1 <= header.sequence <= _MAX_SEQUENCE:
        raise ValueError("epoch and sequence count from 1")
    return _HEADER.pack(
        MAGIC, VERSION, SUITE, header.alias.bytes, header.event_id.bytes,
        header.epoch, header.sequence, header.key_id.bytes, count,
    )  # fmt: skip


def _decode_sections(signed: bytes, count: int) -> tuple[SealedPart, ...]:
    sections: list[SealedPart] = []
    at = HEADER_BYTES
    for _ in range(count):
        if at + _SECTION.size > len(signed):
            raise RecordInvalid("truncated")
        commitment, nonce, length = _SECTION.unpack_from(signed, at)
        at += _SECTION.size
        if not _is_padded_size(length - _TAG_BYTES):
            raise RecordInvalid("section_length")
        if at + length > len(signed):
            raise RecordInvalid("truncated")
        sections.append(SealedPart(commitment, nonce, signed[at : at + length]))
        at += length
    if at != len(signed):
        raise RecordInvalid("trailing_bytes")
    return tuple(sections)


def _aad(header_bytes: bytes, index: int) -> bytes:
    return header_bytes + bytes([index])


def _is_padded_size(size: int) -> bool:
    return size >= MIN_PADDED_BYTES and size & (size - 1) == 0


def _pad(text: bytes) -> bytes:
    framed = _LENGTH.pack(len(text)) + text
    size = MIN_PADDED_BYTES
    while size < len(framed):
        size *= 2
    return framed.ljust(size, b"\0")


def _unpad(plaintext: bytes) -> bytes:
    (length,) = _LENGTH.unpack_from(plaintext)
    end = _LENGTH.size + length
    if end > len(plaintext) or any(plaintext[end:]) or _pad(plaintext[_LENGTH.size : end]) != plaintext:
        raise RecordInvalid("padding")
    return plaintext[_LENGTH.size : end]


def _as_object(part: Part) -> dict[str, Any]:
    return {"category": part.category, "source": part.source, "content": part.content}


def _as_part(value: dict[str, Any]) -> Part:
    if value.keys() != {"category", "source", "content"}:
        raise RecordInvalid("section_fields")
    category, source, content = value["category"], value["source"], value["content"]
    if not (isinstance(category, str) and isinstance(source, str) and isinstance(content, dict)):
        raise RecordInvalid("section_fields")
    return Part(category, source, content)
