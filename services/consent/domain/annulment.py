"""Makulering: a signature was registered in error. What rested on it alone ends; what another carries goes on.

It is not the person's no (återkallat) and not the time (utgånget): nobody ever lifted the secrecy that way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.consent.domain.rows import Window
from services.consent.domain.signing import Attestation


class AnnulReason(StrEnum):
    """What was wrong with the registration."""

    FEL_PERSON = "fel_person"
    FEL_SKANNING = "fel_skanning"
    DUBBLETT = "dubblett"
    FEL_UPPGIFTER = "fel_uppgifter"


@dataclass(frozen=True, slots=True)
class Annulment:
    """A makulering to be carried out: `pairs` are the rows that the signature carries, by recipient, in any state.

    Which of them end is decided under each recipient's lock: another signature may carry them.
    """

    id: UUID
    case_id: UUID
    signing_id: UUID
    reason: AnnulReason
    what_was_wrong: str
    by: Attestation
    received_at: datetime
    pairs: dict[str, tuple[UUID, ...]]


def left_of(window: Window, carried: Iterable[Window], at: datetime) -> Window | None:
    """Return what is left of a row's time when only the papers in `carried` are valid, or None when nothing is.

    Papers that meet make one stretch. Of several the one that holds now is kept, else the next to come: one row does
    not cover days that nobody signed for. It is never longer than the row was: an ended collaboration has shortened it.
    """
    for stretch in _stretches(carried):
        start, end = max(stretch.start, window.start), min(stretch.end, window.end)
        if start < end and at < end:
            return Window(start, end)
    return None


def _stretches(windows: Iterable[Window]) -> list[Window]:
    stretches: list[Window] = []
    for window in sorted(windows, key=lambda each: each.start):
        joined = stretches[-1].joined(window) if stretches else None
        if joined is None:
            stretches.append(window)
        else:
            stretches[-1] = joined
    return stretches
