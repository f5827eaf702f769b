"""Dates as a Swedish reader writes them, and working days as Sweden counts them."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from shared.clock import STOCKHOLM

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FRIDAY, SATURDAY = 4, 5


def long_date(day: date, language: str = "sv") -> str:
    """Write a date in words: "3 mars 2026"; in English "3 March 2026"."""
    months = ENGLISH_MONTHS if language == "en" else MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"


def local_day(at: datetime) -> date:
    """Tell which day an instant falls on in Sweden (FL 22: the day it reaches the authority)."""
    return at.astimezone(STOCKHOLM).date()


def utc(at: datetime) -> str:
    """Write an instant as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def easter(year: int) -> date:
    """Find Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    epact = (19 * golden + century - leap_centuries - (8 * century + 13) // 25 + 15) % 30
    leaps, years = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - years) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> frozenset[date]:
    """List the days when authorities are closed: lag (1989:253) and the eves that are treated alike."""
    sunday = easter(year)
    midsummer_eve = next(
        day for n in range(7) if (day := date(year, 6, 19) + timedelta(n)).weekday() == FRIDAY
    )
    fixed = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
    moving = (timedelta(-2), timedelta(1), timedelta(39))
    return frozenset(
        {date(year, month, day) for month, day in fixed}
        | {sunday + step for step in moving}
        | {midsummer_eve}
    )


def is_working_day(day: date) -> bool:
    """Tell whether an authority is open that day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """Count forward: the day that lies `days` working days after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """Find the first day on or after `day` when an authority is open."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_months(day: date, months: int) -> date:
    """Count calendar months forward; a day that the month lacks becomes its last (31 August and six: 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
