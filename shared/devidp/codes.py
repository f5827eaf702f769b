"""Authorization codes: random, bound to the request that asked for them, used once, within a minute."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

LIFETIME_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for."""

    client_id: str
    redirect_uri: str
    challenge: str
    person_id: str
    scope: str
    nonce: str | None


class Codes:
    """The codes that are out. Kept in memory: a restart only means logging in again."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._out: dict[str, tuple[float, Grant]] = {}

    def issue(self, grant: Grant) -> str:
        """Return a new code for the grant."""
        now = self._now()
        self._out = {code: entry for code, entry in self._out.items() if entry[0] > now}
        code = secrets.token_urlsafe(32)
        self._out[code] = (now + LIFETIME_SECONDS, grant)
        return code

    def redeem(self, code: str, *, client_id: str, redirect_uri: str, verifier: str) -> Grant | None:
        """Return the grant and forget the code, also when the caller proves to be the wrong one."""
        expires, grant = self._out.pop(code, (float("-inf"), None))
        if grant is None or expires <= self._now():
            return None
        meant_for = grant.client_id == client_id and grant.redirect_uri == redirect_uri
        return grant if meant_for and _proves(verifier, grant.challenge) else None


def challenge_of(verifier: str) -> str:
    """PKCE S256 (RFC 7636): base64url of the verifier's SHA-256, unpadded."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _proves(verifier: str, challenge: str) -> bool:
    return hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())
