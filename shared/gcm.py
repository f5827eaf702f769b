"""AES-256-GCM in the form in which this system stores it: version byte, nonce, ciphertext with tag."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.unopenable import Unopenable

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16


def seal(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    """Encrypt under a fresh random nonce; ``bound_to`` must be given again to open."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Decrypt what :func:`seal` made; raises :class:`Unopenable` for anything else."""
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES:
        raise Unopenable
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to)
    except InvalidTag:
        raise Unopenable from None
