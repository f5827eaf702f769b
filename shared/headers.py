"""What a request says beside its body: once, and in the form that the route reads."""

from typing import Any

from fastapi import HTTPException, Request
from fastapi.params import Form

from shared.problem import Refusal

ONCE = ("authorization", "content-type", "idempotency-key", "if-match")
"""Headers of which one reader could act on the first and another, such as a proxy, on the last."""
_UNSUPPORTED = 415


class DoubledHeader(Refusal):
    """A header that is acted on stands more than once."""

    code = "doubled_header"


async def must_say_once(request: Request) -> None:
    """FastAPI dependency of every route. Raises DoubledHeader."""
    if any(len(request.headers.getlist(name)) > 1 for name in ONCE):
        raise DoubledHeader


async def must_be_json(request: Request) -> None:
    """FastAPI dependency of every route: a body that is read as JSON says that it is. Raises HTTPException 415."""
    if not _reads_json(request.scope["route"]):
        return
    kind = request.headers.get("content-type")
    is_sent = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    if kind is None and not is_sent:
        return  # nothing was sent, and the route says whether something must be
    if kind is None or not _is_json(kind):
        raise HTTPException(_UNSUPPORTED)


def _reads_json(route: Any) -> bool:
    body = getattr(route, "body_field", None)
    return body is not None and not isinstance(body.field_info, Form)


def _is_json(kind: str) -> bool:
    named = kind.partition(";")[0].strip().lower()
    return named == "application/json" or (named.startswith("application/") and named.endswith("+json"))
