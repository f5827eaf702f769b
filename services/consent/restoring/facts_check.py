"""Compares this service's own topic with its database: a fact that was sent and is not in the history was lost here.

A lost end of rows is carried out again, and so is a lost shortening: no row holds longer than a fact has said. Lost facts
of other kinds are noted, so that their numbers are not given twice, and reported: what they told cannot be made again
from ids and dates.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks
from services.consent.addressing import earlier
from services.consent.addressing.wrapping import ROW_KEY
from services.consent.domain.rows import RowState
from services.consent.events import RowEnded, RowGiven, RowsEnded, RowsShortened
from services.consent.tables.marks import TopicPlace
from services.consent.tables.rows import ConsentRow
from shared.db import Sessions
from shared.events import Envelope, event_type
from shared.kafka import Received
from shared.keys import KeyStore
from shared.tables import case_number, event_history

log = structlog.get_logger(__name__)

_ROWS_ENDED = event_type("consent", RowsEnded.name)
_ROWS_SHORTENED = event_type("consent", RowsShortened.name)


class OwnTopic(Protocol):
    """The service's own topic, read by nobody's group."""

    async def bounds(self) -> dict[int, tuple[int, int]]:
        """Return partition → first offset kept, next offset."""
        ...

    def read(self, begins: Mapping[int, int], ends: Mapping[int, int]) -> AsyncIterator[list[Received]]:
        """Yield the records between."""
        ...


@dataclass(slots=True)
class Found:
    """What the comparison came to. `torn`: the topic no longer holds, at its place, what was there."""

    applied: int = 0
    reported: int = 0
    torn: bool = False
    places: dict[int, TopicPlace] = field(default_factory=dict[int, TopicPlace])

    @property
    def lost(self) -> int:
        """How many facts the database did not know."""
        return self.applied + self.reported


class FactsCheck:
    """Reads from where the two last agreed. Changes nothing but what a lost fact asks for; may be repeated."""

    def __init__(self, sessions: Sessions, keys: KeyStore, topic: OwnTopic) -> None:
        self._sessions = sessions
        self._keys = keys
        self._topic = topic

    async def __call__(self, *, from_what_is_left: bool = False) -> Found:
        """Compare up to the topic's end. Raises what an outage raises.

        With `from_what_is_left` (an operator has accepted that facts are gone) a torn topic is read from its first record.
        """
        bounds = await self._topic.bounds()
        known = await self._known()
        found = Found()
        begins: dict[int, int] = {}
        for number, (first, end) in bounds.items():
            place = known.get(number)
            torn = place is not None and not first <= place.next_offset <= end
            found.torn |= torn
            begins[number] = first if place is None or torn else max(first, place.next_offset - 1)
        if found.torn and not from_what_is_left:
            return found
        ends = {number: end for number, (_, end) in bounds.items()}
        found.places = {
            number: known.get(number) or TopicPlace(partition=number, next_offset=end)
            for number, end in ends.items()
        }
        async for records in self._topic.read(begins, ends):
            await self._compare(records, known, found)
        if found.torn and not from_what_is_left:
            return found
        for number, end in ends.items():
            found.places[number] = TopicPlace(
                partition=number, next_offset=end, last_event=found.places[number].last_event
            )
        return found

    async def remember(self, found: Found) -> None:
        """Keep how far the two agree."""
        async with self._sessions() as session, session.begin():
            connection = await session.connection()
            for place in found.places.values():
                told = {"next_offset": place.next_offset, "last_event": place.last_event}
                statement = upsert(TopicPlace).values(partition=place.partition, **told)
                await connection.execute(
                    statement.on_conflict_do_update(index_elements=["partition"], set_=told)
                )

    async def _known(self) -> dict[int, TopicPlace]:
        async with self._sessions() as session, session.begin():
            rows = await (await session.connection()).execute(
                select(col(TopicPlace.partition), col(TopicPlace.next_offset), col(TopicPlace.last_event))
            )
            return {
                row[0]: TopicPlace(partition=row[0], next_offset=row[1], last_event=row[2]) for row in rows
            }

    async def _compare(
        self, records: Sequence[Received], known: Mapping[int, TopicPlace], found: Found
    ) -> None:
        envelopes: list[Envelope] = []
        for record in records:
            envelope = _read(record)
            place = known.get(record.partition)
            last_known = place if place is not None and record.offset == place.next_offset - 1 else None
            if last_known is not None and last_known.last_event is not None:
                # Another record where the last known one was: this is not the same topic any more.
                found.torn |= last_known.last_event != _name(envelope)
            # An unreadable record names nothing: the event before it does not stand at its place.
            found.places[record.partition] = TopicPlace(
                partition=record.partition, next_offset=record.offset + 1, last_event=_name(envelope)
            )
            if envelope is not None:
                envelopes.append(envelope)
            elif last_known is None:
                found.reported += 1
                log.error("own_fact_unreadable", partition=record.partition, offset=record.offset)
        for envelope in await self._unknown(envelopes):
            await self._take_in(envelope, found)

    async def _unknown(self, envelopes: Sequence[Envelope]) -> list[Envelope]:
        ids = [envelope.id for envelope in envelopes]
        async with self._sessions() as session, session.begin():
            query = select(event_history.c.event_id).where(event_history.c.event_id.in_(ids))
            here = set((await (await session.connection()).execute(query)).scalars())
        return [envelope for envelope in envelopes if envelope.id not in here]

    async def _take_in(self, envelope: Envelope, found: Found) -> None:
        ended: Sequence[RowEnded] = ()
        async with self._sessions() as session, session.begin():
            if envelope.type == _ROWS_ENDED:
                ended = [RowEnded.model_validate(row) for row in envelope.data["rows"]]
                await _end_rows(session, envelope, ended)
            elif envelope.type == _ROWS_SHORTENED:
                rows = [RowGiven.model_validate(row) for row in envelope.data["rows"]]
                await _shorten_rows(session, envelope, rows)
            await _note(session, envelope)
        await self._keys.destroy(ROW_KEY, [str(row.id) for row in ended])
        if envelope.type in {_ROWS_ENDED, _ROWS_SHORTENED}:
            found.applied += 1
        else:
            found.reported += 1
        log.error(
            "lost_fact_found", event_id=str(envelope.id), case_id=str(envelope.subject), type=envelope.type
        )


async def _end_rows(session: AsyncSession, envelope: Envelope, rows: Sequence[RowEnded]) -> None:
    """End them as the fact says. Its notice has been sent; nothing is sent again."""
    await locks.lock_pairs(session, envelope.subject, {row.recipient for row in rows}, shared=False)
    ids = [row.id for row in rows]
    connection = await session.connection()
    await connection.execute(
        update(ConsentRow)
        .where(col(ConsentRow.id).in_(ids), col(ConsentRow.state) == RowState.AKTIV.value)
        .values(state=envelope.data["reason_kind"], ended_at=envelope.time)
    )
    await earlier.forget_keys_of_rows(session, ids)


async def _shorten_rows(session: AsyncSession, envelope: Envelope, rows: Sequence[RowGiven]) -> None:
    """Leave them the time that both they and the fact have; one that has none left runs out like any other."""
    await locks.lock_pairs(session, envelope.subject, {row.recipient for row in rows}, shared=False)
    connection = await session.connection()
    for row in rows:
        until = func.least(col(ConsentRow.valid_to), row.valid_to)
        start = func.greatest(col(ConsentRow.valid_from), row.valid_from)
        await connection.execute(
            update(ConsentRow)
            .where(col(ConsentRow.id) == row.id, col(ConsentRow.state) == RowState.AKTIV.value)
            .values(valid_from=func.least(start, until), valid_to=until)
        )


async def _note(session: AsyncSession, envelope: Envelope) -> None:
    """Put the fact into the history that lost it, and let no later one get its number."""
    connection = await session.connection()
    bare = envelope.without_sections()
    await connection.execute(
        upsert(event_history)
        .values(
            event_id=bare.id,
            case_id=bare.subject,
            number=bare.number,
            type=bare.type,
            envelope=bare.to_bytes(),
        )
        .on_conflict_do_nothing()
    )
    numbered = upsert(case_number).values(case_id=bare.subject, number=bare.number)
    higher = func.greatest(case_number.c.number, numbered.excluded.number)
    await connection.execute(
        numbered.on_conflict_do_update(index_elements=["case_id"], set_={"number": higher})
    )


def _read(record: Received) -> Envelope | None:
    try:
        return Envelope.model_validate_json(record.body)
    except ValidationError:
        return None


def _name(envelope: Envelope | None) -> str | None:
    return None if envelope is None else str(envelope.id)
