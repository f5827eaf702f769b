"""What the sections of an anmälan may hold, per data category: the sender's form, field by field."""

from contracts.build.schema import DAY, TEXT, Schema, fields, many, one_of, whole
from services.referral.domain import codes, codes_around, codes_work

YES_NO: Schema = {"type": "boolean"}
PERCENT: Schema = {"type": "integer", "minimum": 1, "maximum": 100}
REACHED = {"telefon": TEXT, "epost": TEXT}

FREE_TEXT = fields(
    arbetsformaga_skal=TEXT, fragestallning=TEXT, onskat_anmalare=TEXT, onskat_individ=TEXT, svar=TEXT
)
HANDLAGGARE = {"namn": TEXT, "funktion": TEXT, **REACHED}
HANDLAGGNING = fields(
    dnr=TEXT,
    version={"type": "integer", "minimum": 1},
    anmalningsdatum=DAY,
    parter=many(TEXT),
    tidskritiskt=fields(handelse=one_of(codes_around.HANDELSER), senast=DAY, skal=TEXT),
    samtycke=whole(signing_id=TEXT, text_id=TEXT, text_hash=TEXT),
    anmalarens_underskrift=fields(funktion=TEXT, datum=DAY),
    individens_underskrift=fields(datum=DAY, satt=one_of(codes_around.UNDERSKRIFTER)),
    fritext=FREE_TEXT,
)
IDENTITET = fields(
    part=TEXT,
    enhet=TEXT,
    hsa_id=TEXT,
    handlaggare=fields(**HANDLAGGARE, funktionsadress=TEXT),
    ersattare=fields(**HANDLAGGARE),
    individ=fields(namn=TEXT, personnummer={"type": "string", "pattern": "^[0-9]{12}$"}),
    kontakt=fields(
        adress=TEXT, postnummer=TEXT, postort=TEXT, telefon=TEXT, epost=TEXT, kanal=one_of(codes.KANALER)
    ),
    stadsdel=one_of(codes.STADSDELAR),
    sprak=fields(sprak=TEXT, tolk=YES_NO),
    anpassningar=many(one_of(codes_work.ANPASSNINGAR)),
    anpassning=TEXT,
    foretradare=many(
        fields(
            typ=one_of(codes_work.FORETRADARE),
            namn=TEXT,
            **REACHED,
            uppdrag=many(one_of(codes_work.UPPDRAG)),
            omfattning=TEXT,
            fullmakt=one_of(codes_work.FULLMAKTER),
            fran=DAY,
            till=DAY,
        )
    ),
)
ANMALAN: dict[str, Schema] = {
    "handlaggning": HANDLAGGNING,
    "identitet": IDENTITET,
    "forsorjning": fields(
        forsorjning=many(one_of(codes.FORSORJNING)),
        sgi=fields(finns=one_of(codes_work.SGI), nollplacerad=YES_NO),
        fritext=FREE_TEXT,
    ),
    "sysselsattning": fields(
        sysselsattning=fields(
            arbete_procent=PERCENT,
            arbete_subventionerat=YES_NO,
            studier=one_of(codes_work.STUDIER),
            studier_procent=PERCENT,
            arbetssokande=YES_NO,
        ),
        arbetsformedlingen=fields(
            inskriven=YES_NO, sedan=DAY, sokandekategori=one_of(codes_work.SOKANDEKATEGORIER)
        ),
        utbildning=one_of(codes_work.UTBILDNINGAR),
        fritext=FREE_TEXT,
    ),
    "halsa": fields(
        medicinskt_underlag=fields(
            lage=one_of(codes.UNDERLAG), period_fran=DAY, period_till=DAY, omfattning_procent=PERCENT
        ),
        fritext=FREE_TEXT,
    ),
    "arbetsformaga": fields(
        arbetsformaga=fields(
            omfattning=one_of(codes_work.ARBETSFORMAGA),
            procent=PERCENT,
            bedomd_av=one_of(codes_work.BEDOMARE),
            datum=DAY,
        ),
        fritext=FREE_TEXT,
    ),
    "sociala": fields(fritext=FREE_TEXT),
    "planer": fields(
        planer=many(fields(typ=one_of(codes.PLAN_TYPES), innehavare=TEXT, datum=DAY)),
        kontakter=many(
            fields(part=one_of(codes_around.KONTAKTER), enhet=TEXT, funktion=TEXT, namn=TEXT, **REACHED)
        ),
        insatser=many(
            fields(insats=TEXT, utforare=TEXT, fran=DAY, till=DAY, resultat=one_of(codes_around.RESULTAT))
        ),
        fritext=FREE_TEXT,
    ),
}
_OF_THE_TEAM_ALONE = frozenset({"parter", "tidskritiskt"})
"""Fields 24 and 25."""
SHARED = ANMALAN | {
    "handlaggning": HANDLAGGNING
    | {"properties": {n: s for n, s in HANDLAGGNING["properties"].items() if n not in _OF_THE_TEAM_ALONE}}
}
CHANGED_HANDS: dict[str, Schema] = {
    "handlaggning": fields(
        byte_av_handlaggare=whole(galler_fran=DAY, text=TEXT),
        **SHARED["handlaggning"]["properties"],
    ),
    "identitet": IDENTITET,
}
