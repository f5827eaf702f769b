"""The values that a follow-up is made of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.events import Fact, Section

HANDLAGGNING, UPPFOLJNING, PLAN = "handlaggning", "uppfoljning", "plan"
KOORDINATOR = "koordinatorn"


class Status(StrEnum):
    """Where a follow-up stands. The last three are ends; what the follow-up came to lies sealed in its record."""

    PLANERAD = "planerad"
    KALLAD = "kallad"
    GENOMFORD = "genomford"
    VANTAR_NY_PLAN = "vantar_ny_plan"
    UPPFOLJD = "uppfoljd"
    ERSATT = "ersatt"
    UTGATT = "utgatt"


AHEAD = frozenset({Status.PLANERAD, Status.KALLAD})
"""The meeting is still to be held: reminders, answers and overdue belong here."""
OPEN = AHEAD | {Status.GENOMFORD, Status.VANTAR_NY_PLAN}
"""Someone has something to do. A case has at most one such follow-up."""


class EndedBy(StrEnum):
    """Why a follow-up ended without having been held."""

    SAMTYCKE = "samtycke"
    AKT = "akt"


class Ending(StrEnum):
    """How rows of a samtycke ended: by the person, by time, or because they were registered in error."""

    ATERKALLAT = "aterkallat"
    UTGANGET = "utganget"
    MAKULERAT = "makulerat"


@dataclass(frozen=True, slots=True)
class Delmal:
    """A delmål as its facts name it: who answers for it and by when, never what it is."""

    id: UUID
    kind: str
    responsible: str | None
    due: date
    category: str
    settled: bool = False
    left: bool = False
    """Whether it has left the plan undone: taken out, or declined and taken over by nobody."""

    @property
    def section(self) -> str:
        """The category in which its result is told: the delmål's own when that is a narrower one."""
        return UPPFOLJNING if self.category == PLAN else self.category


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that is followed up, as far as its facts tell."""

    id: UUID
    number: int
    version: int
    made_on: date
    driver: str | None
    parties: tuple[str, ...]
    delmal: tuple[Delmal, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Whom a follow-up reminds: the driver, and each unit that answers for a delmål which goes on."""
        named = {delmal.responsible for delmal in self.delmal if not delmal.settled and delmal.responsible}
        return tuple(sorted(named | ({self.driver} if self.driver else set())))

    def followed_by(self, newer: "Plan") -> "Plan":
        """Return the newer version; delmål that it no longer names are settled, and still followed up.

        What a unit answered for that has left the plan is gone with it: nothing more is asked or told of it.
        """
        named = {delmal.id for delmal in newer.delmal}
        left = (
            replace(delmal, settled=True, left=delmal.left or not delmal.settled)
            for delmal in self.delmal
            if delmal.id not in named and delmal.responsible in (None, *newer.parties)
        )
        return replace(newer, delmal=(*newer.delmal, *left))

    def without(self, units: Collection[str]) -> "Plan":
        """Return the plan without units that the samtycke covers no more, and without their delmål."""
        return replace(
            self,
            driver=None if self.driver in units else self.driver,
            parties=tuple(party for party in self.parties if party not in units),
            delmal=tuple(delmal for delmal in self.delmal if delmal.responsible not in units),
        )

    def with_settled(self, delmal_id: UUID) -> "Plan":
        """Return the plan with one delmål settled."""
        changed = (replace(d, settled=True) if d.id == delmal_id else d for d in self.delmal)
        return replace(self, delmal=tuple(changed))


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting to which the team has called."""

    id: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Calls:
    """The meetings to which the team has called and that are still to be held, the earliest first."""

    meetings: tuple[Meeting, ...] = ()
    adjourned_on: date | None = None
    """The day of the last meeting that dealt with nothing: a new time was promised then."""

    def plus(self, meeting: Meeting) -> "Calls":
        """Return them with a meeting that is called, or has another time."""
        booked = (*self.less(meeting.id).meetings, meeting)
        return replace(self, meetings=tuple(sorted(booked, key=lambda each: (each.starts_at, each.id))))

    def less(self, meeting_id: UUID) -> "Calls":
        """Return them without a meeting that is held, or is not to be."""
        return replace(self, meetings=tuple(each for each in self.meetings if each.id != meeting_id))

    def adjourned(self, day: date) -> "Calls":
        """Return them with the day of a meeting that dealt with nothing."""
        return replace(self, adjourned_on=max(day, self.adjourned_on or day))


class NoticeKind(StrEnum):
    """What the koordinator is told by the clock."""

    PAMINNELSE_42 = "paminnelse_42"
    PAMINNELSE_14 = "paminnelse_14"
    SAMTYCKE_GAR_UT = "samtycke_gar_ut"
    FORSENAD = "forsenad"
    PLAN_DROJER = "plan_drojer"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the koordinator is told once; `key` tells occasions of the same kind apart."""

    kind: NoticeKind
    key: str
    at: datetime
    number: int
    """Its place among the notices of its follow-up: several may be told at one moment."""
    parties: tuple[str, ...] = ()


class AnswerKind(StrEnum):
    """What a reminded party answers."""

    BEREDER = "bereder"
    KLAR = "klar"
    HINDER = "hinder"


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """A party's answer to a reminder; it acts at once, its words pass the exit with the party as source."""

    party: str
    kind: AnswerKind
    text: str | None = field(repr=False)
    journal_reference: str | None = field(repr=False)
    at: datetime


class MoveReason(StrEnum):
    """Why a follow-up is planned for another day."""

    INDIVIDEN_SJUK = "individen_sjuk"
    PART_KAN_INTE = "part_kan_inte"
    INDIVIDENS_ONSKEMAL = "individens_onskemal"
    VANTAR_PA_UNDERLAG = "vantar_pa_underlag"
    HELG_ELLER_SEMESTER = "helg_eller_semester"
    ANNAT = "annat"


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """The planned day moved; the due day never does."""

    from_day: date
    to_day: date
    reason: MoveReason = field(repr=False)
    text: str | None = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Cover:
    """What the consent service answered about the units that were asked for; withheld: by hand, nothing to anyone."""

    asked: frozenset[str] = frozenset()
    covered: frozenset[str] = frozenset()
    withheld: bool = False

    def among(self, units: Iterable[str]) -> tuple[str, ...]:
        """Return those of the units that are covered."""
        return tuple(unit for unit in units if unit in self.covered and not self.withheld)


@dataclass(frozen=True, slots=True)
class Publication:
    """A fact, and what its addressees read of it, per category and source."""

    fact: Fact
    sections: tuple[Section, ...] = field(default=(), repr=False)
