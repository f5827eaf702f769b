"""When a draft, or a dialogue that led to none, has lain untouched so long that it is removed."""

from datetime import date, datetime, timedelta

from shared.clock import STOCKHOLM
from shared.days import local_day


def removed_on(touched_at: datetime, days: int) -> date:
    """Return the day on which it is removed: counted in whole days in Sweden from the day it was touched."""
    return local_day(touched_at) + timedelta(days=days)


def untouched_since(now: datetime, days: int) -> datetime:
    """Return the instant before which it must have been touched last to be removed now."""
    first_kept = local_day(now) - timedelta(days=days - 1)
    return datetime(first_kept.year, first_kept.month, first_kept.day, tzinfo=STOCKHOLM)
