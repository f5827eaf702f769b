"""Store the scan of a signed paper: checked by content, sealed under the case key, kept by its unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.consent.commands.ports import Cases, Keys, Subjects
from services.consent.errors import CaseUnknown
from shared.ids import uuid7
from shared.scans.values import CheckedScan
from shared.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class StoreScan:
    """Keep this file for the case. `unit` is the viewer's own; `token` is shown to the referral service."""

    case_id: UUID
    unit: str | None
    token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was made ready before the transaction."""

    scan: CheckedScan
    key: CaseKey


class Content(Protocol):
    """Reads what a file is from its bytes."""

    async def check(self, content: bytes) -> CheckedScan:
        """Return the file's facts. Raises one of the Scan… refusals."""
        ...


class Scans(Protocol):
    """The scans of this service."""

    async def keep(self, scan_id: UUID, command: StoreScan, checked: CheckedFile) -> None:
        """Seal and store."""
        ...


async def prepare_scan(
    command: StoreScan, content: bytes, files: Content, subjects: Subjects, keys: Keys
) -> CheckedFile:
    """Check that the draft is the unit's own, read the file, and have the case key at hand."""
    subject = await subjects.of(command.case_id, command.token)
    if subject.unit != command.unit:
        raise CaseUnknown
    scan = await files.check(content)
    return CheckedFile(scan, await keys.of_case(command.case_id))


async def store_scan(command: StoreScan, checked: CheckedFile, cases: Cases, scans: Scans) -> UUID:
    """Keep the scan and return its id. Raises CaseUnknown, CaseGone, CaseWithheld."""
    assert command.unit is not None, "prepared for the unit that owns the draft"
    case = await cases.open(command.case_id, command.unit, command.at)
    case.admit(command.unit)
    case.must_be_open()
    scan_id = uuid7()
    await scans.keep(scan_id, command, checked)
    return scan_id
