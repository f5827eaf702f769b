"""The tokens that the provider signs: Ed25519, short-lived, with the claims of the Swedish OIDC profile."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import OKPKey

from shared.auth import AUDIENCE, PERSONAL_NUMBER_CLAIM
from shared.devidp.codes import Grant
from shared.devidp.directory import Client, Person

PERSON_SECONDS = 15 * 60
MACHINE_SECONDS = 5 * 60
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """Signs with one key; its id is the key's thumbprint (RFC 7638)."""

    issuer: str
    key: OKPKey

    @classmethod
    def from_file(cls, issuer: str, key_file: Path) -> "TokenIssuer":
        """Read the signing key (PEM)."""
        return cls(issuer, OKPKey.import_key(key_file.read_bytes()))

    def jwks(self) -> dict[str, Any]:
        """The public key as a JWK set."""
        public = self.key.as_dict(private=False)
        return {"keys": [{**public, "kid": self.key.thumbprint(), "use": "sig", "alg": "Ed25519"}]}

    def for_person(self, person: Person, grant: Grant) -> dict[str, Any]:
        """The token answer for someone who has logged in."""
        about = _about(person)
        access = self._sign(
            {**about, "aud": AUDIENCE, "client_id": grant.client_id, "scope": grant.scope}, PERSON_SECONDS
        )
        answer = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": PERSON_SECONDS,
            "scope": grant.scope,
        }
        if "openid" in grant.scope.split():
            nonce = {} if grant.nonce is None else {"nonce": grant.nonce}
            answer["id_token"] = self._sign({**about, "aud": grant.client_id, **nonce}, PERSON_SECONDS)
        return answer

    def for_machine(self, client: Client, scopes: list[str]) -> dict[str, Any]:
        """The token answer for a program on its own account."""
        scope = " ".join(scopes)
        claims = {"sub": client.client_id, "aud": AUDIENCE, "client_id": client.client_id, "scope": scope}
        unit = client.own_unit()
        if unit is not None:
            claims["finsam_unit"] = unit
        return {
            "access_token": self._sign(claims, MACHINE_SECONDS),
            "token_type": "Bearer",
            "expires_in": MACHINE_SECONDS,
            "scope": scope,
        }

    def _sign(self, claims: dict[str, Any], seconds: int) -> str:
        now = int(time.time())
        header = {"alg": "Ed25519", "kid": self.key.thumbprint()}
        whole = {"iss": self.issuer, "iat": now, "exp": now + seconds, "jti": str(uuid4()), **claims}
        return jwt.encode(header, whole, self.key, algorithms=["Ed25519"])


def _about(person: Person) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "sub": person.id,
        "name": person.name,
        "acr": LOA3,
        "finsam_roles": list(person.roles),
    }
    if person.personal_number is not None:
        claims[PERSONAL_NUMBER_CLAIM] = person.personal_number
    if person.unit is not None:
        claims["finsam_unit"] = person.unit
    if person.function is not None:
        claims["finsam_function"] = person.function
    return claims
