"""A command acts once, however often it is sent: the answer is stored in the transaction of the effect.

Of two requests at once the second waits on the unique key, then repeats the first one's answer. What was refused
left nothing behind, and is tried anew. Stored answers hold no personal data; keys and contents are stored as HMACs.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, overload

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth import Viewer, viewer_of
from shared.db import Sessions
from shared.problem import Refusal

Prepared = TypeVar("Prepared")

_KEY = re.compile(r"[0-9A-Za-z_.:-]{16,200}")
_VERSION = re.compile(r'"(\d{1,18})"')

_FIND = text("select fingerprint, status, headers, body from idempotency where key = :key")
_RESERVE = text(
    "insert into idempotency (key, fingerprint) values (:key, :fingerprint)"
    " on conflict (key) do nothing returning key"
)
_ANSWERED = text(
    "update idempotency set status = :status, headers = cast(:headers as jsonb), body = cast(:body as jsonb)"
    " where key = :key"
)
_FORGET = text(
    "delete from idempotency where created_at < clock_timestamp() - make_interval(hours => :hours)"
)

KEEP_HOURS = 48


class IdempotencyKeyMissing(Refusal):
    """A command came without an Idempotency-Key, or with one that is not 16 to 200 plain characters."""

    code = "idempotency_key_missing"


class IdempotencyKeyReused(Refusal):
    """The same key came with another command."""

    code = "idempotency_key_reused"


class DoubledKey(Refusal):
    """The JSON says the same thing twice; one reader could act on the first and another on the last."""

    code = "doubled_key"


class IfMatchMissing(Refusal):
    """A change of something that exists must say which version it saw."""

    code = "if_match_missing"


class IfMatchMalformed(Refusal):
    """If-Match is not a version in quotes."""

    code = "if_match_malformed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers. ``body`` is stored and may be repeated: ids, states and dates only."""

    status: int
    body: Mapping[str, Any] | None = None
    etag: int | None = None
    location: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        headers: dict[str, str] = {}
        if self.etag is not None:
            headers["ETag"] = f'"{self.etag}"'
        if self.location is not None:
            headers["Location"] = self.location
        return headers


@dataclass(frozen=True, slots=True)
class CommandStore:
    """Where commands are remembered; an app keeps its own in ``app.state.commands``."""

    sessions: Sessions
    secret: bytes = field(repr=False)

    def hash(self, *parts: bytes) -> bytes:
        """Return a keyed hash of the parts, so that no one can guess contents from what is stored."""
        joined = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.new(self.secret, joined, hashlib.sha256).digest()

    async def forget_old(self) -> None:
        """Drop keys older than two days: a client gives up long before."""
        async with self.sessions() as session, session.begin():
            await (await session.connection()).execute(_FORGET, {"hours": KEEP_HOURS})


@overload
async def run_command(
    request: Request,
    act: Callable[[AsyncSession, Prepared], Awaitable[Answer]],
    *,
    prepare: Callable[[], Awaitable[Prepared]],
    content: bytes | None = None,
) -> Response: ...
@overload
async def run_command(
    request: Request,
    act: Callable[[AsyncSession, None], Awaitable[Answer]],
    *,
    prepare: None = None,
    content: bytes | None = None,
) -> Response: ...
async def run_command(
    request: Request,
    act: Callable[[AsyncSession, Any], Awaitable[Answer]],
    *,
    prepare: Callable[[], Awaitable[Any]] | None = None,
    content: bytes | None = None,
) -> Response:
    """Carry out a command once per Idempotency-Key, viewer and unit, and answer; again gives the same answer.

    ``prepare`` asks others, before the transaction opens; ``act`` gets its result and the session, never commits,
    and returns the answer. ``content`` stands for the request's body where that was read as a form.
    Raises :class:`IdempotencyKeyMissing`, :class:`IdempotencyKeyReused`, :class:`DoubledKey`, and whatever ``act`` refuses with.
    """
    store: CommandStore = request.app.state.commands
    key, fingerprint = await _identity(store, request, content)
    async with store.sessions() as session:
        stored = (await (await session.connection()).execute(_FIND, {"key": key})).first()
    if stored is not None:
        return _replay(stored, fingerprint)
    prepared = await prepare() if prepare is not None else None
    async with store.sessions() as session, session.begin():
        connection = await session.connection()
        mine = await connection.execute(_RESERVE, {"key": key, "fingerprint": fingerprint})
        if mine.first() is None:
            return _replay((await connection.execute(_FIND, {"key": key})).one(), fingerprint)
        answer = await act(session, prepared)
        values = {
            "key": key,
            "status": answer.status,
            "headers": json.dumps(answer.headers()),
            "body": None if answer.body is None else json.dumps(answer.body),
        }
        await connection.execute(_ANSWERED, values)
    return _response(answer.status, answer.headers(), answer.body)


def if_match(request: Request) -> int:
    """Return the version that the caller saw: ``If-Match: "7"``. Raises IfMatchMissing or IfMatchMalformed."""
    value = request.headers.get("if-match")
    if value is None:
        raise IfMatchMissing
    found = _VERSION.fullmatch(value.strip())
    if found is None:
        raise IfMatchMalformed
    return int(found[1])


async def _identity(store: CommandStore, request: Request, content: bytes | None) -> tuple[bytes, bytes]:
    given = request.headers.get("idempotency-key", "").strip().strip('"')
    if _KEY.fullmatch(given) is None:
        raise IdempotencyKeyMissing
    viewer: Viewer = getattr(request.state, "viewer", None) or await viewer_of(request)
    who = (viewer.subject, viewer.unit or "", viewer.client_id or "")
    key = store.hash(b"key", *(part.encode() for part in who), given.encode())
    body = await request.body() if content is None else content
    if content is None and body:
        json.loads(body, object_pairs_hook=_each_key_once)
    match = request.headers.get("if-match", "")
    return key, store.hash(
        b"command", request.method.encode(), request.url.path.encode(), match.encode(), body
    )


def _each_key_once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise DoubledKey


def _replay(stored: Row[Any], fingerprint: bytes) -> Response:
    if not hmac.compare_digest(bytes(stored.fingerprint), fingerprint):
        raise IdempotencyKeyReused
    return _response(stored.status, {**stored.headers, "Idempotent-Replayed": "true"}, stored.body)


def _response(status: int, headers: Mapping[str, str], body: Mapping[str, Any] | None) -> Response:
    if body is None:
        return Response(status_code=status, headers=dict(headers))
    return JSONResponse(body, status_code=status, headers=dict(headers))
