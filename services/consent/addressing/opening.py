"""Opens an event's sections in memory, with the receiving key of their week. What is opened is never stored."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from finsam_party.errors import RecordInvalid
from finsam_party.record import Part
from finsam_party.strictjson import read_object

from shared.events import Envelope
from shared.hybrid import HybridKey
from shared.inbox import Permanent
from shared.keyrings import ReceivingKeyring
from shared.keys import KeyGone
from shared.sections import SealedSection, open_section
from shared.unopenable import Unopenable


def sealed_sections(envelope: Envelope) -> list[SealedSection]:
    """Return the event's sections, still sealed; raises ValidationError, which parks the event."""
    return [SealedSection.model_validate(section) for section in envelope.sections]


async def open_positions(
    ring: ReceivingKeyring, envelope: Envelope, sections: Sequence[SealedSection], positions: Iterable[int]
) -> dict[int, Part]:
    """Open those sections that someone will get. Raises Permanent for what no later try can open; KeyStoreDown."""
    privates: dict[str, HybridKey] = {}
    opened: dict[int, Part] = {}
    for position in sorted(set(positions)):
        section = sections[position]
        if section.kid not in privates:
            privates[section.kid] = await _private(ring, section.kid)
        opened[position] = _open(privates[section.kid], section, envelope.id, envelope.subject)
    return opened


async def _private(ring: ReceivingKeyring, kid: str) -> HybridKey:
    try:
        return await ring.private(kid)
    except KeyGone:
        # Unknown, or destroyed: the owner emits the event again, sealed to the key of today.
        raise Permanent("receiving_key_gone") from None


def _open(private: HybridKey, section: SealedSection, event_id: UUID, case_id: UUID) -> Part:
    try:
        plaintext = open_section(private, section, event_id=event_id, case_id=case_id)
        return Part(section.category, section.source, read_object(plaintext))
    except (Unopenable, RecordInvalid):
        raise Permanent("section_unopenable") from None
