"""Rows of the followup service; each column says how it is protected."""

from services.followup.tables.base import metadata
from services.followup.tables.counts import ConsentRow, OutcomeCountRow
from services.followup.tables.follow_ups import AnswerRow, FollowUpRow, NoticeRow, ReschedulingRow

__all__ = [
    "AnswerRow",
    "ConsentRow",
    "FollowUpRow",
    "NoticeRow",
    "OutcomeCountRow",
    "ReschedulingRow",
    "metadata",
]
