"""Signed notes as C2SP describes them (signed-note.md): a text, an empty line, and a line for each signature.

A key is named in one line: `name+hash+base64`. Its hash (4 bytes) says which key a signature is by.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from finsam_verify.encoding import Malformed, from_base64, to_base64

_ED25519: Final = b"\x01"
_DASH: Final = "\u2014 "
_HASH_BYTES: Final = 4
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class LogKey:
    """A public key of a log, and the log's name (its origin)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or any(sign.isspace() or sign == "+" for sign in self.name):
            raise Malformed("key_name")
        if len(self.public) != _KEY_BYTES:
            raise Malformed("key")

    @property
    def hash(self) -> bytes:
        """Return the four bytes that name the key in a signature."""
        told = self.name.encode() + b"\n" + _ED25519 + self.public
        return hashlib.sha256(told).digest()[:_HASH_BYTES]

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the key, in hexadecimal: what people compare and pin."""
        return hashlib.sha256(self.public).hexdigest()

    @property
    def line(self) -> str:
        """Return the key in one line."""
        return f"{self.name}+{self.hash.hex()}+{to_base64(_ED25519 + self.public)}"

    @classmethod
    def from_line(cls, line: str) -> "LogKey":
        """Read a key from its line; raises Malformed, also when the hash is not this key's."""
        name, _, rest = line.partition("+")
        _, _, data = rest.partition("+")
        raw = from_base64(data)
        key = cls(name, raw[1:])
        if raw[:1] != _ED25519 or key.line != line:
            raise Malformed("key")
        return key

    def verifies(self, note: "Note") -> bool:
        """Whether the note carries this key's signature, and it holds."""
        signature = note.signatures.get((self.name, self.hash))
        if signature is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, note.text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line feed, and its signatures by (name, hash of the key)."""

    text: str
    signatures: Mapping[tuple[str, bytes], bytes] = field(repr=False)

    @classmethod
    def read(cls, written: str) -> "Note":
        """Take a note apart; raises Malformed. Nothing is verified."""
        text, split, tail = written.rpartition("\n\n")
        if not split or not tail.endswith("\n"):
            raise Malformed("note")
        signatures = dict(_signature(line) for line in tail[:-1].split("\n"))
        note = cls(text + "\n", signatures)
        if note.write() != written:
            raise Malformed("note")
        return note

    def write(self) -> str:
        """Return the note as it is sent and kept."""
        lines = [
            f"{_DASH}{name} {to_base64(key_hash + signature)}\n"
            for (name, key_hash), signature in self.signatures.items()
        ]
        return self.text + "\n" + "".join(lines)


def _signature(line: str) -> tuple[tuple[str, bytes], bytes]:
    name, _, data = line.removeprefix(_DASH).partition(" ")
    raw = from_base64(data)
    if not line.startswith(_DASH) or not name or len(raw) != _HASH_BYTES + _SIGNATURE_BYTES:
        raise Malformed("signature")
    return (name, raw[:_HASH_BYTES]), raw[_HASH_BYTES:]


def sign(text: str, signers: Iterable[tuple[str, Ed25519PrivateKey]]) -> Note:
    """Sign a text that ends with a line feed, under the name of the log."""
    signatures: dict[tuple[str, bytes], bytes] = {}
    for name, private in signers:
        key = LogKey(name, private.public_key().public_bytes_raw())
        signatures[name, key.hash] = private.sign(text.encode())
    return Note(text, signatures)
