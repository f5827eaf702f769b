"""The team's akt of one case, from the anmälan's arrival to tas upp or tas inte upp."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from services.coordinator.domain import words
from services.coordinator.domain.reasons import REASONS, Decline
from services.coordinator.domain.values import (
    ENDED,
    HANDLAGGNING,
    UNDECIDED,
    Decision,
    Ending,
    NextStep,
    Notice,
    Office,
    Part,
    Publication,
    Question,
    Status,
    SupplementRequest,
)
from services.coordinator.errors import (
    DateInPast,
    DateMissing,
    UnknownField,
    UnknownReason,
    UseSupplement,
    WordsMissing,
    WrongStatus,
)
from services.coordinator.events import (
    ReferralDeclined,
    ReferralReceived,
    ReferralTakenUp,
    SupplementRequested,
)
from shared.days import local_day
from shared.events import Fact, Section


class _Happened(TypedDict):
    subject: UUID
    occurred_at: datetime
    sender: str
    team: str


@dataclass(slots=True)
class Akt:
    """One case as the team has received it. Changed only by its methods; each records what followed."""

    case_id: UUID
    team: str
    sender: str
    number: str
    received_at: datetime
    reply_by: date
    status: Status = Status.INKOMMEN
    version: int = 0
    new_parts: list[Part] = field(default_factory=list, repr=False)
    new_requests: list[SupplementRequest] = field(default_factory=list)
    new_notices: list[Notice] = field(default_factory=list)
    new_questions: list[Question] = field(default_factory=list)
    decision: Decision | None = None
    _publications: list[Publication] = field(default_factory=list, repr=False)

    @classmethod
    def receive(
        cls, case_id: UUID, sender: str, office: Office, number: str, *, reply_by: date, at: datetime
    ) -> "Akt":
        """Open the akt the day the anmälan came in (FL 22) and confirm it to the sender at once."""
        akt = cls(case_id, office.team, sender, number, at, reply_by)
        fact = ReferralReceived(**akt._happened(at))
        akt._publish(fact, words.receipt(number, office.contact, reply_by, at))
        return akt

    def add_parts(self, parts: list[Part]) -> None:
        """Put a document's sections into the akt as new versions; earlier ones stay as history."""
        self.new_parts.extend(parts)

    def add_supplement(self, parts: list[Part]) -> None:
        """Take in a komplettering: the anmälan goes back to be assessed unless that is done already."""
        self.add_parts(parts)
        if self.status in UNDECIDED:
            self.status = Status.BEDOMNING

    def note(self, notice: Notice) -> None:
        """Keep a control notice; it changes nothing by itself."""
        self.new_notices.append(notice)

    def request_supplement(self, request: SupplementRequest, contact: str) -> None:
        """Ask the sender to complete the anmälan (FL 20)."""
        self._must_be(UNDECIDED - {Status.KOMPLETTERING_BEGARD})
        _must_be_said(text=request.text)
        if not words.FIELDS.keys() >= set(request.fields):
            raise UnknownField(fields=[_fault("fields", "unknown_field", "Fältet finns inte i anmälan.")])
        _must_be_ahead(request.respond_by, request.at)
        self.status = Status.KOMPLETTERING_BEGARD
        self.new_requests.append(request)
        fact = SupplementRequested(**self._happened(request.at))
        self._publish(fact, words.supplement_request(request, contact))

    def take_up(self, step: NextStep, *, at: datetime) -> None:
        """Take the anmälan up in the team; its reader learns what happens next."""
        self._must_be(UNDECIDED)
        _must_be_said(next_step=step.what, contact=step.contact)
        if step.earliest is not None:
            _must_be_ahead(step.earliest, at)
        self.status = Status.TAS_UPP
        self.decision = Decision(at, next_step=step)
        self._publish(ReferralTakenUp(**self._happened(at)), words.taken_up(step, at))

    def decline(
        self,
        code: str,
        *,
        explanation: str | None = None,
        advice: str | None = None,
        on: date | None = None,
        contact: str,
        at: datetime,
    ) -> None:
        """Decide not to take the anmälan up: why, in words, and what to do instead."""
        self._must_be(UNDECIDED)
        reason = REASONS.get(code)
        if reason is None:
            raise UnknownReason
        if not reason.final:
            raise UseSupplement
        if reason.needs_date and on is None:
            raise DateMissing
        if on is not None:
            _must_be_ahead(on, at)
        decline = Decline(reason, explanation or reason.explanation, advice or reason.advice, on)
        self.status = Status.TAS_INTE_UPP
        self.decision = Decision(at, decline=decline)
        self._publish(ReferralDeclined(**self._happened(at)), words.declined(decline, contact, at))

    def lose_consent(self, ending: Ending) -> None:
        """Close the akt because sender and team are no longer covered; a second time changes nothing."""
        if self.status not in ENDED:
            self.status = ending.status

    def ask_about(self, party: str, at: datetime) -> None:
        """Note that a party's samtycke has ended: the koordinator takes a stand on how to go on."""
        self.new_questions.append(Question(party, at))

    def take_publications(self) -> list[Publication]:
        """Hand over what is to be published, once."""
        taken, self._publications = self._publications, []
        return taken

    def _happened(self, at: datetime) -> "_Happened":
        return {"subject": self.case_id, "occurred_at": at, "sender": self.sender, "team": self.team}

    def _publish(self, fact: Fact, content: dict[str, Any]) -> None:
        self._publications.append(Publication(fact, (Section(HANDLAGGNING, self.team, content),)))

    def _must_be(self, allowed: frozenset[Status]) -> None:
        if self.status not in allowed:
            raise WrongStatus(akt_status=self.status.value)


def _must_be_ahead(day: date, at: datetime) -> None:
    if day < local_day(at):
        raise DateInPast


def _must_be_said(**texts: str) -> None:
    missing = [_fault(name, "missing", "Texten saknas.") for name, text in texts.items() if not text.strip()]
    if missing:
        raise WordsMissing(fields=missing)


def _fault(name: str, code: str, message: str) -> dict[str, str]:
    return {"field": name, "code": code, "message": message}
