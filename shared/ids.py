"""Identities: random, unique without asking anyone, and ordered by time so that indexes stay small."""

import secrets
import time
from uuid import UUID

_MILLISECOND = 1_000_000


def uuid7() -> UUID:
    """Return a UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits.

    It tells when it was made and nothing else. Order within one millisecond is not promised: what must be
    ordered carries a number.
    """
    milliseconds = time.time_ns() // _MILLISECOND
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
