"""Every refusal of the coordinator service; each names its reason."""

from services.coordinator.errors.akt import (
    AktMissing,
    ConsentMissing,
    ConsentUnreachable,
    DateInPast,
    DateMissing,
    OpeningNeedsPurpose,
    StaleAkt,
    UnknownAkt,
    UnknownDocument,
    UnknownField,
    UnknownReason,
    UseSupplement,
    WordsMissing,
    WrongStatus,
)

__all__ = [
    "AktMissing",
    "ConsentMissing",
    "ConsentUnreachable",
    "DateInPast",
    "DateMissing",
    "OpeningNeedsPurpose",
    "StaleAkt",
    "UnknownAkt",
    "UnknownDocument",
    "UnknownField",
    "UnknownReason",
    "UseSupplement",
    "WordsMissing",
    "WrongStatus",
]
