"""Annul a signature that was registered in error. What is committed here is the scope; `enforcing.py` shuts the door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Keys
from services.consent.domain.annulment import Annulment, AnnulReason
from services.consent.domain.signing import Attestation
from services.consent.errors import SigningAnnulled, SigningUnknown, WhatWasWrongMissing
from shared.ids import uuid7
from shared.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class AnnulSigning:
    """The registering unit says that this signature should not have been registered, or not so."""

    signing_id: UUID
    reason: AnnulReason
    what_was_wrong: str = field(repr=False)
    by: Attestation
    at: datetime


@dataclass(frozen=True, slots=True)
class KnownSigning:
    """A signature as a makulering needs it: whose it is, and the rows that it carries, by recipient."""

    id: UUID
    case_id: UUID
    unit: str
    is_annulled: bool
    rows: tuple[tuple[str, UUID], ...] = ()


class Annulments(Protocol):
    """Signatures as a makulering sees them, and the makuleringar."""

    async def find(self, signing_id: UUID) -> KnownSigning | None:
        """Return the signature without its rows; nothing is locked."""
        ...

    async def lock(self, signing_id: UUID) -> KnownSigning:
        """Lock its case, so that no other signature comes meanwhile, and return the signature with its rows.

        Raises SigningUnknown: its gallring has begun.
        """
        ...

    async def keep(self, annulment: Annulment, key: CaseKey) -> None:
        """Mark the signature, store the makulering and the pairs to be closed."""
        ...


async def prepare_annulment(command: AnnulSigning, annulments: Annulments, keys: Keys) -> CaseKey:
    """Let in the unit that attested the signature, and have the key at hand that seals what was wrong.

    Raises WhatWasWrongMissing, SigningUnknown; KeyGone, KeyStoreDown.
    """
    if not command.what_was_wrong:
        raise WhatWasWrongMissing
    signing = await annulments.find(command.signing_id)
    if signing is None or signing.unit != command.by.unit:
        raise SigningUnknown
    return await keys.of_case(signing.case_id)


async def annul_signing(command: AnnulSigning, key: CaseKey, annulments: Annulments) -> Annulment:
    """Decide which rows are looked at, and keep it: from now on the signature carries nothing.

    Raises SigningUnknown, SigningAnnulled.
    """
    signing = await annulments.lock(command.signing_id)
    if signing.is_annulled:
        raise SigningAnnulled
    annulment = Annulment(
        uuid7(),
        signing.case_id,
        signing.id,
        command.reason,
        command.what_was_wrong,
        command.by,
        command.at,
        _by_recipient(signing.rows),
    )
    await annulments.keep(annulment, key)
    return annulment


def _by_recipient(rows: Iterable[tuple[str, UUID]]) -> dict[str, tuple[UUID, ...]]:
    pairs: dict[str, tuple[UUID, ...]] = {}
    for recipient, row_id in sorted(rows):
        pairs[recipient] = (*pairs.get(recipient, ()), row_id)
    return pairs
