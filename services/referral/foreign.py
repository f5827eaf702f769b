"""The few fields that this service reads of others: facts, answers of the consent service, the list of recipients."""

from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.referral.domain import Coverage, Recipient, Recipients, Signing
from shared.events import Foreign, event_type
from shared.units import read_units

CONSENT_TOPIC = "finsam.consent.v1"
COORDINATOR_TOPIC = "finsam.coordinator.v1"
CONSENT_GIVEN = event_type("consent", "consent_given")
ROWS_ENDED = event_type("consent", "rows_ended")
REFERRAL_RECEIVED = event_type("coordinator", "referral_received")
SUPPLEMENT_REQUESTED = event_type("coordinator", "supplement_requested")
REFERRAL_TAKEN_UP = event_type("coordinator", "referral_taken_up")
REFERRAL_DECLINED = event_type("coordinator", "referral_declined")
AKT_ENDED = event_type("coordinator", "akt_ended")


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class ForeignRow(_Read):
    """A row of a samtycke, as its facts name it."""

    id: UUID
    source: str
    recipient: str
    category: str


class ConsentGiven(Foreign):
    """A samtycke was registered."""

    rows: tuple[ForeignRow, ...]


class RowsEnded(Foreign):
    """Rows ended: taken back, run out, or registered in error. `whole`: the case has none left."""

    rows: tuple[ForeignRow, ...]
    reason_kind: Literal["aterkallat", "utganget", "makulerat"]
    whole: bool


class TeamSaid(Foreign):
    """Any of the team's facts about an anmälan. `parties`: who is told of it, the sender too, where the fact names them."""

    sender: str
    team: str
    parties: tuple[str, ...] = ()


class _Signing(_Read):
    signing_id: str
    text_id: str
    text_hash: str


class _Uncovered(_Read):
    recipient: str


class CoverageAnswer(_Read):
    """The answer of the consent service's ``POST /v1/coverage``. Every field must be there: silence covers nothing."""

    covered: bool
    withheld: bool
    signing: _Signing | None
    exclusion_note_exists: bool
    uncovered: tuple[_Uncovered, ...]
    uncovered_categories: tuple[str, ...]

    def coverage(self) -> Coverage:
        """Return it in this service's words."""
        signing = self.signing
        return Coverage(
            covered=self.covered,
            withheld=self.withheld,
            signing=Signing(signing.signing_id, signing.text_id, signing.text_hash) if signing else None,
            exclusion_note_exists=self.exclusion_note_exists,
            uncovered=tuple(unit.recipient for unit in self.uncovered),
            uncovered_categories=self.uncovered_categories,
        )


class WithheldAnswer(_Read):
    """The answer of the consent service's ``POST /v1/withheld-cases``."""

    withheld: tuple[UUID, ...]


class OpeningSeen(_Read):
    """One opening of a document: when, and by which function of which unit."""

    at: AwareDatetime
    unit: str
    function: str


class OwnDocument(_Read):
    """A document that was made of something this unit sent, as the consent service's log tells its source."""

    event_id: UUID
    source_event_id: UUID
    recipient: str
    recipient_name: str
    type: str
    key_destroyed: bool
    openings: tuple[OpeningSeen, ...]


class OwnDocuments(_Read):
    """The answer of the consent service's ``GET /v1/cases/{case_id}/own-documents``.

    `handled`: the number of the last fact of this service's that it has handled in the case.
    """

    documents: tuple[OwnDocument, ...]
    handled: int


class SamtyckeAnswer(_Read):
    """The answer of the consent service's ``POST /v1/cases-with-samtycke``. A missing field is no answer."""

    with_samtycke: tuple[UUID, ...]


class _Case(_Read):
    case_id: UUID


class MyCases(_Read):
    """The answer of the consent service's ``GET /v1/my/cases``."""

    cases: tuple[_Case | UUID, ...]

    def ids(self) -> frozenset[UUID]:
        """Return the case ids."""
        return frozenset(case.case_id if isinstance(case, _Case) else case for case in self.cases)


def read_recipients(file: Path) -> Recipients:
    """Read the list of recipients (reference data); raises UnitsRefused."""
    return {
        unit.id: Recipient(
            unit.id, unit.name, unit.kind, unit.part, unit.authority, unit.valid_from, unit.valid_to
        )
        for unit in read_units(file).values()
    }
