"""Control notices: ids and scope only, sealed under the alias's control key, opened without a row of the samtycke."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from finsam_party.record import Part

from services.consent.addressing.numbers import Number
from services.consent.addressing.records import Draft, DraftPart
from services.consent.addressing.wrapping import wrap_for_control
from services.consent.domain.rows import Cell
from services.consent.domain.sealing import HEADER_CATEGORY

SOURCE = "consent"
"""A notice comes from the consent service itself, from no unit."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said: for a stop its scope, for the others the recipient's own document."""

    type: str
    document: UUID | None = None
    final: bool = False
    ended: tuple[Cell, ...] = field(default=())

    def content(self, number: Number) -> dict[str, Any]:
        """Return the notice's content. The last record of an epoch says its own number as the last."""
        return {
            "type": self.type,
            "scope": {
                "all": self.final,
                "sources": _names(cell.source for cell in self.ended),
                "categories": _names(cell.category for cell in self.ended),
            },
            "final": self.final,
            "last_sequence": number.sequence if self.final else None,
            "document": str(self.document) if self.document else None,
        }


def draft_notice(
    case_id: UUID, recipient: str, number: Number, notice: Notice, *, source_event_id: UUID | None
) -> Draft:
    """Return the record of a notice, ready to be written."""

    def wrap(event_id: UUID, dek: bytes) -> bytes:
        return wrap_for_control(number.control_public, dek, event_id=event_id)

    part = Part(HEADER_CATEGORY, SOURCE, notice.content(number))
    return Draft(
        case_id, recipient, number, "control", notice.type, source_event_id, [DraftPart(part, None, wrap)]
    )


def _names(values: Iterable[str]) -> list[str]:
    return sorted(set(values))
