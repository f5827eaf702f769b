"""A meeting of the team with the person: called, answered, moved, cancelled, held or adjourned."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.domain import meeting_letters, meeting_words
from services.coordinator.domain.akt import Akt
from services.coordinator.domain.coverage import Cover
from services.coordinator.domain.letter import Letter
from services.coordinator.domain.meeting_facts import need_question, opened, party_said, told
from services.coordinator.domain.meeting_rules import (
    check_outcome,
    check_presence,
    must_give_notice,
    must_name_its_plan,
    must_say_why,
)
from services.coordinator.domain.meeting_values import (
    INDIVID,
    WITHOUT_PLAN,
    Adjournment,
    Agreement,
    Booking,
    Change,
    ChangeReason,
    Invitation,
    MeetingKind,
    MeetingState,
    Minutes,
    Names,
    Need,
    Place,
    Reply,
    Slot,
)
from services.coordinator.domain.values import ENDED, TAKEN_UP, Publication, Status
from services.coordinator.errors import (
    AnsweredOldTime,
    MeetingBegun,
    MeetingClosed,
    MeetingNotBegun,
    NeedNotAsked,
    NoLongerCovered,
    PersonAbsent,
    UnknownMeeting,
    WrongStatus,
)
from services.coordinator.events import (
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
)
from shared.days import local_day
from shared.ids import uuid7

MOTE = "mote"
"""The category of what was said at a meeting."""


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
    written_at: datetime
    """When the person's last kallelse was written: as it was called, or moved."""
    invitations: list[Invitation]
    agreement: Agreement | None = None
    state: MeetingState = MeetingState.BOKAT
    closed_on: date | None = None
    """The day when it was held, cancelled or adjourned: by whoever noted it, not the day of the meeting."""
    version: int = 0
    change: Change | None = None
    """Why it was moved or cancelled, the last time."""
    minutes: Minutes | None = None
    adjournment: Adjournment | None = None
    need: Need | None = None
    _publications: list[Publication] = field(default_factory=list[Publication], repr=False)
    _letters: list[Letter] = field(default_factory=list[Letter], repr=False)

    @classmethod
    def call(
        cls,
        akt: Akt,
        booking: Booking,
        names: Names,
        *,
        plan_in_force: UUID | None,
        contact: str,
        at: datetime,
    ) -> "Meeting":
        """Call units and the person to a meeting in a case that is taken up."""
        if akt.status not in TAKEN_UP:
            raise WrongStatus(akt_status=akt.status.value)
        must_name_its_plan(booking, plan_in_force)
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
            written_at=at,
            invitations=[Invitation(unit) for unit in (*sorted(set(booking.invited)), INDIVID)],
            agreement=booking.agreement,
        )
        fact = MeetingCalled(starts_at=booking.slot.starts_at, **opened(meeting, at))
        meeting._publications.append(told(meeting, fact, meeting_words.kallelse(meeting, names, contact)))
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
        change: Change,
        names: Names,
        *,
        agreement: Agreement | None = None,
        contact: str,
        at: datetime,
    ) -> None:
        """Give the meeting another time or place. The notice runs anew, and everybody answers anew."""
        self._must_be_ahead(at)
        must_say_why(change)
        must_give_notice(slot, agreement, at)
        before, self.slot, self.place = self.slot, slot, place
        self.agreement, self.change, self.written_at = agreement, change, at
        for invitation in self.invitations:
            invitation.reply = None
        fact = MeetingMoved(starts_at=slot.starts_at, **opened(self, at))
        self._publications.append(told(self, fact, meeting_words.moved(self, before, change, names, contact)))
        self._letters.append(meeting_letters.moved(self, before, change, names, contact=contact, at=at))

    def cancel(self, change: Change, *, contact: str, at: datetime, knows: bool = True) -> None:
        """Call the meeting off, ahead of its time. `knows`: the person may know of it, so she is told."""
        self._must_be_ahead(at)
        must_say_why(change)
        self._call_off(change, contact, at)
        if knows:
            self._letters.append(meeting_letters.cancelled(self, change, contact, at))

    def end_with_case(self, *, contact: str, at: datetime) -> None:
        """Call the meeting off because the case ends: she reads it in that letter. One that has begun is still noted."""
        if self.state is not MeetingState.BOKAT or at >= self.slot.starts_at:
            return
        self._call_off(Change(ChangeReason.ARENDET_AVSLUTAT), contact, at)

    def free_slot(self, at: datetime) -> None:
        """Give the time back without telling anyone: a case that is handled by hand."""
        self._must_be_booked()
        self._close(MeetingState.INSTALLT, at)

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
            self._publications.append(party_said(self, invited, "mote", content, reply.at))

    def hold(
        self,
        minutes: Minutes,
        names: Names,
        cover: Cover,
        *,
        person_present: bool,
        status: Status,
        contact: str,
        at: datetime,
    ) -> None:
        """Note what the meeting led to, and who heard it: for them that is a disclosure, as of its time.

        `status`: where the akt stands. Of a case that has ended the parties get no note; `cover`: who may be asked.
        """
        self._must_have_begun(at)
        if not person_present:
            raise PersonAbsent
        check_presence(minutes, self.invitations, team=self.team, starts_at=self.slot.starts_at)
        check_outcome(self.kind, minutes)
        self._close(MeetingState.HALLET, at)
        self.minutes = minutes
        fields = opened(self, at)
        fields["parties"] = minutes.units
        fact = MeetingHeld(held_at=self.slot.starts_at, **fields)
        if status in ENDED:
            self._publications.append(Publication(fact))
            return
        self._publications.append(told(self, fact, meeting_words.note(self, minutes, names), MOTE))
        if minutes.outcome in WITHOUT_PLAN:
            self._letters.append(meeting_letters.without_plan(self, minutes, names, contact, at))
        if status is Status.TAS_UPP and minutes.outcome in WITHOUT_PLAN and self.sender in cover.units:
            self._publications.append(need_question(self, contact, at))

    def adjourn(self, adjournment: Adjournment, *, status: Status, contact: str, at: datetime) -> None:
        """Note that the case was not dealt with; a new time comes, unless the case has ended."""
        self._must_have_begun(at)
        self._close(MeetingState.AJOURNERAT, at)
        self.adjournment = adjournment
        fields = opened(self, at)
        if status in ENDED:
            fields["parties"] = ()
            self._publications.append(Publication(MeetingAdjourned(**fields)))
            return
        content = meeting_words.adjourned(self, adjournment, contact)
        self._publications.append(told(self, MeetingAdjourned(**fields), content))
        self._letters.append(meeting_letters.adjourned(self, adjournment, contact, at))

    def say_need(self, need: Need, reason: str, journal_reference: str | None) -> None:
        """Take in the sender's answer after a meeting without a plan; a later answer replaces it."""
        if self.minutes is None or self.minutes.outcome not in WITHOUT_PLAN:
            raise NeedNotAsked
        self.need = need
        content = {"behov": need.remains, "skal": reason, "journalreferens": journal_reference}
        self._publications.append(party_said(self, self.sender, "behov", content, need.at))

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

    def _call_off(self, change: Change, contact: str, at: datetime) -> None:
        self.change = change
        self._close(MeetingState.INSTALLT, at)
        fact = MeetingCancelled(**opened(self, at))
        self._publications.append(told(self, fact, meeting_words.cancelled(self, change, contact)))

    def _close(self, state: MeetingState, at: datetime) -> None:
        self.state, self.closed_on = state, local_day(at)
