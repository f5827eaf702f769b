"""What happens next about a follow-up, who does it, and by when. Every open follow-up has exactly one answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.followup.domain.follow_up import FollowUp
from services.followup.domain.values import KOORDINATOR, Status
from shared.days import add_working_days, local_day

CALL_DAYS = 14
"""A kallelse goes at least two weeks ahead."""
RECORD_WORKING_DAYS = 5
"""The result is recorded within these working days after the meeting (own choice)."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What, who, and the last day for it."""

    what: str
    who: str
    by: date


def next_step(follow_up: FollowUp) -> NextStep | None:
    """Say what is next; None when the follow-up is over."""
    if follow_up.awaits_record and follow_up.held_at is not None:
        by = add_working_days(local_day(follow_up.held_at), RECORD_WORKING_DAYS)
        return NextStep("Dokumentera uppföljningens resultat", KOORDINATOR, by)
    match follow_up.status:
        case Status.PLANERAD:
            by = follow_up.days.planned_for - timedelta(days=CALL_DAYS)
            return NextStep("Kalla till uppföljningsmöte", KOORDINATOR, max(by, follow_up.days.opened_on))
        case Status.KALLAD if follow_up.meeting is not None:
            return NextStep("Håll uppföljningsmötet", KOORDINATOR, local_day(follow_up.meeting.starts_at))
        case Status.VANTAR_NY_PLAN if follow_up.plan_by is not None:
            return NextStep("Gör en ny gemensam plan", KOORDINATOR, follow_up.plan_by)
        case _:
            return None
