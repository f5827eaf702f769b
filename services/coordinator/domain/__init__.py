"""The team's akt: what it is, which moves it allows, and the words that people read. Nothing here does I/O."""

from services.coordinator.domain.akt import Akt
from services.coordinator.domain.coverage import (
    BASIC,
    Cover,
    Row,
    covers,
    has_ended,
)
from services.coordinator.domain.ends import OUTCOMES, CarriesOn, Closing
from services.coordinator.domain.questions import Answered, Question, QuestionKind
from services.coordinator.domain.reasons import REASONS, Decline
from services.coordinator.domain.values import (
    CONTROL,
    ENDED,
    FIRST,
    OPEN,
    PARTYS_ANSWER,
    RETRACTED,
    TAKEN_UP,
    WITH_THE_TEAM,
    WITHDRAWN,
    Decision,
    Ending,
    NextStep,
    Notice,
    Office,
    Part,
    Status,
    SupplementRequest,
)
from services.coordinator.domain.words import FIELDS, besked, consent_ended
from shared.days import add_working_days, local_day, utc

__all__ = [
    "BASIC",
    "CONTROL",
    "ENDED",
    "FIELDS",
    "FIRST",
    "OPEN",
    "OUTCOMES",
    "PARTYS_ANSWER",
    "REASONS",
    "RETRACTED",
    "TAKEN_UP",
    "WITHDRAWN",
    "WITH_THE_TEAM",
    "Akt",
    "Answered",
    "CarriesOn",
    "Closing",
    "Cover",
    "Decision",
    "Decline",
    "Ending",
    "NextStep",
    "Notice",
    "Office",
    "Part",
    "Question",
    "QuestionKind",
    "Row",
    "Status",
    "SupplementRequest",
    "add_working_days",
    "besked",
    "consent_ended",
    "covers",
    "has_ended",
    "local_day",
    "utc",
]
