"""The inbox: a record is stored as it was read, then acted on once, in order per topic and key.

Storing never judges beyond "can this be read as an envelope". Acting is one transaction: the reaction, the mark that
the event is handled, and the progress of its key, or nothing. A gap in the numbers holds the key's later events; an
event that can't be handled is parked with an alarm, and everything else flows on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import Sessions
from shared.events import Envelope, correlation, service_of, source_of
from shared.kafka import Received
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0
_OUTAGE_PAUSE_SECONDS = 1.0  # an outage is no mistake of the event's: tried again without end, never counted
_KEY_CHARACTERS = 200
_IDLE_SECONDS = 0.2

_STORE = text(
    "insert into inbox (topic, key, source, event_id, number, type, body, parked_at, failure)"
    " values (:topic, :key, :source, :event_id, :number, :type, :body,"
    " case when cast(:failure as text) is null then null else clock_timestamp() end, :failure)"
    " on conflict (source, event_id) do update set body = excluded.body, attempts = 0, failure = excluded.failure,"
    " parked_at = excluded.parked_at, next_attempt_at = clock_timestamp()"
    " where inbox.handled_at is null and (inbox.parked_at is not null or inbox.body <> excluded.body)"
)
_ELIGIBLE = (
    "select i.id, i.topic, i.key, i.event_id, i.type, i.number, i.attempts, i.body,"
    " coalesce(p.number, 0) as last from inbox i"
    " left join inbox_progress p on p.topic = i.topic and p.key = i.key"
    " where i.handled_at is null and i.parked_at is null and i.next_attempt_at <= clock_timestamp()"
    " and i.number <= coalesce(p.number, 0) + 1"
)
_NEXT = text(f"{_ELIGIBLE} order by i.id limit 1 for update of i skip locked")
_THIS = text(f"{_ELIGIBLE} and i.id = :id for update of i skip locked")
_HANDLED = text(
    "update inbox set handled_at = clock_timestamp(), failure = null, body = :body where id = :id"
)
_PROGRESS = text(
    "insert into inbox_progress (topic, key, number) values (:topic, :key, :number)"
    " on conflict (topic, key) do update set number = excluded.number, moved_at = clock_timestamp()"
    " where inbox_progress.number = excluded.number - 1 returning number"
)
_AGAIN = text(
    "update inbox set attempts = attempts + :counted, failure = :failure,"
    " next_attempt_at = clock_timestamp() + make_interval(secs => :pause),"
    " parked_at = case when :park then clock_timestamp() end where id = :id and handled_at is null"
)

Reaction = Callable[[AsyncSession, Envelope], Awaitable[None]]


class Permanent(Exception):
    """Trying again can't help: park the event at once. ``code`` goes to the log, so it holds no data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class TwoSteps:
    """A reaction that first asks others: ``prepare`` runs before the transaction opens, ``act`` in it."""

    prepare: Callable[[Envelope], Awaitable[Any]]
    act: Callable[[AsyncSession, Envelope, Any], Awaitable[None]]


Reactions = Mapping[str, Reaction | TwoSteps]
"""Event type (``shared.events.event_type``) → what it leads to. An unknown type is handled without effect."""


class Inbox:
    """One service's inbox. ``keep_sections`` belongs to the one service that may open them."""

    def __init__(self, sessions: Sessions, *, keep_sections: bool) -> None:
        self._sessions = sessions
        self._keep_sections = keep_sections
        self.wake = asyncio.Event()
        """Set when a record was stored, so that a worker need not wait for its next look."""

    async def receive(self, record: Received) -> None:
        """Store a record and commit; the caller acknowledges after that. Never refuses a record.

        An event that is emitted again replaces the bytes of a row that is unhandled or parked, and is ignored by a
        handled one. What can't be read as an envelope from the topic's own service is parked under its place.
        """
        values = self._readable(record) or _unreadable(record)
        async with self._sessions() as session, session.begin():
            await (await session.connection()).execute(_STORE, values)
        if values["failure"] is not None:
            log.error("inbox_parked", topic=record.topic, event_id=values["event_id"], code=values["failure"])
        self.wake.set()

    def _readable(self, record: Received) -> dict[str, object] | None:
        try:
            envelope = Envelope.model_validate_json(record.body)
            key = record.key.decode()
        except ValueError:  # pydantic's ValidationError is one
            return None
        if envelope.source != source_of(service_of(record.topic)) or key != str(envelope.subject):
            return None
        return {
            "topic": record.topic,
            "key": key,
            "source": envelope.source,
            "event_id": str(envelope.id),
            "number": envelope.number,
            "type": envelope.type,
            "body": record.body if self._keep_sections else envelope.without_sections().to_bytes(),
            "failure": None,
        }

    async def handle_next(self, reactions: Reactions) -> bool:
        """Act on the oldest event whose turn it is; False when there is none. Safe beside other workers."""
        async with self._sessions() as session, session.begin():
            row = (await (await session.connection()).execute(_NEXT)).first()
        if row is None:
            return False
        token = correlation.set(None)
        try:
            await self._handle(row, reactions)
        except Exception as failure:  # noqa: BLE001  a reaction may fail in any way; the row tells what becomes of it
            await self._failed(row, failure)
        finally:
            correlation.reset(token)
        return True

    async def _handle(self, row: Row[Any], reactions: Reactions) -> None:
        envelope = Envelope.model_validate_json(row.body)
        correlation.set(envelope.correlationid)
        reaction = reactions.get(envelope.type)
        prepared = await reaction.prepare(envelope) if isinstance(reaction, TwoSteps) else None
        async with self._sessions() as session, session.begin():
            connection = await session.connection()
            mine = (await connection.execute(_THIS, {"id": row.id})).first()
            if mine is None or mine.body != row.body:
                return  # another worker has it, or it was emitted again meanwhile
            if mine.number <= mine.last:
                raise Permanent("number_taken")
            if isinstance(reaction, TwoSteps):
                await reaction.act(session, envelope, prepared)
            elif reaction is not None:
                await reaction(session, envelope)
            place = {"topic": row.topic, "key": row.key, "number": row.number}
            if (await connection.execute(_PROGRESS, place)).first() is None:
                raise Permanent("number_taken")
            body = envelope.without_sections().to_bytes()
            await connection.execute(_HANDLED, {"id": row.id, "body": body})

    async def _failed(self, row: Row[Any], failure: Exception) -> None:
        outage = isinstance(failure, OUTAGE)
        attempts = row.attempts + (not outage)
        park = isinstance(failure, Permanent | ValidationError) or attempts >= MAX_ATTEMPTS
        name = failure.code if isinstance(failure, Permanent) else type(failure).__name__
        pause = (
            _OUTAGE_PAUSE_SECONDS
            if outage
            else min(_FIRST_PAUSE_SECONDS * 2**attempts, _LONGEST_PAUSE_SECONDS)
        )
        values = {"id": row.id, "counted": int(not outage), "failure": name, "pause": pause, "park": park}
        async with self._sessions() as session, session.begin():
            await (await session.connection()).execute(_AGAIN, values)
        say = log.error if park else log.warning
        say(
            "inbox_parked" if park else "event_not_handled",
            topic=row.topic,
            event_id=row.event_id,
            type=row.type,
            attempts=attempts,
            code=name,
        )

    async def work(self, reactions: Reactions, stop: asyncio.Event) -> None:
        """Handle events until ``stop`` is set. An outage costs pauses."""
        failures = 0
        while not stop.is_set():
            self.wake.clear()
            try:
                if await self.handle_next(reactions):
                    failures = 0
                    continue
                pause = _IDLE_SECONDS
            except Exception as failure:  # noqa: BLE001  the database is away: the worker stays
                log.warning("worker_interrupted", exception=type(failure).__name__)
                failures += 1
                pause = min(_FIRST_PAUSE_SECONDS * 2**failures, 5.0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), pause)


def _unreadable(record: Received) -> dict[str, object]:
    return {
        "topic": record.topic,
        "key": record.key.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")[
            :_KEY_CHARACTERS
        ],
        "source": f"topic:{record.topic}",
        "event_id": f"record:{record.partition}:{record.offset}",
        "number": None,
        "type": None,
        "body": record.body,
        "failure": "unreadable",
    }
