"""What is read of follow-ups. Every query starts from who is asking."""

from services.followup.queries.follow_ups import (
    ROLE,
    case_follow_ups,
    listed,
    must_be_listed,
    read_by_reviewer,
    reminded_one,
    told,
    visible_follow_up,
)
from services.followup.queries.indicators import Indicators
from services.followup.queries.reader import FollowUpReader, written_notice

__all__ = [
    "ROLE",
    "FollowUpReader",
    "Indicators",
    "case_follow_ups",
    "listed",
    "must_be_listed",
    "read_by_reviewer",
    "reminded_one",
    "told",
    "visible_follow_up",
    "written_notice",
]
