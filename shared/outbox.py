"""The outbox: an event is written in the transaction that makes it true, or not at all.

``stage`` gives the event its number, writes its envelope once and for good, and stores it twice in one statement:
on its way to Kafka, and in the history that its owner keeps.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import event, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import CONTENT_TYPE, Envelope, Fact, Section, seal_envelope
from shared.ids import uuid7
from shared.keys import KeyGone
from shared.problem import Refusal
from shared.sealing import CaseKeys
from shared.sections import SectionSealer

MAX_RECORD_BYTES = 256 * 1024
_FRAMING_BYTES = 512  # what Kafka itself adds to a record; the topics refuse above the limit

_NUMBER = text(
    "insert into case_number (case_id, number) values (:case_id, 1)"
    " on conflict (case_id) do update set number = case_number.number + 1 returning number"
)
_BOTH = text(
    "with kept as (insert into event_history (event_id, case_id, number, type, envelope, sections)"
    " values (:event_id, :case_id, :number, :type, :envelope, :sections) returning event_id)"
    " insert into outbox (event_id, topic, key, headers, body)"
    " select event_id, :topic, :key, cast(:headers as jsonb), :body from kept"
)
_RECORD = text(
    "insert into outbox (event_id, topic, key, headers, body)"
    " values (:event_id, :topic, :key, cast(:headers as jsonb), :body)"
)
_AGAIN = text(
    "insert into outbox (event_id, topic, key, headers, body)"
    " values (:event_id, :topic, :key, cast(:headers as jsonb), :body) on conflict (event_id) do nothing"
)
_HISTORY = text("select envelope, sections from event_history where event_id = :event_id")


class TooLarge(Refusal):
    """The record would pass 256 KiB; said before anything is committed."""

    code = "too_large"


class NoSuchEvent(Refusal):
    """This service has published no event with that id."""

    code = "no_such_event"


class Outbox:
    """One service's way to its topic. Facts of one case leave in the order of their commits."""

    def __init__(
        self,
        service: str,
        topic: str,
        *,
        sealer: SectionSealer | None = None,
        case_keys: CaseKeys | None = None,
    ) -> None:
        self._service = service
        self._topic = topic
        self._sealer = sealer
        self._case_keys = case_keys
        self.wake = asyncio.Event()
        """Set after each commit that staged something, so that the relay need not wait for its next look."""

    async def prepare(self) -> None:
        """Fetch the key that sections are sealed to, before a transaction opens. Raises ReceivingKeyUnavailable."""
        if self._sealer is not None:
            await self._sealer.prepare()

    async def stage(self, session: AsyncSession, fact: Fact, sections: Sequence[Section] = ()) -> UUID:
        """Add the fact to the caller's transaction and return the event's id. Never commits, never sends.

        Raises :class:`TooLarge`; KeyGone when the case is erased; KeyStoreDown or ReceivingKeyUnavailable.
        """
        event_id = uuid7()
        sealed = [await self._seal(event_id, fact.subject, section) for section in sections]
        kept = await self._keep(event_id, fact.subject, sections)
        # The number comes first: its row lock is held until the commit, so the outbox rows of one case are made,
        # and therefore numbered and sent, in the order in which their transactions commit.
        number = await self._next_number(session, fact.subject)
        envelope = seal_envelope(
            fact, service=self._service, event_id=event_id, number=number, sections=sealed
        )
        values = {
            "case_id": fact.subject,
            "number": number,
            "type": envelope.type,
            "envelope": envelope.without_sections().to_bytes(),
            "sections": kept,
        }
        await self._insert(session, envelope, values)
        return event_id

    async def restage(self, session: AsyncSession, event_id: UUID) -> None:
        """Publish an event of the history once more: same id, same number, sealed to the receiving key of today.

        For readers who lost it or could not read it; whoever has handled it ignores it. One that is on its way
        already is left as it is. Of an erased case the envelope goes out alone, so that no number is missing. Raises
        :class:`NoSuchEvent`, and what :meth:`stage` raises but for KeyGone.
        """
        connection = await session.connection()
        row = (await connection.execute(_HISTORY, {"event_id": event_id})).first()
        if row is None:
            raise NoSuchEvent
        envelope = Envelope.model_validate_json(row.envelope)
        sections = await self._reopen(event_id, envelope.subject, row.sections)
        sealed = [await self._seal(event_id, envelope.subject, section) for section in sections]
        again = envelope.model_copy(update={"data": {**envelope.data, "sections": sealed}})
        await self._insert(session, again, None)

    async def restage_record(
        self,
        session: AsyncSession,
        *,
        topic: str,
        key: bytes,
        event_id: UUID,
        headers: Mapping[str, str],
        body: bytes,
    ) -> None:
        """Send a finished binary record once more, unless it is on its way already."""
        values = _checked(event_id, topic, key, headers, body)
        await (await session.connection()).execute(_AGAIN, values)
        self._wake_after_commit(session)

    async def _seal(self, event_id: UUID, case_id: UUID, section: Section) -> Mapping[str, str]:
        assert self._sealer is not None, "a service that publishes sections has a sealer"
        sealed = await self._sealer.seal(
            event_id, case_id, section.source, section.category, section.plaintext()
        )
        return sealed.model_dump()

    async def _keep(self, event_id: UUID, case_id: UUID, sections: Sequence[Section]) -> bytes | None:
        if not sections:
            return None
        assert self._case_keys is not None, (
            "a service that publishes sections keeps them under the key of the case"
        )
        key = await self._case_keys.ensure(case_id)
        whole = [{"category": s.category, "source": s.source, "content": dict(s.content)} for s in sections]
        return key.seal_json("event_history", "sections", event_id, whole)

    async def _reopen(self, event_id: UUID, case_id: UUID, kept: bytes | None) -> list[Section]:
        if kept is None:
            return []
        assert self._case_keys is not None
        try:
            key = await self._case_keys.open_key(case_id)
        except KeyGone:
            return []
        return [Section(**whole) for whole in key.open_json("event_history", "sections", event_id, kept)]

    async def _next_number(self, session: AsyncSession, case_id: UUID) -> int:
        connection = await session.connection()
        return (await connection.execute(_NUMBER, {"case_id": case_id})).scalar_one()

    async def _insert(
        self, session: AsyncSession, envelope: Envelope, history: Mapping[str, object] | None
    ) -> None:
        body, key = envelope.to_bytes(), envelope.partitionkey.encode()
        values = _checked(envelope.id, self._topic, key, {"content-type": CONTENT_TYPE}, body)
        connection = await session.connection()
        await connection.execute(_AGAIN if history is None else _BOTH, {**values, **(history or {})})
        self._wake_after_commit(session)

    def _wake_after_commit(self, session: AsyncSession) -> None:
        event.listen(session.sync_session, "after_commit", lambda _: self.wake.set(), once=True)

    async def stage_record(
        self,
        session: AsyncSession,
        *,
        topic: str,
        key: bytes,
        event_id: UUID,
        headers: Mapping[str, str],
        body: bytes,
    ) -> None:
        """Add a finished binary record to the caller's transaction: no number, no history.

        Its order within (topic, key) is the order of commits only if the caller holds a row lock of that key, such
        as a sequence counter's, before this call. Raises :class:`TooLarge`.
        """
        connection = await session.connection()
        await connection.execute(_RECORD, _checked(event_id, topic, key, headers, body))
        self._wake_after_commit(session)


def _checked(
    event_id: UUID, topic: str, key: bytes, headers: Mapping[str, str], body: bytes
) -> dict[str, object]:
    size = len(body) + len(key) + sum(len(name) + len(value.encode()) for name, value in headers.items())
    if size + _FRAMING_BYTES > MAX_RECORD_BYTES:
        raise TooLarge
    return {
        "event_id": event_id, "topic": topic, "key": key, "headers": json.dumps(dict(headers)), "body": body
    }  # fmt: skip
