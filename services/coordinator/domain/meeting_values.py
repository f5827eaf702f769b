"""The values that a meeting is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

INDIVID = "individ"
"""Who is called beside the units: always, and never left out."""
Names = Mapping[str, str]
"""What people call the units."""


class MeetingKind(StrEnum):
    """What a meeting is for: the team's first ones, or the follow-up of a plan."""

    TEAM = "team"
    UPPFOLJNING = "uppfoljning"


class MeetingState(StrEnum):
    """Where a meeting stands. All but the first are ends."""

    BOKAT = "bokat"
    HALLET = "hallet"
    INSTALLT = "installt"
    AJOURNERAT = "ajournerat"


class Form(StrEnum):
    """In a room, or by video."""

    PLATS = "plats"
    VIDEO = "video"


class Coming(StrEnum):
    """The answers to a kallelse."""

    KOMMER = "kommer"
    ANNAN_TID = "annan_tid"
    KOMMER_INTE = "kommer_inte"


class Outcome(StrEnum):
    """What a held meeting led to."""

    GEMENSAM_PLAN = "gemensam_plan"
    VAGLEDNING = "vagledning"
    HANVISNING = "hanvisning"
    UPPFOLJNING = "uppfoljning"


OUTCOMES_OF = {
    MeetingKind.TEAM: frozenset({Outcome.GEMENSAM_PLAN, Outcome.VAGLEDNING, Outcome.HANVISNING}),
    MeetingKind.UPPFOLJNING: frozenset({Outcome.GEMENSAM_PLAN, Outcome.UPPFOLJNING}),
}
"""What each kind of meeting can lead to."""
WITHOUT_PLAN = frozenset({Outcome.VAGLEDNING, Outcome.HANVISNING})
"""After these the sender is asked whether the need remains."""


class Target(StrEnum):
    """Where a hänvisning leads."""

    SIP = "sip"
    GEMENSAM_KARTLAGGNING = "gemensam_kartlaggning"
    FINSAM_INSATS = "finsam_insats"
    PART = "part"


class Cause(StrEnum):
    """Why a meeting dealt with nothing."""

    AJOURNERAT = "ajournerat"
    INDIVIDEN_UTEBLEV = "individen_uteblev"


class ChangeReason(StrEnum):
    """Why a meeting is moved or cancelled."""

    INDIVIDEN_SJUK = "individen_sjuk"
    INDIVIDENS_ONSKEMAL = "individens_onskemal"
    PART_KAN_INTE = "part_kan_inte"
    KOORDINATORN_KAN_INTE = "koordinatorn_kan_inte"
    LOKAL_ELLER_TEKNIK = "lokal_eller_teknik"
    VANTAR_PA_UNDERLAG = "vantar_pa_underlag"
    HELG_ELLER_SEMESTER = "helg_eller_semester"
    ARENDET_AVSLUTAT = "arendet_avslutat"
    """The case has ended: never chosen by hand."""
    ANNAT = "annat"


OF_HERS = frozenset({ChangeReason.INDIVIDEN_SJUK, ChangeReason.INDIVIDENS_ONSKEMAL})
"""Reasons that are about the person: the parties read only that something came between."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The team's time that a meeting takes."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Place:
    """Where: an address, or how to join by video."""

    form: Form
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The person's word that less than two weeks is enough: which day she said so, and how."""

    agreed_on: date
    how: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Booking:
    """What a koordinator asks for when she calls a meeting."""

    kind: MeetingKind
    slot: Slot
    place: Place
    agenda: str | None = field(repr=False)
    invited: tuple[str, ...]
    plan_id: UUID | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody who is called has answered, and when. `text` and `how` only for the person's own answer."""

    coming: Coming
    at: datetime
    text: str | None = field(default=None, repr=False)
    how: str | None = field(default=None, repr=False)
    """How she said it when the koordinator wrote it down for her."""


@dataclass(slots=True)
class Invitation:
    """One unit, or the person, called to a meeting. It falls when the samtycke no longer covers the unit."""

    invited: str
    fallen_at: datetime | None = None
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was in the room, for a unit or for none of the parties."""

    name: str = field(repr=False)
    function: str = field(repr=False)
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Hanvisning:
    """Where the person is sent on to; a unit when it is a part."""

    to: Target
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a held meeting is remembered by: who heard it, what it led to, and the note."""

    units: tuple[str, ...]
    attendees: tuple[Attendee, ...]
    outcome: Outcome
    note: str = field(repr=False)
    hanvisning: Hanvisning | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Why a meeting was moved or cancelled. `text` stays in the team's akt; `to_person` goes into her letter."""

    reason: ChangeReason
    text: str | None = field(default=None, repr=False)
    to_person: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Adjournment:
    """Why a meeting dealt with nothing. `text` stays in the team's akt; `to_person` goes into her letter."""

    cause: Cause
    text: str | None = field(default=None, repr=False)
    to_person: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Need:
    """What the sender answered after a meeting without a plan: whether the need remains."""

    remains: bool = field(repr=False)
    at: datetime
