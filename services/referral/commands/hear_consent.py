"""Heed which rows of the samtycke were given, and which have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.referral.commands.ports import Cases
from services.referral.domain import Recipients, share_again


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


@dataclass(frozen=True, slots=True)
class HearGiven:
    """Heed rows that were given at that time."""

    case_id: UUID
    rows: Sequence[HeardRow]
    at: datetime


async def hear_rows_given(command: HearGiven, known: KnownRows, cases: Cases, recipients: Recipients) -> None:
    """Keep what was given; what was taken up goes on to a party asked that this gives its cover back.

    The consent service tries each row once more before anything is disclosed.
    """
    await known.given(command.case_id, command.rows)
    referral = await cases.find(command.case_id)
    if referral is None:
        return
    share_again(referral, recipients[referral.unit], at=command.at)
    if referral.publications:
        await cases.save(referral)


async def hear_rows_ended(
    case_id: UUID, rows: Sequence[HeardRow], known: KnownRows, cases: Cases, *, withdrawn: bool
) -> None:
    """Keep what ended, and who lost the anmälan by it.

    `withdrawn`: the person took the whole samtycke back, and the anmälan ends with it.
    """
    await known.ended(case_id, rows)
    referral = await cases.find(case_id)
    if referral is None:
        return
    lost = referral.lose_parties()
    if withdrawn:
        referral.lose_consent()
    if lost or withdrawn:
        await cases.save(referral)
