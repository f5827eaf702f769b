"""What an anmälan is and which moves it allows. Nothing here does I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.referral.domain.codes import Category
from services.referral.domain.content import Content
from services.referral.domain.coverage import Question, Rows
from services.referral.domain.dialogue import Dialogue
from services.referral.domain.faults import Fault, listed
from services.referral.domain.gaps import gap_faults
from services.referral.domain.sections import Registration, about_person
from services.referral.domain.shapes import FreeText
from services.referral.domain.status import GOING_ON, UNDECIDED, Status
from services.referral.domain.values import Rules, normal, value_faults
from services.referral.errors import (
    ConsentEnded,
    DraftIncomplete,
    FieldFixed,
    InvalidContent,
    RetractedAlready,
    SecrecyNotTried,
    StaleReferral,
    WithdrawnAlready,
    WrongStatus,
)
from shared.events import Fact, Section


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the token's subject, and the function that others see."""

    subject: str
    function: str | None


@dataclass(frozen=True, slots=True)
class SecrecyReview:
    """The sender's word that the content, third persons included, was tried for secrecy before it leaves.

    A samtycke lifts secrecy for her alone: what is said about others needs its own trial (OSL 10:1, 12:2).
    """

    by: Actor
    at: datetime
    exclusion_note_read: bool


@dataclass(frozen=True, slots=True, repr=False)
class Publication:
    """A fact and what it says about the person, section by section.

    `carries`: later corrections are about this event. What is sent anew to a few leaves the others' as it was.
    """

    fact: Fact
    sections: tuple[Section, ...]
    carries: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class SentText:
    """One version as it left: kept by the sender for ever after.

    `answer` belongs to a komplettering, `reason` (a code) to a byte av handläggare.
    """

    version: int
    kind: str
    by: Actor
    at: datetime
    content: Content
    answer: FreeText | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FromPaper:
    """An anmälan that the team's koordinator registered from paper: which team, and the day it came in (FL 22)."""

    team: str
    received_on: date


class WithdrawalReason(StrEnum):
    """Why a sender takes its anmälan back. About the person, so it is sealed wherever it is stored."""

    INDIVIDEN_VILL_INTE = "individen_vill_inte"
    BEHOV_LOST = "behov_lost"
    FEL_VAG = "fel_vag"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That the sender has taken the anmälan back: why, in which words, who and when."""

    reason: WithdrawalReason
    text: str | None = field(repr=False)
    by: Actor
    at: datetime


@dataclass(slots=True, repr=False)
class Referral:
    """One anmälan; its id is the case's id everywhere. `version` counts rows, `registration.version` sent texts."""

    id: UUID
    unit: str
    dialogue_id: UUID | None
    """None for one that came on paper: the dialogue was held, and noted, elsewhere."""
    created_by: str
    created_at: datetime
    content: Content
    status: Status = Status.UTKAST
    version: int = 0
    review: SecrecyReview | None = None
    registration: Registration | None = None
    submitted_at: datetime | None = None
    touched_at: datetime | None = None
    """When a draft was changed last; None is when it was begun."""
    shared_at: datetime | None = None
    shared_with: tuple[str, ...] = ()
    """The parties that the text was shared with and that have not lost cover since."""
    paper: FromPaper | None = None
    carried: dict[str, UUID] = field(default_factory=dict)
    """Category → the event that carried it last."""
    withdrawn: Withdrawn | None = None
    """Set also when the team had taken the anmälan up before: then the koordinator is asked to end the case."""
    rows: Rows = field(default_factory=Rows)
    publications: list[Publication] = field(default_factory=list)
    """Facts since it was loaded; saving stages them."""
    sent_texts: list[SentText] = field(default_factory=list)
    """Versions sent since it was loaded; saving keeps them."""

    @property
    def team(self) -> str:
        """The team that is asked; empty in a draft that has not chosen."""
        return self.content.team or ""

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties asked (field 24)."""
        return self.content.parter

    def save(self, content: Content, *, at: datetime) -> None:
        """Replace a draft's content. A confirmed secrecy trial falls when anything changed."""
        self.require(Status.UTKAST)
        self.require_same_person(content)
        if content != self.content:
            self.review = None
        self.content, self.touched_at = content, at

    def confirm_secrecy(self, review: SecrecyReview) -> None:
        """Note that the draft, as it stands, was tried for secrecy."""
        self.require(Status.UTKAST)
        self.review, self.touched_at = review, review.at

    def ready(self, rules: Rules) -> Question:
        """Return what must be covered to send it; else tell every gap and fault at once."""
        self.require(Status.UTKAST)
        faults = [*value_faults(self.content, rules), *gap_faults(self.content)]
        if faults:
            raise DraftIncomplete(**listed([*faults, *_untried(self.review)]))
        if self.review is None:
            raise SecrecyNotTried
        categories = (Category.HANDLAGGNING, *about_person(self.content, rules.recipients[self.unit]))
        return Question(self.unit, self.team, self.parties, tuple(str(category) for category in categories))

    def receive(self) -> None:
        """Note that the team has it."""
        if self._moves(Status.SKICKAD, Status.TILLBAKADRAGEN) and self.withdrawn is None:
            self.status = Status.MOTTAGEN

    def ask_supplement(self) -> None:
        """Note that the koordinator asks for a komplettering; one that is withdrawn is completed no more."""
        if self._moves(*UNDECIDED, Status.TILLBAKADRAGEN) and self.withdrawn is None:
            self.status = Status.KOMPLETTERAS

    def decline(self) -> None:
        """Note that the team does not take it up; also when the sender withdrew before it knew."""
        if self._moves(*UNDECIDED, Status.TILLBAKADRAGEN):
            self.status = Status.TAS_INTE_UPP

    def take_up(self) -> bool:
        """Note that the team takes it up; tells whether it goes on to the parties asked.

        What the sender has withdrawn meanwhile goes to nobody new: the koordinator decides whether the case goes on.
        """
        moves = self._moves(*UNDECIDED, Status.TILLBAKADRAGEN)
        if moves:
            self.status = Status.UPPTAGEN
        return moves and self.withdrawn is None

    def end(self, *, told: bool) -> None:
        """Note that the team's work with the case has ended. What had ended before stays as it was.

        `told`: the fact names this unit among those who are told. Who has lost the team's cover before it is told nothing.
        """
        if self.status is Status.UTKAST:
            self.require(*GOING_ON)
        if self.status in GOING_ON and (told or not self.rows.team_ended(self.unit, self.team)):
            self.status = Status.AVSLUTAD

    def lose_parties(self) -> bool:
        """Note which parties have lost cover, and with it what was shared with them; tells whether any has."""
        before = self.shared_with
        self.shared_with = self.rows.still(self.unit, self.team, before)
        return self.shared_with != before

    def lose_consent(self) -> None:
        """End what is going on: the person withdrew the whole samtycke. A draft or an ended one stays as it is."""
        if self.status in GOING_ON:
            self.status = Status.SAMTYCKE_ATERKALLAT

    def require(self, *allowed: Status) -> None:
        """Refuse in any other status; a withdrawn samtycke, or anmälan, is named as the reason."""
        if self.status is Status.ATERTAGEN:
            raise RetractedAlready
        if self.status is Status.SAMTYCKE_ATERKALLAT:
            raise ConsentEnded
        if self.status is Status.TILLBAKADRAGEN and Status.TILLBAKADRAGEN not in allowed:
            raise WithdrawnAlready
        if self.status not in allowed:
            raise WrongStatus(referral_status=self.status.value)

    def require_version(self, version: int) -> None:
        """Refuse to act on an anmälan that has changed since the caller read it."""
        if self.version != version:
            raise StaleReferral

    def require_same_person(self, content: Content) -> None:
        """Refuse another person's number: the samtycke was given for the one who was asked."""
        if content.individ.personnummer != self.content.individ.personnummer:
            raise FieldFixed(**listed([_OTHER_PERSON]))

    def require_registration(self) -> Registration:
        """Return fields 1, 2 and 26 of a sent anmälan."""
        if self.registration is None:
            raise WrongStatus(referral_status=self.status.value)
        return self.registration

    def _moves(self, *allowed: Status) -> bool:
        """Tell whether the team's fact moves the status. After some ends it changes nothing more."""
        if self.status in {Status.SAMTYCKE_ATERKALLAT, Status.ATERTAGEN, Status.AVSLUTAD}:
            return False
        self.require(*allowed)
        return True


_OTHER_PERSON = Fault(
    "individ.personnummer",
    "not_the_asked_person",
    "Numret är inte den tillfrågade personens. Är numret fel, registrera ett nytt samtal och börja ett nytt utkast.",
)


def begin(dialogue: Dialogue, content: Content, *, case_id: UUID, by: Actor, at: datetime) -> Referral:
    """Begin a draft for a person who wants it; this issues the case id."""
    dialogue.require_will()
    draft = Referral(case_id, dialogue.unit, dialogue.id, by.subject, at, Content(individ=dialogue.individ))
    draft.save(content, at=at)
    return draft


def written(before: Content, values: Mapping[str, object], rules: Rules) -> Content:
    """Return the content with the given fields replaced; refuse what is invalid, all of it at once."""
    after, faults = normal(before.changed(values), rules)
    if faults:
        raise InvalidContent(**listed(faults))
    return after


def newer(registration: Registration) -> Registration:
    """Return the registration of the next version."""
    return replace(registration, version=registration.version + 1)


def _untried(review: SecrecyReview | None) -> list[Fault]:
    if review is not None:
        return []
    return [
        Fault(
            "secrecy_review", "missing", "Bekräfta att innehållet är sekretessprövat när alla fält är klara."
        )
    ]
