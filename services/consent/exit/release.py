"""Release: the one exit. A recipient gets a section's key when a row allows it at this moment, and it is logged first.

One transaction per (case, recipient): the pair's shared lock in a statement of its own, then the rows, then the keys
of the rows, then a leaf per section and the flight; the answer leaves after the commit. Unknown, foreign, withheld and
refused take the same steps and look the same.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import func, insert, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.addressing.numbers import CONTROL_KEY
from services.consent.addressing.wrapping import ROW_KEY, unwrap_for_control, unwrap_for_row
from services.consent.disclosure_log.leaf import LOG_KEY, Disclosed, Ground, LeafBody
from services.consent.errors import TooManySections
from services.consent.exit.flights import Flight, Flights
from services.consent.exit.instances import Presence
from services.consent.exit.sections import Kept, kept_sections
from services.consent.restoring.gate import Gate
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf
from services.consent.transactions import assert_locks_hold
from shared.clock import Clock
from shared.db import Sessions
from shared.ids import uuid7
from shared.keys import KeyStore
from shared.unopenable import Unopenable

log = structlog.get_logger(__name__)

MAX_SECTIONS = 400
"""In one answer, which is at most 64 KiB."""

_NO_CASE = UUID(int=0)
"""Stands for the case of ids that are not the reader's: the same steps are taken, on nothing."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as it is logged: the unit is the recipient."""

    unit: str
    function: str
    purpose: str


@dataclass(frozen=True, slots=True)
class OpenedSection:
    """One section of the answer: with a key, or gone."""

    index: int
    category: str
    key: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that the reader may open, or what is left of it. `case_id` is passed on to teams only."""

    event_id: UUID
    case_id: UUID
    sections: tuple[OpenedSection, ...]


@dataclass(slots=True)
class Released:
    """The answer to one call; what is not in `opened` is refused. `flights` must be landed when it has left."""

    opened: dict[UUID, Opened] = field(default_factory=dict[UUID, Opened])
    flights: list[Flight] = field(default_factory=list[Flight])


@dataclass(frozen=True, slots=True)
class _Granted:
    section: Kept
    key: bytes = field(repr=False)


class Release:
    """Hands out keys of single sections. Keeps nothing in memory between two calls."""

    def __init__(
        self,
        sessions: Sessions,
        keys: KeyStore,
        clock: Clock,
        presence: Presence,
        flights: Flights,
        *,
        gate: Gate,
    ) -> None:
        self._sessions = sessions
        self._keys = keys
        self._clock = clock
        self._presence = presence
        self._flights = flights
        self._gate = gate

    async def __call__(self, reader: Reader, event_ids: Sequence[UUID]) -> Released:
        """Decide for each record. Raises TooManySections; KeyStoreDown, NotPresent, NotReconciled or a database error.

        Then nothing leaves.
        """
        released = Released()
        try:
            for case_id, events in sorted((await self._by_case(reader.unit, event_ids)).items()):
                await self._one_case(released, reader, case_id, events)
        except BaseException:
            await self._flights.land(released.flights)
            raise
        return released

    async def _by_case(self, unit: str, event_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        query = (
            select(col(Delivery.event_id), col(Delivery.case_id), func.count())
            .join(DeliverySection, col(DeliverySection.event_id) == col(Delivery.event_id))
            .where(col(Delivery.event_id).in_(event_ids))
            .where(col(Delivery.recipient) == unit)
            .group_by(col(Delivery.event_id))
        )
        async with self._sessions() as session, session.begin():
            rows = (await (await session.connection()).execute(query)).all()
        if sum(row[2] for row in rows) > MAX_SECTIONS:
            raise TooManySections
        case_of = {row[0]: row[1] for row in rows}
        by_case: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for event_id in event_ids:
            by_case[case_of.get(event_id, _NO_CASE)].append(event_id)
        return by_case

    async def _one_case(
        self, released: Released, reader: Reader, case_id: UUID, events: Collection[UUID]
    ) -> None:
        instance_id = self._presence.id()
        log_keys = await self._keys.get_many(LOG_KEY, [str(case_id)])
        log_key = log_keys.get(str(case_id))
        async with self._sessions() as session, session.begin():
            await locks.lock_pair(session, case_id, reader.unit, shared=True)
            await assert_locks_hold(session)
            await self._gate.pass_through(session)
            withheld = await standing.is_withheld(session, case_id)
            kept = await kept_sections(session, case_id, reader.unit, events)
            rows = {row.id: row for row in await standing.rows_of(session, case_id, [reader.unit])}
            at = self._clock.now()
            open_ = [
                section
                for section in kept
                if section.row_id is None or (section.row_id in rows and rows[section.row_id].in_force(at))
            ]
            keys = await self._unwrap(() if withheld or log_key is None else open_)
            row_ids = {each.section.row_id for each in keys.values() if each.section.row_id}
            if keys and log_key is not None:
                # Before anything is written: a commit in doubt must find its flight in the list.
                flight = self._flights.prepare(case_id, reader.unit, instance_id)
                released.flights.append(flight)
                opened = [each.section for each in keys.values()]
                await _log(session, reader, case_id, log_key, opened, at=at)
                await self._flights.start(session, flight, row_ids)
        if not withheld:
            released.opened.update(_answers(case_id, kept, keys))

    async def _unwrap(self, sections: Sequence[Kept]) -> dict[tuple[UUID, int], _Granted]:
        """Open the keys under the lock; a section whose key is destroyed, or does not open it, is left out."""
        row_ids = {str(section.row_id) for section in sections if section.row_id}
        keks = await self._keys.get_many(ROW_KEY, row_ids)
        aliases = {str(section.alias) for section in sections if section.row_id is None}
        controls = await self._keys.get_many(CONTROL_KEY, aliases)
        return {
            (section.event_id, section.index): _Granted(section, key)
            for section in sections
            if (key := _key(section, keks, controls)) is not None
        }


def _key(section: Kept, keks: Mapping[str, bytes], controls: Mapping[str, bytes]) -> bytes | None:
    """Open one section's key. One that its row's key does not open is gone for good, and the others are not held by it."""
    try:
        return _unwrapped(section, keks, controls)
    except Unopenable:
        log.error("section_unopenable", event_id=str(section.event_id))  # noqa: TRY400  the trace says nothing more
        return None


def _unwrapped(section: Kept, keks: Mapping[str, bytes], controls: Mapping[str, bytes]) -> bytes | None:
    if section.wrapped_dek is None:
        return None
    if section.row_id is None:
        secret = controls.get(str(section.alias))
        return secret and unwrap_for_control(secret, section.wrapped_dek, event_id=section.event_id)
    kek = keks.get(str(section.row_id))
    return kek and unwrap_for_row(
        kek,
        section.wrapped_dek,
        event_id=section.event_id,
        row_id=section.row_id,
        category=section.category,
    )


async def _log(
    session: AsyncSession,
    reader: Reader,
    case_id: UUID,
    log_key: bytes,
    sections: Sequence[Kept],
    *,
    at: datetime,
) -> None:
    """Write down what leaves, at the moment of the law's clock at which the rows were looked at."""
    leaves = [
        {
            "id": uuid7(),
            "case_id": case_id,
            "recipient": reader.unit,
            "event_id": section.event_id,
            "index": section.index,
            "at": at,
            "body": _leaf(reader, case_id, log_key, section, at).encode(),
        }
        for section in sections
    ]
    await (await session.connection()).execute(insert(Leaf), leaves)


def _leaf(reader: Reader, case_id: UUID, log_key: bytes, section: Kept, at: datetime) -> LeafBody:
    disclosed = Disclosed(
        case_id,
        reader.unit,
        section.event_id,
        section.index,
        section.category,
        section.source,
        section.row_id,
    )
    ground = Ground.CONTROL if section.row_id is None else Ground.ROW
    return LeafBody(reader.unit, reader.function, reader.purpose, ground, at, disclosed.commitment(log_key))


def _answers(
    case_id: UUID, kept: Sequence[Kept], keys: Mapping[tuple[UUID, int], _Granted]
) -> dict[UUID, Opened]:
    sections: defaultdict[UUID, list[OpenedSection]] = defaultdict(list)
    for section in kept:
        granted = keys.get((section.event_id, section.index))
        sections[section.event_id].append(
            OpenedSection(section.index, section.category, granted.key if granted else None)
        )
    return {event_id: Opened(event_id, case_id, tuple(opened)) for event_id, opened in sections.items()}
