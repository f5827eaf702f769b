"""The page docs/wire-format.md is enough: a reader written from it alone reads the test vectors."""

import json
import struct
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from finsam_party.errors import RecordInvalid
from finsam_party.record import Header, Part, decode, encode, key_commitment, open_section, verify

from tests.party import vectors

VECTORS: dict[str, Any] = json.loads(vectors.FILE.read_text(encoding="utf-8"))
PAGE = (Path(__file__).parents[2] / "docs" / "wire-format.md").read_text(encoding="utf-8")
PUBLIC = Ed25519PublicKey.from_public_bytes(bytes.fromhex(VECTORS["signing_public_key"]))
KEY = Ed25519PrivateKey.generate()
HEADER = vectors.HEADER


def hkdf_commitment(key: bytes) -> bytes:
    """HKDF written out (RFC 5869): extract with a zero salt, one block of expand."""

    def mac(secret: bytes, data: bytes) -> bytes:
        h = hmac.HMAC(secret, hashes.SHA256())
        h.update(data)
        return h.finalize()

    return mac(mac(bytes(32), key), b"finsam-commit-v1" + b"\x01")


def read_by_the_page(data: bytes, keys: list[bytes]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    PUBLIC.verify(data[-64:], data[:-64])
    assert data[0:6] == b"FSR1\x01\x01"
    header = {
        "alias": str(UUID(bytes=data[6:22])),
        "event_id": str(UUID(bytes=data[22:38])),
        "epoch": int.from_bytes(data[38:42], "big"),
        "sequence": int.from_bytes(data[42:50], "big"),
        "key_id": str(UUID(bytes=data[50:66])),
    }
    at, sections = 67, []
    for index in range(data[66]):
        commitment, nonce = data[at : at + 32], data[at + 32 : at + 44]
        length = int.from_bytes(data[at + 44 : at + 48], "big")
        ciphertext = data[at + 48 : at + 48 + length]
        at += 48 + length
        assert commitment == hkdf_commitment(keys[index])
        plain = AESGCM(keys[index]).decrypt(nonce, ciphertext, data[:67] + bytes([index]))
        assert len(plain) >= 1024
        assert len(plain) & (len(plain) - 1) == 0
        size = int.from_bytes(plain[:4], "big")
        assert not any(plain[4 + size :])
        sections.append(json.loads(plain[4 : 4 + size]))
    assert at == len(data) - 64
    return header, sections


@pytest.mark.parametrize("vector", VECTORS["records"], ids=lambda vector: vector["name"])
def test_a_reader_from_the_page_reads_what_the_client_reads(vector: dict[str, Any]) -> None:
    data, keys = bytes.fromhex(vector["record"]), [bytes.fromhex(key) for key in vector["deks"]]
    header, sections = read_by_the_page(data, keys)
    assert header == {name: vector[name] for name in header}
    assert sections == vector["sections"]
    record = decode(data)
    verify(record, PUBLIC)
    opened = [open_section(record, index, key) for index, key in enumerate(keys)]
    assert [(part.category, part.source, part.content) for part in opened] == [
        (said["category"], said["source"], said["content"]) for said in sections
    ]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["name"])
def test_what_must_be_refused_is(vector: dict[str, Any]) -> None:
    with pytest.raises(RecordInvalid):
        verify(decode(bytes.fromhex(vector["record"])), PUBLIC)


def test_those_marked_signed_carry_a_valid_signature() -> None:
    for vector in VECTORS["refused"]:
        data = bytes.fromhex(vector["record"])
        if vector["name"].endswith(", signed"):
            PUBLIC.verify(data[-64:], data[:-64])
        else:
            with pytest.raises(InvalidSignature):
                PUBLIC.verify(data[-64:], data[:-64])


def test_the_committed_vectors_are_those_that_the_code_makes() -> None:
    assert vectors.build() == VECTORS


def test_the_examples_of_the_page_are_those_of_the_vectors() -> None:
    examples = [json.loads(line) for line in PAGE.splitlines() if line.startswith('    {"type"')]
    assert examples == [vectors.DOCUMENT[0].content, vectors.STOP[0].content]


def plaintext_record(plaintext: bytes, commitment: bytes | None = None) -> bytes:
    """A correctly sealed and signed record around any plaintext: what a faulty writer could make."""
    start = encode(HEADER, [Part("halsa", "fk", {})], KEY).data[:67]
    dek, nonce = b"d" * 32, b"n" * 12
    ciphertext = AESGCM(dek).encrypt(nonce, plaintext, start + b"\0")
    body = (
        start + (commitment or key_commitment(dek)) + nonce + struct.pack(">I", len(ciphertext)) + ciphertext
    )
    return body + KEY.sign(body)


def framed(text: bytes, size: int = 1024) -> bytes:
    return (struct.pack(">I", len(text)) + text).ljust(size, b"\0")


GOOD = b'{"category":"halsa","source":"fk","content":{}}'


@pytest.mark.parametrize(
    ("plaintext", "reason"),
    [
        pytest.param(framed(GOOD)[:-1] + b"\1", "padding", id="padding is not zeros"),
        pytest.param(framed(GOOD, 2048), "padding", id="padded more than needed"),
        pytest.param(struct.pack(">I", 1021) + bytes(1020), "padding", id="length beyond the end"),
        pytest.param(struct.pack(">I", 2**32 - 1) + bytes(1020), "padding", id="absurd length"),
        pytest.param(framed(b""), "json", id="no text"),
        pytest.param(framed(b"[]"), "json", id="no object"),
        pytest.param(framed(b"\xff\xfe"), "json", id="not UTF-8"),
        pytest.param(framed(b'{"category":"a","source":"b","content":{"x":NaN}}'), "json", id="NaN"),
        pytest.param(framed(b"[" * 1020), "json", id="nested without end"),
        pytest.param(framed(GOOD[:-1] + b',"content":{"x":1}}'), "duplicate_key", id="a key twice"),
        pytest.param(framed(GOOD.replace(b"{}", b'{"x":1,"x":2}')), "duplicate_key", id="a key twice inside"),
        pytest.param(framed(GOOD[:-1] + b',"more":1}'), "section_fields", id="one field more"),
        pytest.param(framed(b'{"category":"a","content":{}}'), "section_fields", id="one field less"),
        pytest.param(framed(GOOD.replace(b"{}", b"[]")), "section_fields", id="content is no object"),
        pytest.param(framed(GOOD.replace(b'"fk"', b"1")), "section_fields", id="source is no text"),
    ],
)
def test_a_section_that_is_not_of_the_form_is_refused(plaintext: bytes, reason: str) -> None:
    record = decode(plaintext_record(plaintext))
    verify(record, KEY.public_key())
    with pytest.raises(RecordInvalid) as refused:
        open_section(record, 0, b"d" * 32)
    assert refused.value.reason == reason


def test_the_commitment_is_checked_before_anything_is_opened() -> None:
    record = decode(plaintext_record(framed(GOOD), commitment=b"c" * 32))
    with pytest.raises(RecordInvalid) as refused:
        open_section(record, 0, b"d" * 32)
    assert refused.value.reason == "key_commitment"


def test_the_good_text_opens() -> None:
    assert open_section(decode(plaintext_record(framed(GOOD))), 0, b"d" * 32) == Part("halsa", "fk", {})


def test_a_header_says_what_it_was_given() -> None:
    header = Header(UUID(int=1), UUID(int=2), 2**32 - 1, 2**64 - 1, UUID(int=3))
    assert decode(encode(header, [Part("halsa", "fk", {})], KEY).data).header == header
