"""What a section's content may hold, per document and data category. Every field may be missing; none may be added."""

from typing import Any

from services.coordinator.domain import FIELDS, REASONS
from services.referral.domain import WithdrawalReason, codes

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def fields(**properties: Schema) -> Schema:
    """Describe an object that may have these fields."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def whole(**properties: Schema) -> Schema:
    """Describe an object that has exactly these fields."""
    return fields(**properties) | {"required": list(properties)}


def one_of(values: Any) -> Schema:
    """Describe a coded value."""
    return {"enum": [str(value) for value in values]}


def many(item: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": item}


FREE_TEXT = fields(fragestallning=TEXT, onskat_anmalare=TEXT, onskat_individ=TEXT, svar=TEXT)
HANDLAGGNING = fields(
    dnr=TEXT,
    version={"type": "integer", "minimum": 1},
    anmalningsdatum=DAY,
    parter=many(TEXT),
    samtycke=whole(signing_id=TEXT, text_id=TEXT, text_hash=TEXT),
    fritext=FREE_TEXT,
)
ANMALAN: dict[str, Schema] = {
    "handlaggning": HANDLAGGNING,
    "identitet": fields(
        part=TEXT,
        enhet=TEXT,
        handlaggare=fields(namn=TEXT, funktion=TEXT, telefon=TEXT, epost=TEXT, funktionsadress=TEXT),
        individ=fields(namn=TEXT, personnummer={"type": "string", "pattern": "^[0-9]{12}$"}),
        kontakt=fields(
            adress=TEXT, postnummer=TEXT, postort=TEXT, telefon=TEXT, epost=TEXT, kanal=one_of(codes.KANALER)
        ),
        stadsdel=one_of(codes.STADSDELAR),
        sprak=fields(sprak=TEXT, tolk={"type": "boolean"}),
        anpassning=TEXT,
    ),
    "forsorjning": fields(forsorjning=many(one_of(codes.FORSORJNING)), fritext=FREE_TEXT),
    "sysselsattning": fields(fritext=FREE_TEXT),
    "halsa": fields(
        medicinskt_underlag=fields(
            lage=one_of(codes.UNDERLAG),
            period_fran=DAY,
            period_till=DAY,
            omfattning_procent={"type": "integer", "minimum": 1, "maximum": 100},
        ),
        fritext=FREE_TEXT,
    ),
    "arbetsformaga": fields(fritext=FREE_TEXT),
    "sociala": fields(fritext=FREE_TEXT),
    "planer": fields(
        planer=many(fields(typ=one_of(codes.PLAN_TYPES), innehavare=TEXT, datum=DAY)), fritext=FREE_TEXT
    ),
}
SHARED = ANMALAN | {
    "handlaggning": HANDLAGGNING
    | {"properties": {name: s for name, s in HANDLAGGNING["properties"].items() if name != "parter"}}
}
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
