"""Facts that the consent service publishes on `finsam.consent.v1`.

All fields are open: ids, units, categories, dates. No section, no reason, nothing about the person. That a case is
withheld is never a fact here. Fields may be added with a default; anything else is a new topic.
"""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Fact
from shared.operating.facts import Discarding

TOPIC = "finsam.consent.v1"


class RowGiven(BaseModel):
    """A row in force from `valid_from` up to `valid_to`. A row seen before has got a longer time."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    source: str
    recipient: str
    category: str
    valid_from: AwareDatetime
    valid_to: AwareDatetime


class RowEnded(BaseModel):
    """A row that nothing more is disclosed on; it never reopens."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    source: str
    recipient: str
    category: str


class ConsentGiven(Fact):
    """A signature was registered: these rows rest on it from now on."""

    name = "consent_given"
    rows: list[RowGiven]
    text_id: str


class RowsShortened(Fact):
    """A signature is annulled, or a representative's mandate ends early: these rows go on, with less time."""

    name = "rows_shortened"
    rows: list[RowGiven]


class RowsEnded(Fact):
    """Rows ended: withdrawn by the person, run out, or registered in error. `whole`: the case has none left."""

    name = "rows_ended"
    rows: list[RowEnded]
    reason_kind: Literal["aterkallat", "utganget", "makulerat"]
    whole: bool


class EventDiscarded(Discarding):
    """An operator gave up an event that this service could not handle, for a stated reason."""

    name = "event_discarded"
