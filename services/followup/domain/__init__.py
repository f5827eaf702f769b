"""Follow-ups: when they are due, which moves they allow, what they come to. Nothing here does I/O."""

from services.followup.domain.coverage import Expiry, Row, covers, first_expiry, is_lost
from services.followup.domain.due import Calendar, Step, due_day, overdue_days
from services.followup.domain.follow_up import FollowUp
from services.followup.domain.record import Ability, CarriesOn, Continuation, DelmalResult, Record
from services.followup.domain.values import (
    AHEAD,
    OPEN,
    AnswerKind,
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
    "AHEAD",
    "OPEN",
    "Ability",
    "AnswerKind",
    "Calendar",
    "CarriesOn",
    "Continuation",
    "Cover",
    "Delmal",
    "DelmalResult",
    "EndedBy",
    "Ending",
    "Expiry",
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
    "due_day",
    "first_expiry",
    "is_lost",
    "overdue_days",
]
