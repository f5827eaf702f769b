"""Whether the referral service stands behind what a user asks: it shows its own token beside hers."""

from fastapi import Request

from services.consent.foreign import REFERRAL_CLIENT
from shared.auth import Forbidden, Unauthenticated, Verifier, require


async def is_vouched(request: Request, authorization: str | None) -> bool:
    """Whether the referral service stands behind the request. Raises Unauthenticated, Forbidden for a false proof."""
    if authorization is None:
        return False
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    verifier: Verifier = request.app.state.verifier
    service = await verifier.viewer(token.strip())
    require(service, scope="coverage")
    if not service.is_machine() or service.client_id != REFERRAL_CLIENT:
        raise Forbidden
    return True
