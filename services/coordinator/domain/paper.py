"""An anmälan that came on paper: what the koordinator registers of it, and the rules of that."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from services.coordinator.domain.akt_rules import fault, must_be_said
from services.coordinator.errors.akt import DateInFuture
from services.coordinator.errors.papers import (
    AnswersInTheSystem,
    LateWithoutReason,
    ReceivedTooLongAgo,
    ScanMissing,
    UnknownUnit,
)
from shared.clock import STOCKHOLM
from shared.days import add_working_days, local_day

LONGEST_SINCE_RECEIVED = timedelta(days=366)
"""No source states a longest time; this catches a mistyped year."""
Enclosed = Literal["bifogat", "saknas", "ofullstandigt"]
"""What of the samtycke lay in the envelope: all of it, nothing, or something that is not enough."""
IsParty = Callable[[str], bool]
"""Tells whether an id is a unit that is valid now."""


@dataclass(frozen=True, slots=True)
class PaperSender:
    """Who sent the paper: a known unit, and the function that letters go to (staff change, a function stays)."""

    unit: str
    name: str = field(repr=False)
    function: str = field(repr=False)
    address: tuple[str, ...] = field(repr=False)
    reference: str | None = field(default=None, repr=False)
    """The sender's own number, by which it finds the person: letters name nothing else of her."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """That the sender's answer to a komplettering came by letter (OSL 5:1). What it said comes as a document of the sender's."""

    request: UUID
    received_on: date
    registered_at: datetime
    late_reason: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class Paper:
    """An anmälan on paper, as its team registered it. `content` is the koordinator's transcript, by the form's fields.

    The paper is the team's own received document (FL 22); what it says is still the sender's.
    """

    case_id: UUID
    sender: PaperSender
    received_on: date
    registered_at: datetime
    enclosed: Enclosed = field(repr=False)
    content: dict[str, Any] = field(repr=False)
    late_reason: str | None = field(default=None, repr=False)
    by_letter: bool = False
    """Whether the sender gets its answers as letters too: its unit does not use the system."""
    admitted_at: datetime | None = None
    """When it went on as an anmälan: the samtycke covered it."""
    returned_on: date | None = None
    transcript_checked: bool = False
    """Whether the referral service has said that the form takes what the transcript says."""
    letters: tuple[LetterLine, ...] = ()
    """Answers that came by letter, the first first."""

    @property
    def person(self) -> dict[str, str]:
        """Whose it is: `namn` and `personnummer`."""
        return self.content["individ"]

    @property
    def received_at(self) -> datetime:
        """The moment that stands for the day it came in: the registration if that was the same day, else noon."""
        if local_day(self.registered_at) == self.received_on:
            return self.registered_at
        return datetime.combine(self.received_on, time(12), STOCKHOLM)

    def check(self, is_party: IsParty) -> None:
        """Refuse a registration that cannot be. Raises DateInFuture, ReceivedTooLongAgo, LateWithoutReason, UnknownUnit.

        A document is registered without delay (OSL 5:1): later than the next working day needs a reason.
        """
        must_be_registered_in_time(self.received_on, self.registered_at, self.late_reason)
        must_be_said(**{"sender.name": self.sender.name, "sender.function": self.sender.function})
        self.check_units(is_party)

    def check_units(self, is_party: IsParty) -> None:
        """Refuse units that are none: the sender, and the parties asked. Raises UnknownUnit."""
        asked = {
            f"content.parter[{place}]": unit for place, unit in enumerate(self.content.get("parter", ()))
        }
        unknown = [
            fault(name, "unknown_unit", "Enheten finns inte. Välj en enhet i listan.")
            for name, unit in {"sender.unit": self.sender.unit, **asked}.items()
            if not is_party(unit)
        ]
        if unknown:
            raise UnknownUnit(fields=unknown)

    def must_be_scanned(self, scans: int) -> None:
        """Refuse to go on without a picture of the paper. Raises ScanMissing."""
        if scans == 0:
            raise ScanMissing

    def must_answer_by_letter(self) -> None:
        """Refuse a letter from a sender that answers in the system. Raises AnswersInTheSystem."""
        if not self.by_letter:
            raise AnswersInTheSystem

    def is_answered(self, request: UUID) -> bool:
        """Tell whether an answer by letter to a komplettering is registered."""
        return any(line.request == request for line in self.letters)

    def form(self, team: str) -> dict[str, Any]:
        """Return the transcript as the fields of an anmälan to the team."""
        address = ", ".join(self.sender.address)
        who = {"namn": self.sender.name, "funktion": self.sender.function, "funktionsadress": address}
        given = self.content.get("handlaggare") or {}
        return {**self.content, "team": team, "handlaggare": {**who, **given}}


def must_be_registered_in_time(received_on: date, at: datetime, late_reason: str | None) -> None:
    """Refuse a day that cannot be, and a late registration without a reason (OSL 5:1).

    Raises DateInFuture, ReceivedTooLongAgo, LateWithoutReason.
    """
    today = local_day(at)
    if received_on > today:
        said = "Ange den dag då handlingen kom in."
        raise DateInFuture(fields=[fault("received_on", "in_the_future", said)])
    if received_on < today - LONGEST_SINCE_RECEIVED:
        raise ReceivedTooLongAgo(fields=[fault("received_on", "too_early", "Kontrollera årtalet.")])
    if today > add_working_days(received_on, 1) and not (late_reason or "").strip():
        said = "Skriv varför handlingen registreras senare än arbetsdagen efter att den kom in."
        raise LateWithoutReason(fields=[fault("late_reason", "missing", said)])
