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

__all__ = [
    "AktRow",
    "ArrivalRow",
    "ConsentRow",
    "LastSequenceRow",
    "NoticeRow",
    "PartRow",
    "QuestionRow",
    "RegisterRow",
    "SupplementRequestRow",
    "metadata",
]
