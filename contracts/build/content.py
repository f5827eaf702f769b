"""What a section's content may hold, per document and data category. Every field may be missing; none may be added."""

from contracts.build.content_form import ANMALAN, CHANGED_HANDS, SHARED
from contracts.build.schema import DAY, MOMENT, TEXT, Schema, fields, many, one_of, whole
from services.coordinator.domain import FIELDS, REASONS
from services.referral.domain import WithdrawalReason

FUNCTION: Schema = TEXT | {"description": "En funktion, aldrig bara en person."}
RECEIPT = whole(
    inkommen=MOMENT, aktnummer=TEXT, kontakt=FUNCTION, nasta_steg=TEXT, besked_senast=DAY, text=TEXT
)
SUPPLEMENT = whole(
    begard=MOMENT,
    begaran=TEXT,
    falt=many(one_of(FIELDS)),
    svara_senast=DAY,
    kontakt=FUNCTION,
    text=TEXT,
)
DAY_OR_NONE: Schema = {"anyOf": [DAY, {"type": "null"}]}
TAKEN_UP = whole(
    beslutad=MOMENT, nasta_steg=whole(vad=TEXT, tidigast=DAY_OR_NONE, kontakt=FUNCTION), text=TEXT
)
DECLINED = whole(
    beslutad=MOMENT,
    orsak=whole(kod=one_of(code for code, reason in REASONS.items() if reason.final), text=TEXT),
    forklaring=TEXT,
    rad=TEXT,
    datum=DAY_OR_NONE,
    kontakt=FUNCTION,
    text=TEXT,
)
WITHDRAWN = whole(
    tillbakadragen=fields(dag=DAY, skal=whole(kod=one_of(WithdrawalReason), text=TEXT), text=TEXT)
    | {"required": ["dag", "skal"]}
)
CONTENTS: dict[str, dict[str, Schema]] = {
    "anmalan": ANMALAN,
    "komplettering": ANMALAN,
    "anmalan_delad": SHARED,
    "rattelse": ANMALAN,
    "anmalan_tillbakadragen": {"handlaggning": WITHDRAWN},
    "byte_av_handlaggare": CHANGED_HANDS,
    "mottagningsbekraftelse": {"handlaggning": RECEIPT},
    "komplettering_begard": {"handlaggning": SUPPLEMENT},
    "besked_tas_upp": {"handlaggning": TAKEN_UP},
    "besked_tas_inte_upp": {"handlaggning": DECLINED},
}
NOTICE_FIELDS: Schema = {
    "all": {"type": "boolean"},
    "sources": many(TEXT),
    "categories": many(TEXT),
    "final": {"type": "boolean"},
    "last_sequence": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
    "document": {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]},
}
