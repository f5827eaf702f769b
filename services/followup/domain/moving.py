"""What must hold of another day for a follow-up."""

from datetime import date, datetime, timedelta

from services.followup.domain.due import Calendar
from services.followup.domain.faults import Fault, fault
from services.followup.domain.values import MoveReason, Rescheduling
from services.followup.errors import (
    ConsentEndsBefore,
    DateInPast,
    NotWorkingDay,
    SameDay,
    TooFarAhead,
    WordsMissing,
)
from shared.clock import end_of_day
from shared.days import add_months, is_working_day, local_day, long_date

_MOMENT = timedelta(microseconds=1)
MOST_MONTHS_LATE = 12
"""Calendar months after the due day; one that rests for longer is kept open, or ended."""


def check_move(move: Rescheduling, days: Calendar, consent_ends: datetime | None) -> None:
    """Refuse a day that makes no sense: behind us, closed, the same, or too late; `annat` needs words.

    `consent_ends`: when the samtycke covers the team with nobody any more; None while that is not known.
    """
    if move.to_day < local_day(move.at):
        raise DateInPast
    last = add_months(days.due, MOST_MONTHS_LATE)
    if move.to_day > last:
        raise TooFarAhead(fields=[_until(last)])
    if not is_working_day(move.to_day):
        raise NotWorkingDay
    if move.to_day == days.planned_for:
        raise SameDay
    if consent_ends is not None and end_of_day(move.to_day) > consent_ends:
        raise ConsentEndsBefore(fields=[_until(local_day(consent_ends - _MOMENT))])
    if move.reason is MoveReason.ANNAT and not (move.text or "").strip():
        raise WordsMissing(fields=[fault("text", "missing", "Texten saknas.")])


def _until(last: date) -> Fault:
    return fault("planned_for", "too_late", f"Välj en dag senast den {long_date(last)}.")
