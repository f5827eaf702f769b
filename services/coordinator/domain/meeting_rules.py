"""What must hold of a meeting: its plan, notice, reasons, presence, and what it led to."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.coordinator.domain.coverage import Cover
from services.coordinator.domain.meeting_values import (
    INDIVID,
    OUTCOMES_OF,
    Agreement,
    Booking,
    Change,
    ChangeReason,
    Hanvisning,
    Invitation,
    MeetingKind,
    MeetingState,
    Minutes,
    Outcome,
    Slot,
    Target,
)
from services.coordinator.errors import (
    AgreementAhead,
    AgreementTooEarly,
    HandledByHand,
    HanvisningUnclear,
    MeetingAlreadyBooked,
    NoticeTooShort,
    NotInvited,
    OutcomeOfOtherKind,
    OutsideOfficeHours,
    PartyNotCovered,
    PlanNeeded,
    TeamMeetingHasNoPlan,
    TimePassed,
    TooFarAhead,
    WordsMissing,
    WrongPlan,
)
from shared.clock import STOCKHOLM
from shared.days import is_working_day, local_day
from shared.limits import MOST_AHEAD, NOTICE_DAYS

if TYPE_CHECKING:
    from services.coordinator.domain.meeting import Meeting

EARLIEST, LATEST = time(7), time(20)
"""When a meeting may start, on a day when offices are open; Swedish time."""


def must_be_covered(cover: Cover, units: Collection[str]) -> None:
    """Refuse units that may not hear what is said at this moment, and a case that is handled by hand."""
    if cover.withheld:
        raise HandledByHand
    if lacking := cover.may_not_hear(units):
        raise PartyNotCovered(parties=lacking)


def must_give_notice(slot: Slot, agreement: Agreement | None, at: datetime) -> None:
    """Refuse a time that has passed, lies far ahead or when offices are closed, and one in two weeks without her word."""
    if slot.starts_at <= at:
        raise TimePassed
    if slot.starts_at > at + MOST_AHEAD:
        raise TooFarAhead
    if agreement is not None:
        if agreement.agreed_on > local_day(at):
            raise AgreementAhead
    elif local_day(slot.starts_at) - local_day(at) < timedelta(days=NOTICE_DAYS):
        raise NoticeTooShort
    _must_be_office_hours(slot.starts_at)


def _must_be_office_hours(starts_at: datetime) -> None:
    local = starts_at.astimezone(STOCKHOLM)
    if not is_working_day(local.date()) or not EARLIEST <= local.time() <= LATEST:
        message = "Mötet ska börja på en vardag, mellan klockan 07.00 och 20.00."
        raise OutsideOfficeHours(fields=[{"field": "starts_at", "code": "closed", "message": message}])


def must_be_agreed_since(agreement: Agreement | None, received_at: datetime) -> None:
    """Refuse a word that the person is said to have given before her case came to the team."""
    if agreement is not None and agreement.agreed_on < local_day(received_at):
        raise AgreementTooEarly


def is_late(state: MeetingState, slot: Slot, agreement: Agreement | None, posted_on: date) -> bool:
    """Tell whether a letter posted that day gives the person less than two weeks that she has not agreed to."""
    if state is not MeetingState.BOKAT or agreement is not None:
        return False
    return local_day(slot.starts_at) - posted_on < timedelta(days=NOTICE_DAYS)


def must_name_its_plan(booking: Booking, in_force: UUID | None) -> None:
    """Refuse a follow-up of anything but the case's plan in force, and a team meeting that names a plan."""
    if booking.kind is MeetingKind.TEAM:
        if booking.plan_id is not None:
            raise TeamMeetingHasNoPlan
    elif booking.plan_id is None:
        raise PlanNeeded
    elif booking.plan_id != in_force:
        raise WrongPlan


def must_be_the_only_one(booking: Booking, booked: "Collection[Meeting]", at: datetime) -> None:
    """Refuse a team meeting while another one of the case lies ahead; a follow-up may stand beside it."""
    ahead = [one for one in booked if one.kind is MeetingKind.TEAM and one.slot.starts_at > at]
    if booking.kind is MeetingKind.TEAM and ahead:
        raise MeetingAlreadyBooked


def must_say_why(change: Change) -> None:
    """Refuse another reason than the listed ones that no words explain."""
    if change.reason is ChangeReason.ANNAT and not (change.text or "").strip():
        raise WordsMissing(fields=[{"field": "text", "code": "missing", "message": "Texten saknas."}])


def check_presence(
    minutes: Minutes, invitations: Collection[Invitation], *, team: str, starts_at: datetime
) -> None:
    """Refuse units that were not called, and those that the samtycke no longer covered when the meeting began.

    One that fell later has heard what was said: that is written down as it was.
    """
    called = {i.invited: i.fallen_at for i in invitations if i.invited != INDIVID}
    somebody_from = {attendee.unit for attendee in minutes.attendees if attendee.unit} - {team}
    present = set(minutes.units)
    if strangers := (present - called.keys()) | (somebody_from - present):
        raise NotInvited(parties=sorted(strangers))
    if lacking := [unit for unit in minutes.units if (fell := called[unit]) and fell <= starts_at]:
        raise PartyNotCovered(parties=lacking)


def must_be_a_party(sent_on: Hanvisning | None, parties: Collection[str]) -> None:
    """Refuse to send the person on to a unit that is none of the parties of the meeting's day."""
    if sent_on is not None and sent_on.unit is not None and sent_on.unit not in parties:
        message = "Parten finns inte i registret över parter den dag då mötet hölls."
        raise HanvisningUnclear(
            fields=[{"field": "hanvisning.unit", "code": "unknown_unit", "message": message}]
        )


def check_outcome(kind: MeetingKind, minutes: Minutes) -> None:
    """Refuse an outcome of the other kind of meeting, and a hänvisning that says too little or goes with another."""
    if minutes.outcome not in OUTCOMES_OF[kind]:
        raise OutcomeOfOtherKind
    sent_on = minutes.hanvisning
    if (minutes.outcome is Outcome.HANVISNING) is (sent_on is None):
        raise HanvisningUnclear
    if sent_on is not None and (sent_on.to is Target.PART) is (sent_on.unit is None):
        raise HanvisningUnclear
