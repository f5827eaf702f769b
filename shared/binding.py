"""Canonical bytes for what a ciphertext is bound to: two different lists never give the same bytes."""


def bind(*parts: str) -> bytes:
    """Join texts unambiguously: each as a big-endian u16 length and its UTF-8 bytes.

    A separator would let ``("a|b", "c")`` and ``("a", "b|c")`` meet; lengths do not.
    """
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(2, "big") + part for part in encoded)
