"""Heed which rows of the samtycke were given, and which have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.referral.commands.ports import Cases


@dataclass(frozen=True, slots=True)
class HeardRow:
    """A row as the consent service's fact names it."""

    id: UUID
    source: str
    recipient: str
    category: str


class KnownRows(Protocol):
    """The rows that this service has heard of. A row that ended never opens again."""

    async def given(self, case_id: UUID, rows: Sequence[HeardRow]) -> None:
        """Keep rows that were given."""
        ...

    async def ended(self, case_id: UUID, rows: Sequence[HeardRow]) -> None:
        """Keep that rows ended, also those never heard of before."""
        ...


async def hear_rows_given(case_id: UUID, rows: Sequence[HeardRow], known: KnownRows) -> None:
    """Keep what was given; nothing is sent on the strength of it without asking."""
    await known.given(case_id, rows)


async def hear_rows_ended(
    case_id: UUID, rows: Sequence[HeardRow], known: KnownRows, cases: Cases, *, withdrawn: bool
) -> None:
    """Keep what ended. `withdrawn`: the person took the whole samtycke back, and the anmälan ends with it."""
    await known.ended(case_id, rows)
    referral = await cases.find(case_id)
    if withdrawn and referral is not None:
        referral.withdraw()
        await cases.save(referral)
