"""What callers send about meetings."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt, StringConstraints

from services.coordinator.domain.meeting_values import (
    Adjournment,
    Agreement,
    Attendee,
    Booking,
    Cause,
    Change,
    ChangeReason,
    Coming,
    Form,
    Hanvisning,
    MeetingKind,
    Minutes,
    Outcome,
    Place,
    Slot,
    Target,
)
from shared.bodies import Body, Day, Moment, OneLine

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), OneLine]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Unit = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,60}$")]


class ShorterNotice(Body):
    """The person's word that less than two weeks is enough: which day, and how she said it."""

    agreed_on: Day
    how: Line


class WhenAndWhere(Body):
    """The team's time, and the place (or how to join by video)."""

    starts_at: Moment
    minutes: Annotated[StrictInt, Field(ge=5, le=480)]
    form: Form = Form.PLATS
    place: Line
    shorter_notice: ShorterNotice | None = None

    def slot(self) -> Slot:
        """Return the time."""
        return Slot(self.starts_at, self.minutes)

    def where(self) -> Place:
        """Return the place."""
        return Place(self.form, self.place)

    def agreement(self) -> Agreement | None:
        """Return her word."""
        said = self.shorter_notice
        return said and Agreement(said.agreed_on, said.how)


class Calling(WhenAndWhere):
    """A meeting that is to be. The person is always called; `invited` names the units."""

    kind: MeetingKind
    agenda: Words | None = None
    invited: Annotated[list[Unit], Field(min_length=1, max_length=20)]
    plan_id: UUID | None = None

    def booking(self) -> Booking:
        """Return what is asked for."""
        return Booking(
            self.kind,
            self.slot(),
            self.where(),
            self.agenda,
            tuple(self.invited),
            self.plan_id,
            self.agreement(),
        )


Reason = Literal[
    ChangeReason.INDIVIDEN_SJUK,
    ChangeReason.INDIVIDENS_ONSKEMAL,
    ChangeReason.PART_KAN_INTE,
    ChangeReason.KOORDINATORN_KAN_INTE,
    ChangeReason.LOKAL_ELLER_TEKNIK,
    ChangeReason.VANTAR_PA_UNDERLAG,
    ChangeReason.HELG_ELLER_SEMESTER,
    ChangeReason.ANNAT,
]
"""The reasons that a koordinator can give; that the case has ended follows by itself."""


class Cancelling(Body):
    """Why a meeting is called off. `text` stays in the akt; only `to_person` is added to her letter."""

    reason: Reason
    text: Words | None = None
    to_person: Words | None = None

    def change(self) -> Change:
        """Return the reason."""
        return Change(self.reason, self.text, self.to_person)


class Moving(WhenAndWhere, Cancelling):
    """Another time or place, and why."""


class Person(Body):
    """Somebody who was in the room."""

    name: Line
    function: Line
    unit: Unit | None = None


class SentOnTo(Body):
    """Where the person is sent on to; `unit` when it is a part."""

    to: Target
    unit: Unit | None = None


class Holding(Body):
    """Who was there, and what the meeting led to."""

    present: Annotated[list[Unit], Field(max_length=20)]
    persons: Annotated[list[Person], Field(max_length=40)] = Field(default_factory=list["Person"])
    person_present: StrictBool
    outcome: Outcome
    hanvisning: SentOnTo | None = None
    note: Note

    def minutes(self) -> Minutes:
        """Return what is to be remembered."""
        sent_on = self.hanvisning
        return Minutes(
            units=tuple(dict.fromkeys(self.present)),
            attendees=tuple(Attendee(p.name, p.function, p.unit) for p in self.persons),
            outcome=self.outcome,
            note=self.note,
            hanvisning=sent_on and Hanvisning(sent_on.to, sent_on.unit),
        )


class Adjourning(Body):
    """Why nothing was dealt with. `text` stays in the akt; only `to_person` is added to her letter."""

    reason: Cause
    text: Words | None = None
    to_person: Words | None = None

    def adjournment(self) -> Adjournment:
        """Return it."""
        return Adjournment(self.reason, self.text, self.to_person)


class Answering(Body):
    """A unit's answer to a kallelse; `starts_at` names the time that is answered, so that an old one is noticed."""

    answer: Coming
    starts_at: Moment | None = None
    text: Words | None = None
    journal_reference: Line | None = None


class AnsweringMyself(Body):
    """The person's own answer."""

    answer: Coming
    starts_at: Moment | None = None
    text: Words | None = None


class AnsweringForHer(AnsweringMyself):
    """The person's answer as the koordinator heard it, and how she said it."""

    how: Line


class SayingNeed(Body):
    """Whether the need remains after a meeting without a plan, and why."""

    need: StrictBool
    reason: Words
    journal_reference: Line | None = None
