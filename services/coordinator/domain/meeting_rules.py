"""What must hold of a meeting: notice, presence, and a hänvisning that leads somewhere."""

from collections.abc import Collection
from datetime import datetime, timedelta

from services.coordinator.domain.coverage import Cover
from services.coordinator.domain.meeting_values import (
    INDIVID,
    NOTICE_DAYS,
    Agreement,
    Minutes,
    Outcome,
    Slot,
    Target,
)
from services.coordinator.errors import (
    AgreementAhead,
    HandledByHand,
    HanvisningUnclear,
    NoticeTooShort,
    NotInvited,
    PartyNotCovered,
    TimePassed,
)
from shared.days import local_day


def must_be_covered(cover: Cover, units: Collection[str]) -> None:
    """Refuse units that may not hear what is said at this moment, and a case that is handled by hand."""
    if cover.withheld:
        raise HandledByHand
    if lacking := cover.may_not_hear(units):
        raise PartyNotCovered(parties=lacking)


def must_give_notice(slot: Slot, agreement: Agreement | None, at: datetime) -> None:
    """Refuse a time that has passed, and one less than two weeks ahead that the person has not agreed to."""
    if slot.starts_at <= at:
        raise TimePassed
    if agreement is not None:
        if agreement.agreed_on > local_day(at):
            raise AgreementAhead
    elif local_day(slot.starts_at) - local_day(at) < timedelta(days=NOTICE_DAYS):
        raise NoticeTooShort


def check_presence(
    minutes: Minutes, cover: Cover, *, team: str, called: Collection[str], standing: Collection[str]
) -> None:
    """Refuse units that were not called, and those that the samtycke covers no more: they must leave the room."""
    somebody_from = {attendee.unit for attendee in minutes.attendees if attendee.unit} - {team}
    present = set(minutes.units)
    if strangers := (present - (set(called) - {INDIVID})) | (somebody_from - present):
        raise NotInvited(parties=sorted(strangers))
    barred = set(cover.may_not_hear(minutes.units))
    if lacking := [unit for unit in minutes.units if unit in barred or unit not in standing]:
        raise PartyNotCovered(parties=lacking)


def check_hanvisning(minutes: Minutes) -> None:
    """Refuse a hänvisning that says too little, and one that goes with another outcome."""
    sent_on = minutes.hanvisning
    if (minutes.outcome is Outcome.HANVISNING) is (sent_on is None):
        raise HanvisningUnclear
    if sent_on is not None and (sent_on.to is Target.PART) is (sent_on.unit is None):
        raise HanvisningUnclear
