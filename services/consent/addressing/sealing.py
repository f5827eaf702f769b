"""Sealing: an event becomes one record for each addressee that the samtycke lets have it.

Everything happens in the event's one transaction: every pair's shared lock, then the rows, then every number, then
the records. A revocation that takes a pair's lock before us is seen; one that comes after us ends what we sealed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from finsam_party.record import Part
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.addressing import earlier
from services.consent.addressing.control import Notice, draft_notice
from services.consent.addressing.disclosures import DISCLOSURES, Disclosure
from services.consent.addressing.foreign_events import Correction
from services.consent.addressing.numbers import Number, name_aliases, take_numbers
from services.consent.addressing.opening import open_positions, sealed_sections
from services.consent.addressing.participants import Case, case_of, is_erased
from services.consent.addressing.records import Draft, DraftPart, Records, Wrap
from services.consent.addressing.wrapping import ROW_KEY, wrap_for_row
from services.consent.domain.sealing import HEADER_CATEGORY, Offered, Plan, plan
from services.consent.restoring.gate import Gate
from shared.clock import Clock
from shared.events import Envelope
from shared.inbox import Permanent
from shared.keyrings import ReceivingKeyring
from shared.keys import KeyStore
from shared.outbox import TooLarge


class KekMissing(Exception):
    """A row is in force and its key is gone: row states and key database do not agree (after a restore)."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One event on its way to its addressees."""

    envelope: Envelope
    disclosure: Disclosure
    case: Case
    offered: tuple[Offered, ...]
    corrected: Mapping[str, UUID]
    """Recipient → its own document that is corrected, whether it still opens or not."""
    held: Mapping[str, UUID]
    """The same, of those who hold a whole text that still opens: a correction is sealed for them alone."""

    def header(self, recipient: str) -> Part:
        """Return the header section: what kind of document, when, from whom, and which of theirs it corrects."""
        corrects = self.held.get(recipient)
        content: dict[str, Any] = {
            "type": self.disclosure.document,
            "time": self.envelope.time.isoformat(),
            "source": self.case.owner,
            "corrects": str(corrects) if corrects else None,
        }
        return Part(HEADER_CATEGORY, self.case.owner, content)


class Sealing:
    """The reaction to every declared fact."""

    def __init__(
        self, clock: Clock, keys: KeyStore, ring: ReceivingKeyring, records: Records, gate: Gate
    ) -> None:
        self._clock = clock
        self._keys = keys
        self._ring = ring
        self._records = records
        self._gate = gate

    async def __call__(self, session: AsyncSession, envelope: Envelope) -> None:
        """Seal the event for its addressees; raises Permanent, KeyStoreDown, NotReconciled."""
        await self._gate.pass_through(session)
        work = await _work(session, envelope)
        addressees = work.disclosure.recipients(work.case.as_data())
        concerned = addressees | work.corrected.keys()
        await locks.lock_pairs(session, work.case.id, concerned, shared=True)
        if await standing.is_withheld(session, work.case.id) or await is_erased(session, work.case.id):
            return
        in_force = await standing.rows_in_force(session, work.case.id, concerned, self._clock.now())
        if work.disclosure.corrects:
            work = await _held(session, work, in_force.values())
            addressees = addressees & work.held.keys()
        if not work.offered and not work.disclosure.bare:
            addressees = frozenset[str]()
        if work.disclosure.known_only:
            addressees &= await earlier.receivers(session, work.case.id)
        plans = [
            made
            for recipient in sorted(addressees)
            if (made := plan(recipient, work.case.owner, work.offered, in_force)) is not None
        ]
        noticed = await _to_be_noticed(session, work, {each.recipient for each in plans})
        await self._write(session, work, plans, noticed)

    async def _write(
        self, session: AsyncSession, work: _Work, plans: Sequence[Plan], noticed: set[str]
    ) -> None:
        recipients = noticed | {each.recipient for each in plans}
        if not recipients:
            return
        await name_aliases(session, self._keys, work.case.id, recipients)
        numbers = await take_numbers(session, work.case.id, recipients)
        keks = await self._keks(plans)
        sections = sealed_sections(work.envelope)
        positions = {section.position for each in plans for section in each.granted}
        opened = await open_positions(self._ring, work.envelope, sections, positions)
        drafts = [_document(work, each, numbers[each.recipient], keks, opened) for each in plans]
        drafts += [
            draft_notice(
                work.case.id,
                recipient,
                numbers[recipient],
                Notice("corrected", document=work.corrected[recipient]),
                source_event_id=work.envelope.id,
            )
            for recipient in sorted(noticed)
        ]
        try:
            for draft in drafts:
                await self._records.write(session, draft)
        except TooLarge:
            raise Permanent("record_too_large") from None

    async def _keks(self, plans: Sequence[Plan]) -> dict[UUID, bytes]:
        wanted = {row_id for each in plans for row_id in each.row_ids()}
        found = await self._keys.get_many(ROW_KEY, [str(row_id) for row_id in wanted])
        if len(found) != len(wanted):
            raise KekMissing
        return {UUID(row_id): kek for row_id, kek in found.items()}


async def _work(session: AsyncSession, envelope: Envelope) -> _Work:
    disclosure = DISCLOSURES[envelope.type]
    case = await case_of(session, envelope, disclosure.owner)
    offered = tuple(Offered(section.source, section.category) for section in sealed_sections(envelope))
    corrected: Mapping[str, UUID] = {}
    if disclosure.corrects:
        corrects = Correction.of(envelope).corrects
        corrected = await earlier.corrected_documents(session, case.id, corrects)
        corrected = {unit: document for unit, document in corrected.items() if unit != case.owner}
    return _Work(envelope, disclosure, case, offered, corrected, {})


async def _held(session: AsyncSession, work: _Work, living: Collection[UUID]) -> _Work:
    """Look, under the locks, who holds what is corrected: without it a correction would be a text out of nowhere."""
    corrects = Correction.of(work.envelope).corrects
    return replace(work, held=await earlier.corrected_documents(session, work.case.id, corrects, living))


async def _to_be_noticed(session: AsyncSession, work: _Work, served: set[str]) -> set[str]:
    """Return those who get nothing of the correction, but have opened what it corrects (GDPR 19)."""
    documents = [
        earlier.Earlier(recipient, document)
        for recipient, document in work.corrected.items()
        if recipient not in served
    ]
    return await earlier.opened_by(session, documents, set(work.offered))


def _document(
    work: _Work, granted: Plan, number: Number, keks: Mapping[UUID, bytes], opened: Mapping[int, Part]
) -> Draft:
    header = work.header(granted.recipient)
    parts = [DraftPart(header, granted.header_row, _wrapper(keks, granted.header_row, HEADER_CATEGORY))]
    for section in granted.granted:
        part = opened[section.position]
        parts.append(DraftPart(part, section.row_id, _wrapper(keks, section.row_id, part.category)))
    return Draft(
        work.case.id,
        granted.recipient,
        number,
        "document",
        work.disclosure.document,
        work.envelope.id,
        parts,
    )


def _wrapper(keks: Mapping[UUID, bytes], row_id: UUID, category: str) -> Wrap:
    kek = keks[row_id]
    return lambda event_id, dek: wrap_for_row(kek, dek, event_id=event_id, row_id=row_id, category=category)
