"""The team's akt: what it is, which moves it allows, and the words that people read. Nothing here does I/O."""

from services.coordinator.domain.akt import Akt
from services.coordinator.domain.coverage import BASIC, Row, covers, has_ended
from services.coordinator.domain.reasons import REASONS, Decline, Reason
from services.coordinator.domain.values import (
    CONTROL,
    ENDED,
    OPEN,
    UNDECIDED,
    Decision,
    Ending,
    NextStep,
    Notice,
    Office,
    Part,
    Publication,
    Question,
    Status,
    SupplementRequest,
)
from services.coordinator.domain.words import FIELDS, besked, consent_ended
from shared.days import add_working_days, local_day, long_date, utc

__all__ = [
    "BASIC",
    "CONTROL",
    "ENDED",
    "FIELDS",
    "OPEN",
    "REASONS",
    "UNDECIDED",
    "Akt",
    "Decision",
    "Decline",
    "Ending",
    "NextStep",
    "Notice",
    "Office",
    "Part",
    "Publication",
    "Question",
    "Reason",
    "Row",
    "Status",
    "SupplementRequest",
    "add_working_days",
    "besked",
    "consent_ended",
    "covers",
    "has_ended",
    "local_day",
    "long_date",
    "utc",
]
