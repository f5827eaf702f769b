"""Reads for the person who has been told what, on which signature, what was never opened, and who has read here."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.annulment import AnnulReason
from services.consent.domain.givers import giver_of
from services.consent.domain.insight import (
    Insight,
    SignedOn,
    StaffRead,
    Told,
    Unopened,
    UnopenedState,
)
from services.consent.domain.receipts import ReceiptKind
from services.consent.domain.rows import RowState
from services.consent.queries import KnownCase
from services.consent.queries.disclosed import Disclosure, disclosures_of
from services.consent.repository.givings import opened_giving
from services.consent.tables.annulments import Annulment
from services.consent.tables.deliveries import Delivery, DeliverySection, Leaf
from services.consent.tables.receipts import ReceiptRecord, ReceiptRow
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing
from shared.keys import KeyStoreDown
from shared.read_log import reads_of
from shared.sealing import CaseKey, CaseKeys

_KEY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Signatures:
    """Row → its signatures in the order in which they were registered, and the one it rests on today."""

    over_time: Mapping[UUID, Sequence[tuple[datetime, SignedOn]]] = field(repr=False)
    today: Mapping[UUID, SignedOn] = field(repr=False)

    def at(self, row_id: UUID, moment: datetime) -> SignedOn | None:
        """Return the signature that the row rested on then: a later one lengthens it, and explains nothing earlier."""
        known = [signed for since, signed in self.over_time.get(row_id, ()) if since <= moment]
        return known[-1] if known else self.today.get(row_id)


async def keys_at_hand(keys: CaseKeys, cases: Sequence[KnownCase]) -> Mapping[UUID, CaseKey]:
    """Return the cases' keys. None can be had now: then it is not told whose word a signature was, and all else is."""
    try:
        async with asyncio.timeout(_KEY_SECONDS):
            return await keys.open_many([case.id for case in cases])
    except (KeyStoreDown, TimeoutError):
        return {}


async def insight_of(
    session: AsyncSession,
    case: KnownCase,
    title: str,
    now: datetime,
    key: CaseKey | None,
    *,
    party: str | None = None,
) -> Insight:
    """Return it for one case; with `party`, what that unit has got, has not opened, and has read. Raises LeafMalformed."""
    told = await _told(session, case.id, key)
    unopened = await _unopened(session, case, now)
    reads = [
        StaffRead(case.id, read.at, read.unit, read.function, read.purpose)
        for read in await reads_of(session, case.id)
        if read.unit is not None
    ]
    if party is not None:
        told = [each for each in told if each.recipient == party]
        unopened = [each for each in unopened if each.recipient == party]
        reads = [each for each in reads if each.unit == party]
    return Insight(title, told, unopened, reads)


async def _told(session: AsyncSession, case_id: UUID, key: CaseKey | None) -> list[Told]:
    """Put the distinct sections of a document that first left at the same time together."""
    signatures = await _signatures(session, case_id, key)
    grouped: dict[tuple[UUID, datetime], list[Disclosure]] = {}
    for each in await disclosures_of(session, case_id):
        grouped.setdefault((each.event_id, each.at), []).append(each)
    return [_as_told(case_id, sections, signatures) for sections in grouped.values()]


def _as_told(case_id: UUID, sections: Sequence[Disclosure], signatures: _Signatures) -> Told:
    first = sections[0]
    signed = (signatures.at(each.row_id, each.at) for each in sections if each.row_id)
    return Told(
        case_id,
        first.at,
        first.recipient,
        first.function,
        first.type,
        first.source,
        first.ground,
        tuple(dict.fromkeys(each.category for each in sections)),
        tuple(dict.fromkeys(each for each in signed if each)),
    )


async def _signed(session: AsyncSession, case_id: UUID, key: CaseKey | None) -> dict[UUID, SignedOn]:
    connection = await session.connection()
    found = await connection.execute(
        select(col(Signing.id), col(Signing.signed_on), col(Signing.given), col(Annulment.reason))
        .outerjoin(Annulment, col(Annulment.signing_id) == col(Signing.id))
        .where(col(Signing.case_id) == case_id)
    )
    signed: dict[UUID, SignedOn] = {}
    for signing_id, day, given, annulled_as in found:
        # A paper registered on the wrong person tells about somebody else.
        hers = annulled_as != AnnulReason.FEL_PERSON
        giver = giver_of(opened_giving(key, signing_id, given)) if key and hers else None
        signed[signing_id] = SignedOn(signing_id, day, giver)
    return signed


async def _signatures(session: AsyncSession, case_id: UUID, key: CaseKey | None) -> _Signatures:
    connection, signed = await session.connection(), await _signed(session, case_id, key)
    given = (ReceiptKind.GIVET.value, ReceiptKind.ANDRAT.value)
    found = await connection.execute(
        select(col(ReceiptRow.row_id), col(Signing.received_at), col(Signing.id))
        .join(ReceiptRecord, col(ReceiptRecord.id) == col(ReceiptRow.receipt_id))
        .join(Signing, col(Signing.id) == col(ReceiptRecord.about_id))
        .where(col(ReceiptRecord.case_id) == case_id, col(ReceiptRecord.what).in_(given))
        .order_by(col(Signing.received_at), col(Signing.id))
    )
    over_time: dict[UUID, list[tuple[datetime, SignedOn]]] = defaultdict(list)
    for row_id, since, signing_id in found:
        over_time[row_id].append((since, signed[signing_id]))
    today = await connection.execute(
        select(col(ConsentRow.id), col(ConsentRow.signing_id)).where(col(ConsentRow.case_id) == case_id)
    )
    return _Signatures(over_time, {row[0]: signed[row[1]] for row in today})


_NEVER_LEFT = ~exists().where(
    col(Leaf.event_id) == col(DeliverySection.event_id), col(Leaf.index) == col(DeliverySection.index)
)
_LEFT = exists().where(col(Leaf.event_id) == col(Delivery.event_id))


async def _unopened(session: AsyncSession, case: KnownCase, now: datetime) -> list[Unopened]:
    """Return what was sealed for each recipient and never left, document by document, oldest first."""
    connection = await session.connection()
    in_force = (
        (col(ConsentRow.state) == RowState.AKTIV.value)
        & (col(ConsentRow.valid_from) <= now)
        & (col(ConsentRow.valid_to) > now)
    )
    found = await connection.execute(
        select(
            col(Delivery.event_id),
            col(Delivery.made_at),
            col(Delivery.recipient),
            col(Delivery.type),
            col(DeliverySection.source),
            col(DeliverySection.category),
            _LEFT.label("partly"),
            col(DeliverySection.wrapped_dek).is_not(None).label("has_key"),
            in_force.label("in_force"),
        )
        .join(DeliverySection, col(DeliverySection.event_id) == col(Delivery.event_id))
        .join(ConsentRow, col(ConsentRow.id) == col(DeliverySection.row_id))
        .where(col(Delivery.case_id) == case.id, col(Delivery.kind) == "document", _NEVER_LEFT)
        .order_by(col(Delivery.made_at), col(Delivery.event_id), col(DeliverySection.index))
    )
    grouped: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in found:
        grouped.setdefault(row.event_id, []).append(row)
    return [_as_unopened(case, rows) for rows in grouped.values()]


def _as_unopened(case: KnownCase, rows: Sequence[Row[*tuple[Any, ...]]]) -> Unopened:
    first = rows[0]
    if not any(row.has_key for row in rows):
        state = UnopenedState.NYCKELN_FORSTORD
    elif case.withheld or not any(row.has_key and row.in_force for row in rows):
        state = UnopenedState.KAN_INTE_OPPNAS
    else:
        state = UnopenedState.KAN_OPPNAS
    return Unopened(
        case.id,
        first.made_at,
        first.recipient,
        first.type,
        first.source,
        tuple(dict.fromkeys(row.category for row in rows)),
        first.partly,
        state,
    )
