"""What is parked: where it lies, what waits behind it, and the two ways out, to try again or to give it up.

Nothing here shows what an event says about a person: an envelope is shown without its sections, and what can't be
read as an envelope is shown by its size alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import Envelope
from shared.problem import Refusal

_LISTED = 1000

_INBOX = (
    "select {more} i.id, i.topic, i.key, i.event_id, i.source, i.type, i.number, i.attempts, i.failure, i.parked_at,"
    " octet_length(i.body) as size, (select count(*) from inbox w where w.topic = i.topic and w.key = i.key"
    " and w.handled_at is null and w.parked_at is null and w.number > i.number) as waiting"
    " from inbox i where i.parked_at is not null and i.handled_at is null"
)
_INBOX_LIST = text(f"{_INBOX.format(more='')} order by i.parked_at, i.id limit {_LISTED}")
_INBOX_ONE = text(f"{_INBOX.format(more='i.body,')} and i.id = :id")
_INBOX_HELD = text(
    "select id, topic, key, source, event_id, type, number, body from inbox"
    " where id = :id and parked_at is not null and handled_at is null for update"
)
_INBOX_RETRY = text(
    "update inbox set parked_at = null, attempts = 0, next_attempt_at = clock_timestamp()"
    " where id = :id and parked_at is not null and handled_at is null returning id"
)
_GIVE_UP = text("update inbox set handled_at = clock_timestamp(), body = :body where id = :id")
_PASS = text(
    "insert into inbox_progress (topic, key, number) values (:topic, :key, :number)"
    " on conflict (topic, key) do update set number = excluded.number, moved_at = clock_timestamp()"
    " where inbox_progress.number = excluded.number - 1"
)

_OUTBOX = (
    "select o.id, o.topic, convert_from(o.key, 'UTF8') as key, o.event_id, o.failure, o.parked_at,"
    " octet_length(o.body) as size, (select count(*) from outbox w where w.topic = o.topic and w.key = o.key"
    " and w.id > o.id) as waiting from outbox o where o.parked_at is not null"
)
_OUTBOX_LIST = text(f"{_OUTBOX} order by o.parked_at, o.id limit {_LISTED}")
_OUTBOX_ONE = text(f"{_OUTBOX} and o.id = :id")
_OUTBOX_RETRY = text(
    "update outbox set parked_at = null, failure = null where id = :id and parked_at is not null returning id"
)


class NothingParked(Refusal):
    """Nothing is parked under that id: it was never there, or somebody has dealt with it."""

    code = "nothing_parked"


class NotDiscardable(Refusal):
    """What this service itself has to send can't be given up: its number would be missing for every reader."""

    code = "not_discardable"


class NotRetriable(Refusal):
    """It could not be read, and never will be: its owner sends it anew, and this is given up."""

    code = "not_retriable"


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked thing. ``waiting`` counts what lies behind it in the same order and can't go on."""

    id: str
    topic: str | None
    key: str | None
    event_id: str
    type: str | None
    number: int | None
    attempts: int
    failure: str | None
    parked_at: datetime | None
    waiting: int
    size: int
    open: dict[str, Any] | None = field(default=None)
    """The envelope without its sections, where one thing is shown and can be read."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """What was given up: enough to find it again with its owner."""

    subject: UUID | None
    """What it was about; none when not even that can be read."""
    source: str
    event_id: str
    type: str | None
    number: int | None


class Shelf(Protocol):
    """One place of a service where things are parked. Its name begins the ids of what lies there."""

    name: str

    async def listed(self, session: AsyncSession) -> Sequence[Parked]:
        """Return what lies here, the oldest first, at most a thousand."""
        ...

    async def show(self, session: AsyncSession, place: str) -> Parked:
        """Return one of them with what stands open in it. Raises NothingParked."""
        ...

    async def retry(self, session: AsyncSession, place: str) -> None:
        """Let it be tried again from the start. Raises NothingParked, NotRetriable."""
        ...

    async def discard(self, session: AsyncSession, place: str) -> Discarded:
        """Give it up, so that what waits behind it goes on. Raises NothingParked, NotDiscardable."""
        ...


class InboxShelf:
    """Events of others that this service could not handle."""

    name = "inbox"

    async def listed(self, session: AsyncSession) -> Sequence[Parked]:
        """Return what lies here."""
        connection = await session.connection()
        return [_incoming(row) for row in await connection.execute(_INBOX_LIST)]

    async def show(self, session: AsyncSession, place: str) -> Parked:
        """Return one event with its open fields."""
        connection = await session.connection()
        row = (await connection.execute(_INBOX_ONE, {"id": _serial(place)})).first()
        if row is None:
            raise NothingParked
        return _incoming(row, _without_sections(row.body))

    async def retry(self, session: AsyncSession, place: str) -> None:
        """Give the event its attempts back. What could not be read has no turn that could come."""
        connection = await session.connection()
        row = (await connection.execute(_INBOX_ONE, {"id": _serial(place)})).first()
        if row is not None and row.number is None:
            raise NotRetriable
        await _must_find(session, _INBOX_RETRY, place)

    async def discard(self, session: AsyncSession, place: str) -> Discarded:
        """Mark the event as handled without effect and let its number count as passed."""
        connection = await session.connection()
        row = (await connection.execute(_INBOX_HELD, {"id": _serial(place)})).first()
        if row is None:
            raise NothingParked
        envelope = _readable(row.body)
        kept = b"" if envelope is None else envelope.without_sections().to_bytes()
        await connection.execute(_GIVE_UP, {"id": row.id, "body": kept})
        if row.number is not None:
            # A number that was passed before, as with two events of one number, stays passed.
            await connection.execute(_PASS, {"topic": row.topic, "key": row.key, "number": row.number})
        return Discarded(_subject(row.key), row.source, row.event_id, row.type, row.number)


class OutboxShelf:
    """Records of this service's own that the broker refused: they can be sent again, never given up."""

    name = "outbox"

    async def listed(self, session: AsyncSession) -> Sequence[Parked]:
        """Return what lies here."""
        connection = await session.connection()
        return [_outgoing(row) for row in await connection.execute(_OUTBOX_LIST)]

    async def show(self, session: AsyncSession, place: str) -> Parked:
        """Return one record; what it says is its owner's, and sealed."""
        connection = await session.connection()
        row = (await connection.execute(_OUTBOX_ONE, {"id": _serial(place)})).first()
        if row is None:
            raise NothingParked
        return _outgoing(row)

    async def retry(self, session: AsyncSession, place: str) -> None:
        """Let the relay send the record again."""
        await _must_find(session, _OUTBOX_RETRY, place)

    async def discard(self, session: AsyncSession, place: str) -> Discarded:
        """Refuse: a reader that waits for this number would wait for ever."""
        await self.show(session, place)
        raise NotDiscardable


def _incoming(row: Row[Any], shown: dict[str, Any] | None = None) -> Parked:
    return Parked(
        id=f"{InboxShelf.name}-{row.id}",
        topic=row.topic,
        key=_told(row.key),
        event_id=row.event_id,
        type=row.type,
        number=row.number,
        attempts=row.attempts,
        failure=row.failure,
        parked_at=row.parked_at,
        waiting=row.waiting,
        size=row.size,
        open=shown,
    )


def _outgoing(row: Row[Any]) -> Parked:
    return Parked(
        id=f"{OutboxShelf.name}-{row.id}",
        topic=row.topic,
        key=_told(row.key),
        event_id=str(row.event_id),
        type=None,
        number=None,
        attempts=0,
        failure=row.failure,
        parked_at=row.parked_at,
        waiting=row.waiting,
        size=row.size,
    )


def _told(key: str) -> str | None:
    """Keys of ours are ids; another key is somebody's mistake, and might say anything."""
    subject = _subject(key)
    return None if subject is None else str(subject)


def _subject(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _readable(body: bytes) -> Envelope | None:
    try:
        return Envelope.model_validate_json(body)
    except ValidationError:
        return None


def _without_sections(body: bytes) -> dict[str, Any] | None:
    envelope = _readable(body)
    return None if envelope is None else envelope.without_sections().model_dump(mode="json")


def _serial(place: str) -> int:
    if not place.isascii() or not place.isdigit() or int(place) >= 2**63:
        raise NothingParked
    return int(place)


async def _must_find(session: AsyncSession, statement: Any, place: str) -> None:
    connection = await session.connection()
    if (await connection.execute(statement, {"id": _serial(place)})).first() is None:
        raise NothingParked
