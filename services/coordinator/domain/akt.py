"""The team's akt of one case, from the anmälan's arrival to its end."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from services.coordinator.domain import ends, words, words_ends
from services.coordinator.domain.akt_rules import fault, must_be_ahead, must_be_said
from services.coordinator.domain.ends import Closing
from services.coordinator.domain.questions import (
    ANSWERED_BY_A_PLAN,
    SETTLED_BY_DEED,
    Answered,
    Question,
    QuestionKind,
)
from services.coordinator.domain.reasons import REASONS, Decline
from services.coordinator.domain.values import (
    ENDED,
    HANDLAGGNING,
    OPEN,
    TAKEN_UP,
    UNDECIDED,
    Decision,
    Ending,
    NextStep,
    Notice,
    Office,
    Part,
    Publication,
    Status,
    SupplementRequest,
)
from services.coordinator.errors import (
    DateMissing,
    DriverNeeded,
    EndedAlready,
    QuestionAnswered,
    TakenUpAlready,
    UnknownField,
    UnknownQuestion,
    UnknownReason,
    UseSupplement,
    WrongStatus,
)
from services.coordinator.events import (
    AktEnded,
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
    since: date
    """The day its status began."""
    status: Status = Status.INKOMMEN
    version: int = 0
    new_parts: list[Part] = field(default_factory=list, repr=False)
    new_requests: list[SupplementRequest] = field(default_factory=list)
    new_notices: list[Notice] = field(default_factory=list)
    open_questions: list[Question] = field(default_factory=list)
    closed_questions: list[Question] = field(default_factory=list)
    new_questions: list[Question] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    decision: Decision | None = None
    closing: Closing | None = None
    outcome: str | None = field(default=None, repr=False)
    """The outcome to count once, when the case has ended here."""
    _publications: list[Publication] = field(default_factory=list, repr=False)

    @classmethod
    def receive(
        cls, case_id: UUID, sender: str, office: Office, number: str, *, reply_by: date, at: datetime
    ) -> "Akt":
        """Open the akt the day the anmälan came in (FL 22) and confirm it to the sender at once."""
        akt = cls(case_id, office.team, sender, number, at, reply_by, local_day(at))
        fact = ReferralReceived(**akt._happened(at))
        akt._publish(fact, words.receipt(number, office.contact, reply_by, at))
        return akt

    def must_be(self, *allowed: Status) -> None:
        """Refuse in any other status. Raises WrongStatus, EndedAlready."""
        self._must_be(frozenset(allowed))

    def enter(self, status: Status, at: datetime) -> None:
        """Begin a status, from now on."""
        self._enter(status, at)

    def add_parts(self, parts: list[Part]) -> None:
        """Put a document's sections into the akt as new versions; earlier ones stay as history."""
        self.new_parts.extend(parts)

    def add_supplement(self, parts: list[Part], at: datetime) -> None:
        """Take in a komplettering: the anmälan goes back to be assessed unless that is done already."""
        self.add_parts(parts)
        if self.status in UNDECIDED:
            self._enter(Status.BEDOMNING, at)

    def note(self, notice: Notice) -> None:
        """Keep a control notice; it changes nothing by itself."""
        self.new_notices.append(notice)

    def request_supplement(self, request: SupplementRequest, contact: str) -> None:
        """Ask the sender to complete the anmälan (FL 20)."""
        self._must_be(UNDECIDED - {Status.KOMPLETTERING_BEGARD})
        must_be_said(text=request.text)
        if not words.FIELDS.keys() >= set(request.fields):
            raise UnknownField(fields=[fault("fields", "unknown_field", "Fältet finns inte i anmälan.")])
        must_be_ahead("respond_by", request.respond_by, request.at)
        self._enter(Status.KOMPLETTERING_BEGARD, request.at)
        self.new_requests.append(request)
        fact = SupplementRequested(**self._happened(request.at))
        self._publish(fact, words.supplement_request(request, contact))

    def take_up(self, step: NextStep, *, at: datetime) -> None:
        """Take the anmälan up in the team; its reader learns what happens next."""
        if self.status in TAKEN_UP:
            raise TakenUpAlready(akt_status=self.status.value)
        self._must_be(UNDECIDED)
        must_be_said(next_step=step.what, contact=step.contact)
        if step.earliest is not None:
            must_be_ahead("earliest", step.earliest, at)
        self._enter(Status.TAS_UPP, at)
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
            must_be_ahead("on", on, at)
        decline = Decline(reason, explanation or reason.explanation, advice or reason.advice, on)
        self._enter(Status.TAS_INTE_UPP, at)
        self.decision = Decision(at, decline=decline)
        self._publish(ReferralDeclined(**self._happened(at)), words.declined(decline, contact, at))

    def lose_consent(self, ending: Ending, at: datetime, *, counted: bool = True) -> None:
        """Close the akt because sender and team are no longer covered; one that goes on no more stays as it is."""
        if self.status in OPEN:
            self._end(ending.status, ending.status.outcome if counted else None, at)

    def plan_made(self, at: datetime) -> None:
        """A gemensam plan is in force: the first, or the one after a follow-up. It answers what asked for one."""
        self._must_be(TAKEN_UP)
        self._enter(Status.PLAN, at)
        self._close([asked for asked in self.open_questions if asked.kind in ANSWERED_BY_A_PLAN], at)

    def ask(self, kind: QuestionKind, party: str | None, about: UUID | None, at: datetime) -> None:
        """Put a question to the koordinator; one that stands open already is not asked again."""
        if all(
            (open_.kind, open_.party, open_.about) != (kind, party, about) for open_ in self.open_questions
        ):
            question = Question(kind, party, about, at)
            self.open_questions.append(question)
            self.new_questions.append(question)

    def answer(self, question_id: UUID, decision: str, at: datetime, *, is_done: bool = False) -> Question:
        """Take a stand on a question, in words; returns what was asked. `is_done`: what it asks for has been done."""
        question = next((asked for asked in self.open_questions if asked.id == question_id), None)
        if question is None:
            raise QuestionAnswered if self._was_answered(question_id) else UnknownQuestion
        if question.kind in SETTLED_BY_DEED and not is_done:
            raise DriverNeeded
        must_be_said(decision=decision)
        self.open_questions.remove(question)
        self.answered.append(Answered(question, at, decision))
        return question

    def stop_asking(
        self,
        kind: QuestionKind,
        about: UUID,
        at: datetime,
        parties: Collection[str | None] | None = None,
    ) -> bool:
        """Close questions that what has happened answers, of all or of some parties; tell whether there was any."""
        asked = [
            question for question in self.open_questions if (question.kind, question.about) == (kind, about)
        ]
        closed = [question for question in asked if parties is None or question.party in parties]
        self._close(closed, at)
        return bool(closed)

    def note_move(self, at: datetime) -> None:
        """Note that the person has moved: the koordinator decides whether the case goes on."""
        self._must_be(OPEN)
        self.ask(QuestionKind.FLYTTAT, None, None, at)

    def end(
        self, closing: Closing, told: tuple[str, ...], contact: str, *, held: bool, counted: bool
    ) -> None:
        """End the case by the koordinator's decision; the units told read who carries on.

        `held`: a meeting has been held. `counted`: a protected case is left out of every count.
        """
        self._must_be(OPEN)
        ends.check(closing, self.status, local_day(self.received_at), held=held)
        self.closing = closing
        self._end(Status.AVSLUTAD, closing.outcome if counted else None, closing.at)
        fact = AktEnded(**self._happened(closing.at), parties=told, last_day=closing.last_day)
        told_of = words_ends.avslut(closing, contact).items()
        sections = tuple(Section(category, self.team, content) for category, content in told_of)
        self._publications.append(Publication(fact, sections))

    def close(self, status: Status, said: Publication, at: datetime) -> None:
        """End the case because its sender has taken back what it rests on; it counts as the status says."""
        self._end(status, status.outcome, at)
        self._publications.append(said)

    def conclude(self, last_day: date, closing: Closing | None, at: datetime) -> None:
        """End the case because its follow-up has: who reads that, and what it counts as, was settled there.

        `closing`: what the follow-up came to, for whoever opens the akt; None of a case that has been erased.
        """
        if self.status not in ENDED:
            self.closing = closing
            self._end(Status.AVSLUTAD, None, at)
            fact = AktEnded(**self._happened(at), parties=(), last_day=last_day)
            self._publications.append(Publication(fact))

    def publish(self, said: Publication) -> None:
        """Let something go out that a party has said about the case."""
        self._publications.append(said)

    def take_publications(self) -> list[Publication]:
        """Hand over what is to be published, once."""
        taken, self._publications = self._publications, []
        return taken

    def _enter(self, status: Status, at: datetime) -> None:
        self.status, self.since = status, local_day(at)

    def _end(self, status: Status, outcome: str | None, at: datetime) -> None:
        self.outcome = outcome
        self._enter(status, at)
        self._close(self.open_questions, at)

    def _was_answered(self, question_id: UUID) -> bool:
        return any(question.id == question_id for question in self.closed_questions)

    def _close(self, questions: list[Question], at: datetime) -> None:
        self.open_questions = [question for question in self.open_questions if question not in questions]
        self.answered.extend(Answered(question, at) for question in questions)

    def _happened(self, at: datetime) -> "_Happened":
        return {"subject": self.case_id, "occurred_at": at, "sender": self.sender, "team": self.team}

    def _publish(self, fact: Fact, content: dict[str, Any]) -> None:
        self._publications.append(Publication(fact, (Section(HANDLAGGNING, self.team, content),)))

    def _must_be(self, allowed: frozenset[Status]) -> None:
        if self.status in ENDED:
            raise EndedAlready(akt_status=self.status.value)
        if self.status not in allowed:
            raise WrongStatus(akt_status=self.status.value)
