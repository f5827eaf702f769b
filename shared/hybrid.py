"""HPKE (RFC 9180) with the hybrid of ML-KEM-768 and X25519, and how its keys are written down.

The library has no serial form for a hybrid key, so ours is its two raw parts after each other.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from shared.unopenable import Unopenable

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SUITE_BYTE = b"\x01"
_SEED_BYTES = 64
_ML_PUBLIC_BYTES = 1184
_X_BYTES = 32


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Encrypt to the public half of a :class:`HybridKey`; ``info`` binds the ciphertext to its place."""
    if len(public) != _ML_PUBLIC_BYTES + _X_BYTES:
        raise ValueError("a hybrid public key is 1216 bytes")
    key = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_ML_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[_ML_PUBLIC_BYTES:]),
    )
    return _SUITE_BYTE + _SUITE.encrypt(plaintext, key, info=info)


@dataclass(frozen=True, slots=True)
class HybridKey:
    """The private half: the ML-KEM seed (64 bytes) and the X25519 key (32 bytes)."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != _SEED_BYTES + _X_BYTES:
            raise ValueError("a hybrid private key is 96 bytes")

    @classmethod
    def generate(cls) -> "HybridKey":
        """Make a new random key."""
        ml, x = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        return cls(ml.private_bytes_raw() + x.private_bytes_raw())

    def public(self) -> bytes:
        """Return the public half: ML-KEM-768 (1184 bytes), then X25519 (32 bytes)."""
        ml, x = self._parts()
        return ml.public_key().public_bytes_raw() + x.public_key().public_bytes_raw()

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Decrypt what :func:`seal_to` made; raises :class:`Unopenable` for anything else."""
        if sealed[:1] != _SUITE_BYTE:
            raise Unopenable
        try:
            return _SUITE.decrypt(sealed[1:], MLKEM768X25519PrivateKey(*self._parts()), info=info)
        except (InvalidTag, ValueError):
            raise Unopenable from None

    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.secret[:_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(self.secret[_SEED_BYTES:]),
        )
