"""What this service reads of others: facts of the consent and coordinator services, the list of recipients."""

from datetime import date
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Foreign, event_type
from shared.units import read_units

CONSENT_TOPIC = "finsam.consent.v1"
COORDINATOR_TOPIC = "finsam.coordinator.v1"
CONSENT_GIVEN = event_type("consent", "consent_given")
ROWS_ENDED = event_type("consent", "rows_ended")
ROWS_SHORTENED = event_type("consent", "rows_shortened")
PLAN_MADE = event_type("coordinator", "plan_made")
PLAN_CHANGED = event_type("coordinator", "plan_changed")
DELMAL_SETTLED = event_type("coordinator", "delmal_settled")
MEETING_CALLED = event_type("coordinator", "meeting_called")
MEETING_MOVED = event_type("coordinator", "meeting_moved")
MEETING_CANCELLED = event_type("coordinator", "meeting_cancelled")
MEETING_ADJOURNED = event_type("coordinator", "meeting_adjourned")
MEETING_HELD = event_type("coordinator", "meeting_held")
AKT_ENDED = event_type("coordinator", "akt_ended")


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class GivenRow(_Read):
    """A row of a samtycke that is in force until a moment."""

    id: UUID
    source: str
    recipient: str
    category: str
    valid_to: AwareDatetime


class EndedRow(_Read):
    """A row of a samtycke that has ended."""

    id: UUID
    source: str
    recipient: str
    category: str


class ConsentGiven(Foreign):
    """A samtycke was registered, or lengthened; or one of the papers it rests on was annulled, and rows got shorter."""

    rows: list[GivenRow]


class RowsEnded(Foreign):
    """Rows have ended: taken back, run out, or registered in error."""

    rows: list[EndedRow]
    reason_kind: Literal["aterkallat", "utganget", "makulerat"]
    whole: bool = False


class PlannedDelmal(_Read):
    """A delmål that goes on."""

    id: UUID
    kind: str
    responsible: str | None = None
    due: date
    category: str


class PlanInForce(Foreign):
    """A gemensam plan was made, or has a new version."""

    sender: str
    team: str
    parties: list[str]
    plan_id: UUID
    number: int
    version: int = 1
    made_on: date
    driver: str | None = None
    delmal: list[PlannedDelmal]


class DelmalSettled(Foreign):
    """A delmål no longer goes on."""

    plan_id: UUID
    delmal_id: UUID


class MeetingFact(Foreign):
    """Something happened to a meeting; only follow-up meetings matter here."""

    meeting_id: UUID
    kind: str
    plan_id: UUID | None = None
    starts_at: AwareDatetime | None = None
    held_at: AwareDatetime | None = None


class AktEnded(Foreign):
    """The team's work with the case has ended."""


class Recipient(_Read):
    """A configured receiver of documents (reference data)."""

    id: str
    name: str
    kind: str


def read_recipients(file: Path) -> dict[str, Recipient]:
    """Read the list of recipients; raises UnitsRefused."""
    return {unit.id: Recipient.model_validate(unit.model_dump()) for unit in read_units(file).values()}
