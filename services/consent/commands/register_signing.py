"""Register a samtycke, attested by a handläggare of the unit that owns the draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Cases, Keys, Subjects
from services.consent.domain.case import DRAFT, Standing, Subject
from services.consent.domain.giving import Giving
from services.consent.domain.paper import Paper, check
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import Cell, GivenRow, renew
from services.consent.domain.signing import Attestation, Signing
from services.consent.domain.texts import ConsentTexts
from services.consent.errors import CaseUnknown, ExclusionOfActiveRow, ScanUnknown
from shared.clock import STOCKHOLM
from shared.ids import uuid7
from shared.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class RegisterSigning:
    """Register this paper for the case. `token` is the attesting user's own, shown to the referral service."""

    case_id: UUID
    paper: Paper
    attestation: Attestation
    received_at: datetime
    token: str = field(repr=False)
    giving: Giving = field(default_factory=Giving)


@dataclass(frozen=True, slots=True)
class Readied:
    """What was asked and made before the transaction: whose it is, and an id with a key for every possible row."""

    subject: Subject
    case_key: CaseKey
    row_ids: Mapping[Cell, UUID]


class Persons(Protocol):
    """Look-up of people without their numbers."""

    def of(self, value: str) -> bytes:
        """Return the blind index of a personnummer."""
        ...


class Signings(Protocol):
    """Signatures and rows of a case."""

    async def has_scan(self, scan_id: UUID, case_id: UUID, unit: str) -> bool:
        """Whether the unit has stored this scan for this case."""
        ...

    async def stands(self, case_id: UUID, *, is_draft: bool) -> Standing:
        """Return whether the case has a valid signature, and whether its anmälan is sent."""
        ...

    async def lock_active(self, case_id: UUID, recipients: Iterable[str]) -> list[GivenRow]:
        """Shut out disclosures and endings for these recipients, then return the case's active rows.

        Raises EarlierBeingEnded.
        """
        ...

    async def keep(self, signing: Signing, readied: Readied) -> None:
        """Store signature and rows, and stage the fact."""
        ...


async def prepare_signing(
    command: RegisterSigning, texts: ConsentTexts, directory: Directory, subjects: Subjects, keys: Keys
) -> Readied:
    """Ask whose the draft is, check the paper, and make the keys: a row's key exists before the row does.

    Raises CaseUnknown, ReferralEnded, UnitNotValid and what `paper.check` and `Giving.check` raise; KeyGone, KeyStoreDown.
    """
    subject = await subjects.of(command.case_id, command.token)
    if subject.unit != command.attestation.unit:
        raise CaseUnknown
    subject.must_go_on()
    today = command.received_at.astimezone(STOCKHOLM).date()
    directory.must_be_in_force(subject.unit, today)
    check(command.paper, texts.find(command.paper.text_id), directory, today)
    command.giving.check(command.paper, subject.personal_number, directory, today)
    row_ids = {cell: uuid7() for cell in command.paper.cells()}
    case_key = await keys.of_case(command.case_id)
    await keys.make_for_rows(row_ids.values())
    return Readied(subject, case_key, row_ids)


async def register_signing(
    command: RegisterSigning,
    readied: Readied,
    cases: Cases,
    signings: Signings,
    persons: Persons,
    *,
    now: datetime,
) -> Signing:
    """Bind the case to the person and make or lengthen the rows. `now` is the law's time in the transaction.

    Raises CaseUnknown, CaseGone, CaseWithheld, CollaborationEnded, OtherPerson, OtherPersonSubmitted, ScanUnknown,
    EarlierBeingEnded, ExclusionOfActiveRow, and what `rows.renew` raises.
    """
    unit, paper = command.attestation.unit, command.paper
    case = await cases.open(command.case_id, unit, command.received_at)
    case.admit(unit)
    person = persons.of(readied.subject.personal_number)
    standing = await signings.stands(command.case_id, is_draft=readied.subject.status == DRAFT)
    case.bind(person, readied.subject.team, standing)
    for known in await cases.of_person(person):
        known.must_be_open()
    if paper.scan_id and not await signings.has_scan(paper.scan_id, command.case_id, unit):
        raise ScanUnknown
    active = await signings.lock_active(command.case_id, {cell.recipient for cell in readied.row_ids})
    if contradicted := paper.contradicted(row.cell for row in active):
        raise ExclusionOfActiveRow([cell.as_dict() for cell in contradicted])
    signing = _signed(command, readied, active, now)
    await cases.keep(case)
    await signings.keep(signing, readied)
    return signing


def _signed(command: RegisterSigning, readied: Readied, active: Sequence[GivenRow], now: datetime) -> Signing:
    signing_id, paper = uuid7(), command.paper
    window = command.giving.window(paper, readied.subject.personal_number)
    return Signing(
        id=signing_id,
        case_id=command.case_id,
        paper=paper,
        giving=command.giving,
        window=window,
        attestation=command.attestation,
        received_at=command.received_at,
        effective_at=max(now, window.start),
        renewal=renew(readied.row_ids, active, window, signing_id, now),
    )
