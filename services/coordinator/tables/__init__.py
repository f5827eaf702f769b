"""Rows of the coordinator service; each column says how it is protected."""

from services.coordinator.tables.akt import (
    AktRow,
    NoticeRow,
    PartRow,
    QuestionRow,
    RegisterRow,
    SupplementRequestRow,
)
from services.coordinator.tables.arrivals import ArrivalRow, LastSequenceRow
from services.coordinator.tables.base import metadata
from services.coordinator.tables.consent_rows import ConsentRow
from services.coordinator.tables.ends import FollowUpRow, OutcomeCountRow, StopAcknowledgementRow
from services.coordinator.tables.letters import LetterRow
from services.coordinator.tables.meetings import InvitationRow, MeetingRow
from services.coordinator.tables.papers import PaperRow, PaperScanRow, SamePersonRow
from services.coordinator.tables.plans import DelmalEntryRow, DelmalRow, PlanRow, PlanVersionRow

__all__ = [
    "AktRow",
    "ArrivalRow",
    "ConsentRow",
    "DelmalEntryRow",
    "DelmalRow",
    "FollowUpRow",
    "InvitationRow",
    "LastSequenceRow",
    "LetterRow",
    "MeetingRow",
    "NoticeRow",
    "OutcomeCountRow",
    "PaperRow",
    "PaperScanRow",
    "PartRow",
    "PlanRow",
    "PlanVersionRow",
    "QuestionRow",
    "RegisterRow",
    "SamePersonRow",
    "StopAcknowledgementRow",
    "SupplementRequestRow",
    "metadata",
]
