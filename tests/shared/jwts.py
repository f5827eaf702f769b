"""JWTs put together by hand: a library refuses to make the bad ones."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey


def encoded(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def signed(header: Mapping[str, Any], claims: Mapping[str, Any], key: OKPKey) -> str:
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{_base64(private.sign(text.encode()))}"


def signed_hs256(header: Mapping[str, Any], claims: Mapping[str, Any], secret: bytes) -> str:
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{_base64(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
