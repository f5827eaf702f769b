"""What the sections of meetings, plans, answers and follow-ups may hold, per document and data category."""

from contracts.build.content import FUNCTION
from contracts.build.schema import DAY, MOMENT, TEXT, Schema, fields, many, one_of, whole
from services.coordinator.domain.delmal import CATEGORIES, PLAN, DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import OF_HERS, Cause, ChangeReason, Coming, Form, MeetingKind
from services.coordinator.domain.meeting_values import Outcome as MeetingOutcome
from services.coordinator.domain.meeting_words import FORHINDER
from services.coordinator.domain.stops import StopAnswer
from services.followup.domain import AnswerKind, MoveReason
from services.followup.domain import outcomes as codes

ID: Schema = {"type": "string", "format": "uuid"}
COUNT: Schema = {"type": "integer", "minimum": 1}
YES_NO: Schema = {"type": "boolean"}


def maybe(schema: Schema) -> Schema:
    """Describe a value that can be missing in a field that is always there."""
    return {"anyOf": [schema, {"type": "null"}]}


def any_of(*schemas: Schema) -> Schema:
    """Describe a section that reads in several ways."""
    return {"anyOf": list(schemas)}


def coded(values: Schema, **more: Schema) -> Schema:
    """Describe a code with what it means in words."""
    return whole(kod=values, text=TEXT, **more)


_MEETING = {"mote": ID, "motestyp": one_of(MeetingKind), "tid": MOMENT, "minuter": COUNT}
_CALL = {
    **_MEETING,
    "plats": TEXT,
    "form": one_of(Form),
    "dagordning": TEXT,
    "kallade": many(TEXT),
    "individen_kallad": YES_NO,
    "ta_med": TEXT,
    "kontakt": FUNCTION,
    "text": TEXT,
}
_TOLD = [FORHINDER["kod"], *(reason.value for reason in ChangeReason if reason not in OF_HERS)]
_WHY = {"skal": coded(one_of(_TOLD)), "kontakt": FUNCTION, "text": TEXT}
_NOTE = whole(
    **_MEETING,
    narvarande=many(TEXT),
    deltagare=many(whole(enhet=maybe(TEXT), namn=TEXT, funktion=TEXT)),
    individen_deltog=YES_NO,
    utfall=one_of(MeetingOutcome),
    hanvisning=maybe(TEXT),
    anteckning=TEXT,
    text=TEXT,
)
MEETINGS: dict[str, dict[str, Schema]] = {
    "kallelse": {"handlaggning": whole(**_CALL)},
    "kallelse_andrad": {"handlaggning": whole(**_CALL, tidigare_tid=MOMENT, skal=_WHY["skal"])},
    "kallelse_installd": {"handlaggning": whole(**_MEETING, **_WHY)},
    "mote_ajournerat": {"handlaggning": whole(**_MEETING, orsak=one_of(Cause), kontakt=FUNCTION, text=TEXT)},
    "motesanteckning": {"mote": _NOTE},
    "fraga_om_behov": {
        "handlaggning": whole(**_MEETING, fraga=TEXT, svara_senast=DAY, kontakt=FUNCTION, text=TEXT)
    },
}

_PERSON = whole(enhet=TEXT, namn=TEXT, funktion=TEXT)
_DELMAL = whole(
    id=ID,
    mal=ID,
    vad=TEXT,
    hur_det_marks=TEXT,
    ansvarig=whole(
        slag=one_of(DelmalKind),
        enhet=maybe(TEXT),
        namn={"type": "string"},
        funktion={"type": "string"},
    ),
    klart_senast=DAY,
    lage=one_of(DelmalState),
)
_NAMED = {"plan_id": ID, "nummer": COUNT, "version": {"type": "integer", "minimum": 0}}
_PLAN: dict[str, Schema] = {
    PLAN: whole(
        **_NAMED,
        upprattad=DAY,
        mal=many(whole(id=ID, mal=TEXT)),
        delmal=many(_DELMAL),
        drivande_handlaggare=maybe(_PERSON),
        ersattare=maybe(_PERSON),
        individens_ord={"type": "string"},
        uppfoljning=TEXT,
    ),
    **{category: whole(**_NAMED, delmal=many(_DELMAL)) for category in CATEGORIES if category != PLAN},
    "planoversikt": whole(
        **_NAMED,
        delmal=many(whole(id=ID, ansvarig=one_of(DelmalKind), enhet=maybe(TEXT), klart_senast=DAY)),
    ),
}
PLANS = {"gemensam_plan": _PLAN, "plan_andrad": _PLAN}

_WORDS = {"text": maybe(TEXT), "journalreferens": maybe(TEXT)}
_OF_DELMAL = whole(plan_id=ID, delmal_id=ID, svar=one_of(DelmalState), journalreferens=maybe(TEXT))
_WORDS_OF_DELMAL = whole(plan_id=ID, delmal_id=ID, text=TEXT)
_OF_CALL = whole(mote=ID, svar=one_of(Coming), **_WORDS)
_OF_NEED = whole(mote=ID, behov=YES_NO, skal=TEXT, journalreferens=maybe(TEXT))
_OF_STOP = fields(stopp=one_of(StopAnswer), lagrum=TEXT, beslut=TEXT, journalreferens=TEXT) | {
    "required": ["stopp"]
}
_OF_FOLLOW_UP = whole(svar=one_of(AnswerKind), svar_text=TEXT, **_WORDS)
ANSWERS: dict[str, dict[str, Schema]] = {
    "svar_fran_part": {
        "handlaggning": any_of(_OF_DELMAL, _OF_CALL, _OF_NEED, _OF_STOP, _OF_FOLLOW_UP),
        **dict.fromkeys(CATEGORIES, _WORDS_OF_DELMAL),
    }
}

_CARRIES_ON = many(whole(vad=TEXT, vem=TEXT))
_ENDED = whole(sista_dag=DAY, kontakt=FUNCTION, text=TEXT)
_CARRIED = whole(fortsatter=_CARRIES_ON, text=TEXT)
_REASON = coded(one_of(MoveReason))
_MOVED = {"tidigare": DAY, "planerad": DAY, "senast": DAY, "kontakt": FUNCTION, "text": TEXT}
_RESULT = {
    "delmal": many(
        fields(id=ID, status=one_of(codes.DelmalStatus), status_text=TEXT, text=TEXT) | {"required": ["id"]}
    ),
    "resultat": many(coded(one_of(codes.OUTCOMES), art=one_of(("huvudresultat", "ovriga_resultat")))),
}
_ABILITY = coded(one_of(codes.AbilityLevel), procent=maybe({"type": "integer", "minimum": 1, "maximum": 99}))
_FOLLOWS = coded(one_of(codes.Next), skal=maybe(TEXT))
_OWN_RESULT: dict[str, dict[str, Schema]] = {
    "uppfoljning": {
        "kontakt": FUNCTION,
        "individens_ord": TEXT,
        "fortsattning": _FOLLOWS,
        "ny_uppfoljning": DAY,
        "text": TEXT,
    },
    "halsa": {"fortsattning": _FOLLOWS},
    "arbetsformaga": {"arbetsformaga": whole(fore=_ABILITY, efter=_ABILITY)},
    "forsorjning": {"forsorjning": coded(one_of(codes.SUPPORT))},
}
FOLLOW_UPS: dict[str, dict[str, Schema]] = {
    "paminnelse_uppfoljning": {
        "handlaggning": whole(senast=DAY, planerad=DAY, mote=maybe(DAY), kontakt=FUNCTION, text=TEXT),
    },
    "uppfoljning_flyttad": {
        "handlaggning": any_of(whole(**_MOVED), whole(**_MOVED, skal=_REASON)),
        "halsa": whole(skal=_REASON),
    },
    "uppfoljning": {
        category: fields(**_RESULT, **_OWN_RESULT.get(category, {})) for category in codes.CATEGORIES
    },
    "avslut": {
        "handlaggning": _ENDED,
        "uppfoljning": _CARRIED,
        **dict.fromkeys(CATEGORIES, _CARRIED),
    },
}
CONTENTS: dict[str, dict[str, Schema]] = MEETINGS | PLANS | ANSWERS | FOLLOW_UPS
"""Document → category → schema."""
