"""The days by which things are done that two services tell of: counted in one place, so that both say the same day."""

from datetime import date, timedelta

from shared.days import add_months, add_working_days, next_working_day

MOST_AHEAD = timedelta(days=2 * 366)
"""How far ahead a day that somebody names can lie: two years, whichever they are."""
NOTICE_DAYS = 14
"""Days ahead at which people are called to a meeting."""
WRITE_DAYS = 5
"""Working days to write down what a meeting came to."""
NEW_TIME_DAYS = 10
"""Working days within which a meeting that dealt with nothing gets a new time."""
MONTHS_TO_FOLLOW_UP = 6
"""Calendar months after which a plan is followed up (handläggarstöd 7, box 9)."""
RENEW_DAYS = 28
"""Days within which a new plan is made after a follow-up that wanted one."""


def due_day(made_on: date, months: int = MONTHS_TO_FOLLOW_UP) -> date:
    """Find when a plan is due: calendar months later, clamped to the month's end, then the next working day."""
    return next_working_day(add_months(made_on, months))


def call_by(day: date, opened_on: date) -> date:
    """Find the last day to call to a meeting that is to be held by `day`; not before there was anything to call for."""
    return max(day - timedelta(days=NOTICE_DAYS), opened_on)


def write_by(met_on: date) -> date:
    """Find the last day to write down what a meeting came to."""
    return add_working_days(met_on, WRITE_DAYS)


def new_time_by(met_on: date) -> date:
    """Find the last day to call anew after a meeting that dealt with nothing."""
    return add_working_days(met_on, NEW_TIME_DAYS)


def renew_by(recorded_on: date) -> date:
    """Find the last day for the plan that a follow-up wanted."""
    return recorded_on + timedelta(days=RENEW_DAYS)
