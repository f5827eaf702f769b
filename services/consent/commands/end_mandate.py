"""A representative's mandate ends before its day: what rests on it ends with it, and never outlasts it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Keys
from services.consent.domain.rows import GivenRow
from services.consent.domain.signing import Attestation
from services.consent.errors import (
    MandateEndedBefore,
    MandateMissing,
    MandateNotShorter,
    SigningAnnulled,
    SigningUnknown,
)
from shared.ids import uuid7
from shared.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class EndMandate:
    """The registering unit has learned that the mandate ended, or will end, on this day; and how it knows."""

    signing_id: UUID
    last_day: date
    how_known: str = field(repr=False)
    by: Attestation
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedByOther:
    """A signature as the end of a mandate needs it. `until`: the last day that it gives its rows so far."""

    case_id: UUID
    unit: str
    is_annulled: bool
    signed_on: date
    has_mandate: bool
    until: date


@dataclass(frozen=True, slots=True)
class MandateEnd:
    """A mandate's end to be kept."""

    id: UUID
    case_id: UUID
    command: EndMandate


@dataclass(frozen=True, slots=True)
class CutShort:
    """A mandate's end that was kept, and the rows that have lost time by it."""

    id: UUID
    rows: Sequence[GivenRow]


class Mandates(Protocol):
    """Signatures by representatives, and the rows that they carry."""

    async def case_of(self, signing_id: UUID) -> tuple[UUID, str] | None:
        """Return the signature's case and the unit that attested it."""
        ...

    async def lock(self, signing_id: UUID, key: CaseKey) -> SignedByOther:
        """Lock its case, so that no other signature comes meanwhile, and return the signature. Raises SigningUnknown."""
        ...

    async def keep(self, end: MandateEnd, key: CaseKey) -> Sequence[GivenRow]:
        """Store it, cut what the signature gives its rows, and return those that have lost time."""
        ...


async def prepare_end(command: EndMandate, mandates: Mandates, keys: Keys) -> CaseKey:
    """Let in the unit that attested the signature. Raises SigningUnknown; KeyGone, KeyStoreDown."""
    found = await mandates.case_of(command.signing_id)
    if found is None or found[1] != command.by.unit:
        raise SigningUnknown
    return await keys.of_case(found[0])


async def end_mandate(command: EndMandate, key: CaseKey, mandates: Mandates) -> CutShort:
    """Shorten what rests on the mandate; another signature may carry a row further.

    Raises SigningUnknown, SigningAnnulled, MandateMissing, MandateNotShorter, MandateEndedBefore.
    """
    signing = await mandates.lock(command.signing_id, key)
    if signing.is_annulled:
        raise SigningAnnulled
    if not signing.has_mandate:
        raise MandateMissing
    if command.last_day >= signing.until:
        raise MandateNotShorter
    if command.last_day < signing.signed_on:
        raise MandateEndedBefore
    end = MandateEnd(uuid7(), signing.case_id, command)
    return CutShort(end.id, await mandates.keep(end, key))
