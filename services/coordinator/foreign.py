"""What this service reads of others: facts of the consent service, documents to the team, the list of recipients."""

from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Foreign, event_type
from shared.units import read_units

CONSENT_TOPIC = "finsam.consent.v1"
CONSENT_GIVEN = event_type("consent", "consent_given")
ROWS_ENDED = event_type("consent", "rows_ended")
FOLLOWUP_TOPIC = "finsam.followup.v1"
FOLLOWUP_SCHEDULED = event_type("followup", "followup_scheduled")
FOLLOWUP_RESCHEDULED = event_type("followup", "followup_rescheduled")
FOLLOWUP_RECORDED = event_type("followup", "followup_recorded")
CONSENT_EXPIRING = event_type("followup", "consent_expiring")
NEW_PLAN_WANTED = event_type("followup", "new_plan_wanted")
CASE_CONCLUDED = event_type("followup", "case_concluded")


class ForeignRow(BaseModel):
    """A row of a samtycke, as its facts name it."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: UUID
    source: str
    recipient: str
    category: str


class ConsentGiven(Foreign):
    """A samtycke was registered."""

    rows: list[ForeignRow]


class RowsEnded(Foreign):
    """Rows have ended: taken back, run out, or registered in error."""

    rows: list[ForeignRow]
    reason_kind: Literal["aterkallat", "utganget", "makulerat"]
    whole: bool = False


class FollowupScheduled(Foreign):
    """A plan is to be followed up by a day."""

    plan_id: UUID
    followup_id: UUID
    due: date


class FollowupRescheduled(Foreign):
    """A follow-up is planned for another day."""

    followup_id: UUID
    planned_for: date


class FollowupRecorded(Foreign):
    """A follow-up has been made."""

    followup_id: UUID


class ConsentExpiring(Foreign):
    """The samtycke runs out before the follow-up."""

    followup_id: UUID


class NewPlanWanted(Foreign):
    """The need remains: the team makes a new plan with the person."""

    followup_id: UUID


class CaseConcluded(FollowupRecorded):
    """The follow-up has ended the team's work with the case."""

    last_day: date


class _Content(BaseModel):
    """A section's content: what the team reads of it must be there, the rest is kept as it came."""

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)


class Individ(_Content):
    """The person, as the sender wrote her."""

    namn: str = Field(min_length=1, repr=False)
    personnummer: str = Field(pattern=r"^\d{12}$", repr=False)


class Identitet(_Content):
    """Category `identitet` of an anmälan."""

    individ: Individ


class Handlaggning(_Content):
    """Category `handlaggning` of an anmälan."""

    dnr: str | None = None
    parter: list[str] = Field(default_factory=list)


class Anmalan(BaseModel):
    """The sections without which an anmälan is none."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    needed: ClassVar[frozenset[str]] = frozenset({"identitet", "handlaggning"})
    identitet: Identitet
    handlaggning: Handlaggning


def check_anmalan(sections: dict[str, dict[str, Any]]) -> None:
    """Check the sender's sections by category; raises pydantic's ValidationError, which parks the document."""
    Anmalan.model_validate(sections)


def personal_number(content: dict[str, Any]) -> str | None:
    """Return the personnummer of an `identitet` section, if it carries one."""
    number = content.get("individ", {}).get("personnummer")
    return number if isinstance(number, str) else None


class Recipient(BaseModel):
    """A configured receiver of documents (reference data)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    name: str
    kind: str
    authority: str
    valid_from: date = date.min
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    phone: str | None = None
    address: tuple[str, ...] = ()

    def is_party(self, on: date) -> bool:
        """Tell whether it is a unit that is valid that day."""
        return (
            self.kind != "team" and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        )


def read_recipients(file: Path) -> dict[str, Recipient]:
    """Read the list of recipients; raises UnitsRefused."""
    return {unit.id: Recipient.model_validate(unit.model_dump()) for unit in read_units(file).values()}
