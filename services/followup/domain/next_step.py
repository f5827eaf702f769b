"""What happens next about a follow-up, who does it, and by when. Every open follow-up has exactly one answer.

The team's akt answers for the whole case. Where it speaks of the follow-up it counts by the same days (`shared.limits`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.followup.domain.follow_up import FollowUp
from services.followup.domain.values import KOORDINATOR, Meeting, Status
from shared.days import local_day
from shared.limits import new_time_by, write_by


class Step(StrEnum):
    """What can come next."""

    KALLA_UPPFOLJNING = "kalla_uppfoljning"
    NY_TID = "ny_tid"
    MOTE = "mote"
    SKRIVA_UTFALL = "skriva_utfall"
    DOKUMENTERA = "dokumentera"
    NY_PLAN = "ny_plan"


WORDS = {
    Step.KALLA_UPPFOLJNING: "Kalla till uppföljningsmöte",
    Step.NY_TID: "Mötet blev inte av: kalla till en ny tid",
    Step.MOTE: "Håll uppföljningsmötet",
    Step.SKRIVA_UTFALL: "Mötestiden har passerat: skriv in vad mötet ledde till",
    Step.DOKUMENTERA: "Dokumentera uppföljningens resultat",
    Step.NY_PLAN: "Gör en ny gemensam plan",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What, who, and the last day for it."""

    step: Step
    by: date
    who: str = KOORDINATOR

    @property
    def what(self) -> str:
        """What to do, in words."""
        return WORDS[self.step]


def next_step(follow_up: FollowUp, now: datetime) -> NextStep | None:
    """Say what is next; None when the follow-up is over."""
    if follow_up.awaits_record and follow_up.held_at is not None:
        return NextStep(Step.DOKUMENTERA, write_by(local_day(follow_up.held_at)))
    match follow_up.status:
        case Status.PLANERAD:
            return _to_be_called(follow_up)
        case Status.KALLAD if follow_up.meeting is not None:
            return _called(follow_up.meeting, now)
        case Status.VANTAR_NY_PLAN if follow_up.plan_by is not None:
            return NextStep(Step.NY_PLAN, follow_up.plan_by)
        case _:
            return None


def _to_be_called(follow_up: FollowUp) -> NextStep:
    if follow_up.calls.adjourned_on is not None:
        return NextStep(Step.NY_TID, new_time_by(follow_up.calls.adjourned_on))
    return NextStep(Step.KALLA_UPPFOLJNING, follow_up.days.call_by)


def _called(meeting: Meeting, now: datetime) -> NextStep:
    day = local_day(meeting.starts_at)
    if meeting.starts_at <= now:
        return NextStep(Step.SKRIVA_UTFALL, write_by(day))
    return NextStep(Step.MOTE, day)
