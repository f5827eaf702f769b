"""A registered signature: the paper, who attested it, its times and what it did to the rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.consent.domain.giving import Giving
from services.consent.domain.paper import Paper
from services.consent.domain.rows import GivenRow, Renewal, Window
from services.consent.events import ConsentGiven, RowGiven


@dataclass(frozen=True, slots=True)
class Attestation:
    """The handläggare who states that the paper is signed: subject of the login, unit and function."""

    subject: str
    unit: str
    function: str | None


@dataclass(frozen=True, slots=True)
class Signing:
    """One signature. Said is the paper's own day; received and effective are instants of the law's time.

    `window` is the time that it gives each of its rows by itself.
    """

    id: UUID
    case_id: UUID
    paper: Paper
    giving: Giving
    window: Window
    attestation: Attestation
    received_at: datetime
    effective_at: datetime
    renewal: Renewal

    def fact(self) -> ConsentGiven | None:
        """Return what is published: the rows that rest on this signature, or None when it changed none."""
        rows = [_published(row) for row in self.renewal.effective()]
        if not rows:
            return None
        return ConsentGiven(
            subject=self.case_id, occurred_at=self.received_at, rows=rows, text_id=self.paper.text_id
        )


def _published(row: GivenRow) -> RowGiven:
    return RowGiven(
        id=row.id,
        source=row.cell.source,
        recipient=row.cell.recipient,
        category=row.cell.category,
        valid_from=row.window.start,
        valid_to=row.window.end,
    )
