"""When a follow-up is due, and what the clock has to do before and after. Days are Sweden's; moments are UTC."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.followup.domain.coverage import Expiry
from services.followup.domain.values import AHEAD, NoticeKind, Plan, Status
from shared.clock import end_of_day
from shared.days import local_day
from shared.limits import call_by

REMINDERS = {NoticeKind.PAMINNELSE_42: 42, NoticeKind.PAMINNELSE_14: 14}
"""Days ahead at which the parties are reminded, whether or not a meeting is called."""
EXPIRY_DAYS = 56
"""The koordinator is told eight weeks before the samtycke runs out."""
LAST_DAYS = 30
"""The samtycke is needed this long after the end, so that everybody can be told who carries on."""

Done = Collection[tuple[NoticeKind, str]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one follow-up: due never moves, planned_for may."""

    opened_on: date
    due: date
    planned_for: date

    @property
    def first(self) -> date:
        """The day that is counted from: moving the plan later can't silence reminders, nor give longer to call."""
        return min(self.due, self.planned_for)

    @property
    def call_by(self) -> date:
        """The last day to call to the meeting."""
        return call_by(self.first, self.opened_on)

    @property
    def last(self) -> date:
        """The day that the samtycke must reach."""
        return max(self.due, self.planned_for)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the clock does once, from a moment on."""

    kind: NoticeKind
    at: datetime
    key: str = ""
    units: tuple[str, ...] = ()


def overdue_days(due: date, today: date, held_on: date | None) -> int:
    """Count the days past the due day: until it was held, or until today."""
    return max(0, ((held_on or today) - due).days)


def steps_ahead(
    calendar: Calendar,
    status: Status,
    plan: Plan,
    *,
    meets_on: date | None,
    expiry: Expiry | None,
    plan_by: date | None,
    done: Done,
) -> list[Step]:
    """List what the clock has still to do while nothing else happens, in the order of its moments."""
    found: list[Step] = []
    if status in AHEAD:
        found += _reminders(calendar, plan, meets_on)
        found.append(Step(NoticeKind.FORSENAD, end_of_day(calendar.due)))
        found += _expiries(calendar, expiry)
    if status is Status.VANTAR_NY_PLAN and plan_by is not None:
        found.append(Step(NoticeKind.PLAN_DROJER, end_of_day(plan_by)))
    return sorted((s for s in found if (s.kind, s.key) not in done), key=lambda s: (s.at, s.kind.value))


def _reminders(calendar: Calendar, plan: Plan, meets_on: date | None) -> list[Step]:
    first = min(calendar.first, meets_on or calendar.first)
    days = {kind: first - timedelta(days=ahead) for kind, ahead in REMINDERS.items()}
    return [
        Step(kind, _morning(day), units=plan.units)
        for kind, day in days.items()
        if day >= calendar.opened_on  # one month ahead there is no time for the first
    ]


def _expiries(calendar: Calendar, expiry: Expiry | None) -> list[Step]:
    if expiry is None or expiry.at >= end_of_day(calendar.last):
        return []
    day = local_day(expiry.at) - timedelta(days=EXPIRY_DAYS)
    return [Step(NoticeKind.SAMTYCKE_GAR_UT, _morning(day), expiry.key, expiry.units)]


def _morning(day: date) -> datetime:
    """Return the moment when a day begins in Sweden."""
    return end_of_day(day - timedelta(days=1))
