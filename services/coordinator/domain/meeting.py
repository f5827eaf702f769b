"""A meeting of the team with the person: called, answered, moved, cancelled, held or adjourned."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from services.coordinator.domain import meeting_letters, meeting_words
from services.coordinator.domain.akt import Akt
from services.coordinator.domain.coverage import Cover
from services.coordinator.domain.letter import Letter
from services.coordinator.domain.meeting_rules import check_hanvisning, check_presence, must_give_notice
from services.coordinator.domain.meeting_values import (
    INDIVID,
    Adjournment,
    Agreement,
    Booking,
    Invitation,
    MeetingKind,
    MeetingState,
    Minutes,
    Names,
    Need,
    Outcome,
    Place,
    Reply,
    Slot,
)
from services.coordinator.domain.values import HANDLAGGNING, TAKEN_UP, Publication
from services.coordinator.errors import (
    AnsweredOldTime,
    MeetingBegun,
    MeetingClosed,
    MeetingNotBegun,
    NeedNotAsked,
    NoLongerCovered,
    PersonAbsent,
    PlanNeeded,
    UnknownMeeting,
    WrongStatus,
)
from services.coordinator.events import (
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    PartyAnswered,
)
from shared.events import Fact, Section
from shared.ids import uuid7

MOTE = "mote"
"""The category of what was said at a meeting."""


class _Happened(TypedDict):
    subject: UUID
    occurred_at: datetime
    sender: str
    team: str


class _Open(_Happened):
    parties: tuple[str, ...]
    meeting_id: UUID
    kind: Any
    plan_id: UUID | None


@dataclass(slots=True)
class Meeting:
    """One meeting about one case. Changed only by its methods; each records what is to be told, and to whom."""

    id: UUID
    case_id: UUID
    team: str
    sender: str
    kind: MeetingKind
    plan_id: UUID | None
    slot: Slot
    place: Place
    agenda: str | None = field(repr=False)
    called_at: datetime
    invitations: list[Invitation]
    agreement: Agreement | None = None
    state: MeetingState = MeetingState.BOKAT
    version: int = 0
    reason: str | None = field(default=None, repr=False)
    """Why it was moved or cancelled, the last time."""
    minutes: Minutes | None = None
    adjournment: Adjournment | None = None
    need: Need | None = None
    _publications: list[Publication] = field(default_factory=list[Publication], repr=False)
    _letters: list[Letter] = field(default_factory=list[Letter], repr=False)

    @classmethod
    def call(cls, akt: Akt, booking: Booking, names: Names, *, contact: str, at: datetime) -> "Meeting":
        """Call units and the person to a meeting in a case that is taken up."""
        if akt.status not in TAKEN_UP:
            raise WrongStatus(akt_status=akt.status.value)
        if booking.kind is MeetingKind.UPPFOLJNING and booking.plan_id is None:
            raise PlanNeeded
        must_give_notice(booking.slot, booking.agreement, at)
        meeting = cls(
            id=uuid7(),
            case_id=akt.case_id,
            team=akt.team,
            sender=akt.sender,
            kind=booking.kind,
            plan_id=booking.plan_id,
            slot=booking.slot,
            place=booking.place,
            agenda=booking.agenda,
            called_at=at,
            invitations=[Invitation(unit) for unit in (*sorted(set(booking.invited)), INDIVID)],
            agreement=booking.agreement,
        )
        fact = MeetingCalled(starts_at=booking.slot.starts_at, **meeting._open(at))
        meeting._publish(fact, meeting_words.kallelse(meeting, names, contact))
        meeting._letters.append(meeting_letters.kallelse(meeting, names, contact, at))
        return meeting

    @property
    def units(self) -> tuple[str, ...]:
        """The units that are called and have not fallen away."""
        return tuple(i.invited for i in self.invitations if i.invited != INDIVID and i.fallen_at is None)

    def move(
        self,
        slot: Slot,
        place: Place,
        reason: str,
        names: Names,
        *,
        agreement: Agreement | None = None,
        contact: str,
        at: datetime,
    ) -> None:
        """Give the meeting another time or place. The notice runs anew, and everybody answers anew."""
        self._must_be_ahead(at)
        must_give_notice(slot, agreement, at)
        before, self.slot, self.place = self.slot, slot, place
        self.agreement, self.reason = agreement, reason
        for invitation in self.invitations:
            invitation.reply = None
        fact = MeetingMoved(starts_at=slot.starts_at, **self._open(at))
        self._publish(fact, meeting_words.moved(self, before, names, contact))
        self._letters.append(meeting_letters.moved(self, before, names, contact, at))

    def cancel(self, reason: str, *, contact: str, at: datetime) -> None:
        """Call the meeting off, ahead of its time."""
        self._must_be_ahead(at)
        self.call_off(reason, contact=contact, at=at, tell_person=True)

    def call_off(self, reason: str, *, contact: str, at: datetime, tell_person: bool) -> None:
        """Call the meeting off because it can't be: also when its time has begun; one that is closed stays as it is."""
        if self.state is not MeetingState.BOKAT:
            return
        self.state, self.reason = MeetingState.INSTALLT, reason
        self._publish(MeetingCancelled(**self._open(at)), meeting_words.cancelled(self, contact))
        if tell_person:
            self._letters.append(meeting_letters.cancelled(self, contact, at))

    def free_slot(self) -> None:
        """Give the time back without telling anyone: a case that is handled by hand."""
        self._must_be_booked()
        self.state = MeetingState.INSTALLT

    def answer(
        self,
        invited: str,
        reply: Reply,
        *,
        text: str | None = None,
        journal_reference: str | None = None,
        about: datetime | None = None,
    ) -> None:
        """Take in the answer of a unit or the person. A unit's words go sealed to the team through the exit.

        `about` is the time that the answer is given to, if it says so.
        """
        invitation = self._invitation(invited)
        if invitation.fallen_at is not None:
            raise NoLongerCovered
        self._must_be_ahead(reply.at)
        if about is not None and about != self.slot.starts_at:
            raise AnsweredOldTime
        invitation.reply = reply
        if invited != INDIVID and (text or journal_reference):
            content = {"svar": reply.coming.value, "text": text, "journalreferens": journal_reference}
            self._party_said(invited, "mote", content, reply.at)

    def hold(
        self, minutes: Minutes, names: Names, cover: Cover, *, person_present: bool, at: datetime
    ) -> None:
        """Note what the meeting led to, and who heard it: for them that is a disclosure, as of its time."""
        self._must_have_begun(at)
        if not person_present:
            raise PersonAbsent
        check_presence(
            minutes, cover, team=self.team, called={i.invited for i in self.invitations}, standing=self.units
        )
        check_hanvisning(minutes)
        self.state, self.minutes = MeetingState.HALLET, minutes
        opened = self._open(at)
        opened["parties"] = minutes.units
        fact = MeetingHeld(held_at=self.slot.starts_at, **opened)
        self._publish(fact, meeting_words.note(self, minutes, names), MOTE)

    def adjourn(self, adjournment: Adjournment, *, contact: str, at: datetime) -> None:
        """Note that the case was not dealt with; a new time comes."""
        self._must_have_begun(at)
        self.state, self.adjournment = MeetingState.AJOURNERAT, adjournment
        content = meeting_words.adjourned(self, adjournment, contact)
        self._publish(MeetingAdjourned(**self._open(at)), content)
        self._letters.append(meeting_letters.adjourned(self, adjournment, contact, at))

    def say_need(self, need: Need, reason: str, journal_reference: str | None) -> None:
        """Take in the sender's answer after a meeting without a plan; a later answer replaces it."""
        if self.minutes is None or self.minutes.outcome is Outcome.GEMENSAM_PLAN:
            raise NeedNotAsked
        self.need = need
        content = {"behov": need.remains, "skal": reason, "journalreferens": journal_reference}
        self._party_said(self.sender, "behov", content, need.at)

    def drop_party(self, unit: str, at: datetime) -> None:
        """Let a unit's invitation fall: the samtycke covers it no more."""
        for invitation in self.invitations:
            if self.state is MeetingState.BOKAT and invitation.invited == unit and not invitation.fallen_at:
                invitation.fallen_at = at

    def take_publications(self) -> list[Publication]:
        """Hand over what is to be published, once."""
        taken, self._publications = self._publications, []
        return taken

    def take_letters(self) -> list[Letter]:
        """Hand over what is to be written to the person, once."""
        taken, self._letters = self._letters, []
        return taken

    def _invitation(self, invited: str) -> Invitation:
        found = [i for i in self.invitations if i.invited == invited]
        if not found:
            raise UnknownMeeting
        return found[0]

    def _must_be_booked(self) -> None:
        if self.state is not MeetingState.BOKAT:
            raise MeetingClosed

    def _must_be_ahead(self, at: datetime) -> None:
        self._must_be_booked()
        if at >= self.slot.starts_at:
            raise MeetingBegun

    def _must_have_begun(self, at: datetime) -> None:
        self._must_be_booked()
        if at < self.slot.starts_at:
            raise MeetingNotBegun

    def _open(self, at: datetime) -> _Open:
        return {
            "subject": self.case_id,
            "occurred_at": at,
            "sender": self.sender,
            "team": self.team,
            "parties": self.units,
            "meeting_id": self.id,
            "kind": self.kind.value,
            "plan_id": self.plan_id,
        }

    def _publish(self, fact: Fact, content: dict[str, Any], category: str = HANDLAGGNING) -> None:
        self._publications.append(Publication(fact, (Section(category, self.team, content),)))

    def _party_said(self, party: str, about_kind: Any, content: dict[str, Any], at: datetime) -> None:
        fact = PartyAnswered(
            subject=self.case_id,
            occurred_at=at,
            sender=self.sender,
            team=self.team,
            party=party,
            about=self.id,
            about_kind=about_kind,
        )
        section = Section(HANDLAGGNING, party, {"mote": str(self.id), **content})
        self._publications.append(Publication(fact, (section,)))
