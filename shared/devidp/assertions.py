"""How a machine proves who it is: a short-lived assertion signed with its own key (private_key_jwt)."""

import json
import time
from collections.abc import Mapping

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import extract_compact

from shared.devidp.directory import Client

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ALGORITHMS = ("EdDSA", "Ed25519")
_MAX_SECONDS = 300
_SKEW_SECONDS = 5


class Assertions:
    """Checks client assertions (RFC 7523); each is good once."""

    def __init__(self, clients: Mapping[str, Client], audiences: tuple[str, ...]) -> None:
        self._clients = clients
        self._audiences = audiences
        self._seen: dict[tuple[str, str], float] = {}

    def client(self, assertion: str) -> Client | None:
        """Return the client that signed it, or None when anything at all is wrong."""
        try:
            return self._checked(assertion)
        except (JoseError, ValueError, TypeError, KeyError):
            return None

    def _checked(self, assertion: str) -> Client:
        token = extract_compact(assertion.encode())
        if "crit" in token.headers() or token.headers().get("alg") not in _ALGORITHMS:
            raise ValueError("header")
        client = self._clients[_claimed_subject(assertion)]
        if client.public_key_pem is None:
            raise ValueError("a client without a key proves nothing")
        claims = jwt.decode(
            assertion, OKPKey.import_key(client.public_key_pem), algorithms=_ALGORITHMS
        ).claims
        now = time.time()
        expires = float(claims["exp"])
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        in_time = now - _SKEW_SECONDS < expires <= now + _MAX_SECONDS + _SKEW_SECONDS
        if not (in_time and claims["iss"] == claims["sub"] == client.client_id):
            raise ValueError("claims")
        if not set(audience) & set(self._audiences):
            raise ValueError("audience")
        self._use_once(client.client_id, str(claims["jti"]), expires)
        return client

    def _use_once(self, client_id: str, jti: str, expires: float) -> None:
        now = time.time()
        self._seen = {key: until for key, until in self._seen.items() if until + _SKEW_SECONDS > now}
        if (client_id, jti) in self._seen:
            raise ValueError("replayed")
        self._seen[client_id, jti] = expires


def _claimed_subject(assertion: str) -> str:
    """Read who it claims to be from, to pick the key; nothing is believed before the signature."""
    claims = json.loads(extract_compact(assertion.encode()).payload or b"{}")
    return str(claims["sub"])
