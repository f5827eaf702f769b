"""Who is asking. Tokens come from an OIDC provider; what a caller may do is decided from them alone.

Strict on purpose: only EdDSA, only keys that the issuer publishes, no ``crit`` header at all, and
issuer, audience and expiry must be there (RFC 8725).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from shared.jwks import IssuerKeys, KeysUnavailable
from shared.problem import Unavailable
from shared.service_tokens import ServiceTokens, TokenUnavailable

__all__ = [
    "AUDIENCE", "Forbidden", "IssuerKeys", "ServiceTokens", "TokenUnavailable",
    "Unauthenticated", "Verifier", "Viewer", "ViewerDep", "require", "viewer_of",
]  # fmt: skip

AUDIENCE = "finsam"
ALGORITHMS = ("EdDSA", "Ed25519")  # the same algorithm: RFC 8037's name, and RFC 9864's
PERSONAL_NUMBER_CLAIM = "https://id.oidc.se/claim/personalIdentityNumber"
_MAX_TOKEN_BYTES = 8 * 1024
_LEEWAY_SECONDS = 5


class Unauthenticated(HTTPException):
    """No valid token: 401 (RFC 6750). The reason is not told."""

    def __init__(self) -> None:
        super().__init__(401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


class Forbidden(HTTPException):
    """A valid token that does not allow this: 403."""

    def __init__(self) -> None:
        super().__init__(403)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: a person in a role at a unit, a person in her own matter, or a machine.

    ``unit`` is a recipient id. ``personal_number`` is set only for a person in her own matter.
    """

    subject: str
    unit: str | None
    roles: frozenset[str]
    scopes: frozenset[str]
    function: str | None
    client_id: str | None
    personal_number: str | None = field(repr=False)
    token: str = field(repr=False)

    def is_machine(self) -> bool:
        """Whether a program asks on its own account (client credentials)."""
        return self.client_id == self.subject

    def acts_for(self, *, role: str, scope: str) -> str | None:
        """Return the viewer's unit if it may act for it: a person in the role, a machine with the scope."""
        allowed = scope in self.scopes if self.is_machine() else role in self.roles
        return self.unit if allowed else None


class Verifier:
    """Checks access tokens of one issuer."""

    def __init__(self, issuer: str, keys: IssuerKeys, *, audience: str = AUDIENCE) -> None:
        self._issuer = issuer
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    async def viewer(self, token: str) -> Viewer:
        """Return who holds this token; raises Unauthenticated, or Unavailable when the issuer is."""
        if len(token) > _MAX_TOKEN_BYTES:
            raise Unauthenticated
        try:
            header = extract_compact(token.encode()).headers()
            kid = _checked_kid(header)
            key = await self._keys.key(kid)
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            self._claims.validate(claims)
            return _viewer(claims, token)
        except KeysUnavailable:
            raise Unavailable from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise Unauthenticated from None


def _checked_kid(header: Mapping[str, Any]) -> str:
    kid = header.get("kid")
    # An unknown critical extension must be refused (RFC 7515 4.1.11); we know none.
    if "crit" in header or header.get("alg") not in ALGORITHMS or not isinstance(kid, str):
        raise Unauthenticated
    return kid


def _viewer(claims: Mapping[str, Any], token: str) -> Viewer:
    roles = claims.get("finsam_roles", [])
    if not isinstance(claims["exp"], int | float) or not isinstance(roles, list):
        raise TypeError
    return Viewer(
        subject=_text(claims["sub"]) or "",
        unit=_text(claims.get("finsam_unit")),
        roles=frozenset(str(role) for role in roles),
        scopes=frozenset((_text(claims.get("scope")) or "").split()),
        function=_text(claims.get("finsam_function")),
        client_id=_text(claims.get("client_id")),
        personal_number=_text(claims.get(PERSONAL_NUMBER_CLAIM)),
        token=token,
    )


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError


async def viewer_of(request: Request) -> Viewer:
    """FastAPI dependency: the viewer of a request. The app keeps its Verifier in ``app.state.verifier``."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    verifier: Verifier = request.app.state.verifier
    viewer = await verifier.viewer(token.strip())
    request.state.viewer = viewer
    return viewer


ViewerDep = Annotated[Viewer, Depends(viewer_of)]


def require(viewer: Viewer, *, role: str | None = None, scope: str | None = None) -> None:
    """Raise :class:`Forbidden` unless the viewer has the role and the scope that are named."""
    if role is not None and role not in viewer.roles:
        raise Forbidden
    if scope is not None and scope not in viewer.scopes:
        raise Forbidden
