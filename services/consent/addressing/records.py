"""Writes records: sealed, signed, kept, and staged on the recipient's topic, all in the caller's transaction."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict
from uuid import UUID, uuid4

from finsam_party.record import CE_SOURCE, CE_TYPE, CONTENT_TYPE, Header, Part, encode
from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.numbers import Number
from services.consent.tables.deliveries import Delivery, DeliverySection
from shared.keyrings import SigningKey, SigningKeyring
from shared.keys import KeyStoreDown
from shared.outbox import Outbox, TooLarge

_REFRESH_SECONDS = 3600.0
_AGAIN_SECONDS = 2.0

Wrap = Callable[[UUID, bytes], bytes]
"""Wraps a section's key, given the record's event id."""


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One section to be: its content, the row it rests on (none: a control notice), and how its key is wrapped."""

    part: Part
    row_id: UUID | None
    wrap: Wrap = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """One record to be. `source_event_id` is the event it comes from; a stop notice comes from none."""

    case_id: UUID
    recipient: str
    number: Number
    kind: str
    type: str
    source_event_id: UUID | None
    parts: Sequence[DraftPart]


class Staged(TypedDict):
    """What the outbox is handed of a record."""

    topic: str
    key: bytes
    event_id: UUID
    headers: Mapping[str, str]
    body: bytes


class Signer:
    """The signing key at hand. Kept in memory, so that a stop notice can be signed while the key database is down."""

    def __init__(self, ring: SigningKeyring) -> None:
        self._ring = ring
        self._key: SigningKey | None = None

    async def key(self) -> SigningKey:
        """Return the key; raises KeyStoreDown when there is none yet and it cannot be fetched."""
        if self._key is None:
            self._key = await self._ring.current()
        return self._key

    async def keep(self, stop: asyncio.Event) -> None:
        """Fetch it at the start, and the next one when it is due; never while someone waits for a lock.

        The same look publishes the next key ahead of its first day, and destroys old private halves.
        """
        while not stop.is_set():
            pause = _REFRESH_SECONDS
            try:
                self._key = await self._ring.turn()
                pause = min(pause, _seconds_left(self._key))
            except KeyStoreDown:
                pause = _AGAIN_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


def _seconds_left(key: SigningKey) -> float:
    left = (key.not_after - datetime.now(UTC)).total_seconds() if key.not_after else _REFRESH_SECONDS
    return max(left, _AGAIN_SECONDS)


class Records:
    """Turns drafts into records that are on their way."""

    def __init__(self, signer: Signer, outbox: Outbox) -> None:
        self._signer = signer
        self._outbox = outbox

    async def write(self, session: AsyncSession, draft: Draft) -> UUID:
        """Seal, sign, keep and stage one record; returns its event id. Raises TooLarge, KeyStoreDown."""
        signing, number, event_id = await self._signer.key(), draft.number, uuid4()
        header = Header(number.alias, event_id, number.epoch, number.sequence, signing.kid)
        try:
            sealed = encode(header, [each.part for each in draft.parts], signing.private)
        except ValueError:
            raise TooLarge from None
        await _keep(session, draft, event_id, sealed.data, sealed.deks)
        await self._outbox.stage_record(
            session, **on_its_way(draft.recipient, number.alias, event_id, sealed.data)
        )
        return event_id


def on_its_way(recipient: str, alias: UUID, event_id: UUID, record: bytes) -> Staged:
    """Return a finished record as it is staged: the same each time that it is sent."""
    return {
        "topic": f"finsam.party.{recipient}.v1",
        "key": str(alias).encode(),
        "event_id": event_id,
        "headers": {
            "ce_specversion": "1.0",
            "ce_id": str(event_id),
            "ce_type": CE_TYPE,
            "ce_source": CE_SOURCE,
            "content-type": CONTENT_TYPE,
        },
        "body": record,
    }


async def _keep(
    session: AsyncSession, draft: Draft, event_id: UUID, record: bytes, deks: Sequence[bytes]
) -> None:
    connection = await session.connection()
    await connection.execute(
        insert(Delivery).values(
            event_id=event_id,
            case_id=draft.case_id,
            recipient=draft.recipient,
            alias=draft.number.alias,
            epoch=draft.number.epoch,
            sequence=draft.number.sequence,
            source_event_id=draft.source_event_id,
            kind=draft.kind,
            type=draft.type,
            record=record,
            made_at=datetime.now(UTC),
        )
    )
    sections = [
        {
            "event_id": event_id,
            "index": index,
            "row_id": each.row_id,
            "category": each.part.category,
            "source": each.part.source,
            "wrapped_dek": each.wrap(event_id, dek),
        }
        for index, (each, dek) in enumerate(zip(draft.parts, deks, strict=True))
    ]
    await connection.execute(insert(DeliverySection), sections)
