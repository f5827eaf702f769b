"""Follow-ups: when they are due, which moves they allow, what they come to. Nothing here does I/O."""

from services.followup.domain.coverage import Row, covers, first_expiry, is_lost, last_moment
from services.followup.domain.due import Calendar, Step, overdue_days
from services.followup.domain.follow_up import FollowUp
from services.followup.domain.record import Ability, CarriesOn, Continuation, DelmalResult, Record
from services.followup.domain.values import (
    OPEN,
    AnswerKind,
    Calls,
    Cover,
    Delmal,
    EndedBy,
    Ending,
    Meeting,
    MoveReason,
    Notice,
    NoticeKind,
    PartyAnswer,
    Plan,
    Rescheduling,
    Status,
)

__all__ = [
    "OPEN",
    "Ability",
    "AnswerKind",
    "Calendar",
    "Calls",
    "CarriesOn",
    "Continuation",
    "Cover",
    "Delmal",
    "DelmalResult",
    "EndedBy",
    "Ending",
    "FollowUp",
    "Meeting",
    "MoveReason",
    "Notice",
    "NoticeKind",
    "PartyAnswer",
    "Plan",
    "Record",
    "Rescheduling",
    "Row",
    "Status",
    "Step",
    "covers",
    "first_expiry",
    "is_lost",
    "last_moment",
    "overdue_days",
]
