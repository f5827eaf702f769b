"""Notices ahead of a samtycke's last day: when each is due, and why it ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from services.consent.domain.giving import GivenBy
from shared.clock import end_of_day
from shared.days import local_day

NOTICE_DAYS: Final = (30, 7)
"""Days before the last day, where nothing else is configured."""


@dataclass(frozen=True, slots=True)
class DueNotice:
    """So many days ahead; due with the midnight that the day begins with."""

    days: int
    at: datetime


class Why(StrEnum):
    """Why it ends then."""

    TIDEN = "tiden"
    ARTON_AR = "arton_ar"
    UPPDRAGET = "uppdraget"
    MUNTLIGT = "muntligt"


def last_day_of(ends_at: datetime) -> date:
    """Return the last day of a time that ends at midnight, or at another moment of its last day."""
    return local_day(ends_at - timedelta(microseconds=1))


def due_notices(
    ends_at: datetime, days: Iterable[int], known_since: datetime, now: datetime
) -> list[DueNotice]:
    """Return what is due by now, the earliest first, however far the clock has jumped.

    What was due before the end was known is left out: whoever registered it knew.
    """
    last_day = last_day_of(ends_at)
    ahead = [DueNotice(each, end_of_day(last_day - timedelta(days=each + 1))) for each in set(days)]
    due = (notice for notice in ahead if known_since <= notice.at <= now)
    return sorted(due, key=lambda notice: notice.at)


def why_it_ends(given: Mapping[str, Any], paper_ends: date, ends_at: datetime) -> Why:
    """Tell it from how the samtycke was given: what is cut short ends for that."""
    if last_day_of(ends_at) >= paper_ends:
        return Why.TIDEN
    if given["oral"]:
        return Why.MUNTLIGT
    if given["given_by"] == GivenBy.REPRESENTATIVE.value:
        return Why.UPPDRAGET
    return Why.ARTON_AR if given["given_by"] == GivenBy.GUARDIAN.value else Why.TIDEN
