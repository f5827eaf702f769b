"""Code lists of the anmälan, with the Swedish words that people read beside each code."""

from enum import StrEnum


class Category(StrEnum):
    """Data categories that an anmälan can fill: what a samtycke ticks and what a section carries."""

    HANDLAGGNING = "handlaggning"
    IDENTITET = "identitet"
    FORSORJNING = "forsorjning"
    SYSSELSATTNING = "sysselsattning"
    HALSA = "halsa"
    ARBETSFORMAGA = "arbetsformaga"
    SOCIALA = "sociala"
    PLANER = "planer"


CATEGORY_LABELS: dict[str, str] = {
    Category.HANDLAGGNING: "Handläggning",
    Category.IDENTITET: "Identitet och kontaktuppgifter",
    Category.FORSORJNING: "Försörjning",
    Category.SYSSELSATTNING: "Sysselsättning",
    Category.HALSA: "Hälsa",
    Category.ARBETSFORMAGA: "Arbetsförmåga",
    Category.SOCIALA: "Sociala förhållanden",
    Category.PLANER: "Planer och insatser",
}

TEXT_CATEGORIES = frozenset(Category) - {Category.HANDLAGGNING, Category.IDENTITET}
"""Where a free text about the person may stand: categories that she could leave unticked."""

ANSWER_CATEGORIES = TEXT_CATEGORIES | {Category.HANDLAGGNING}
"""Where the answer to a komplettering may stand: it can also be about the handling alone."""

ANSWERS: dict[str, str] = {
    "vill": "Vill att en anmälan görs",
    "vill_inte": "Vill inte att en anmälan görs",
    "vill_tanka": "Vill tänka på saken",
}
"""What she answered when asked; the samtycke is signed apart."""

CHANNELS: dict[str, str] = {
    "mote": "Vid ett möte",
    "telefon": "Per telefon",
    "videosamtal": "I ett videosamtal",
    "brev": "Per brev",
}
"""How she was asked."""

FORSORJNING: dict[str, str] = {
    "FORS_ARBETE": "Lön eller inkomst av arbete",
    "FORS_SJUKPENNING": "Sjukpenning",
    "FORS_REHABPENNING": "Rehabiliteringspenning",
    "FORS_AKTIVITETSERS": "Aktivitetsersättning",
    "FORS_SJUKERS": "Sjukersättning",
    "FORS_AKASSA": "Arbetslöshetsersättning",
    "FORS_AKTIVITETSSTOD_UTV": "Aktivitetsstöd eller utvecklingsersättning",
    "FORS_ETABLERING": "Etableringsersättning",
    "FORS_EKON_BISTAND": "Ekonomiskt bistånd",
    "FORS_STUDIEMEDEL": "Studiemedel",
    "FORS_FORALDRAPENNING": "Föräldrapenning",
    "FORS_ALDERSPENSION": "Ålderspension",
    "FORS_ANHORIG": "Försörjs av anhörig",
    "FORS_ANNAN": "Annan försörjning",
    "FORS_INGEN": "Ingen försörjning",
    "FORS_OKAND": "Okänd försörjning",
}
"""Field 12, after SUS, SCB and HSLF-FS 2015:30."""

ALONE = frozenset({"FORS_INGEN", "FORS_OKAND"})
"""Codes of field 12 that no other code can stand beside."""

UNDERLAG: dict[str, str] = {
    "bifogas": "Bifogas",
    "begart": "Är begärt",
    "finns_hos_fk": "Finns hos Försäkringskassan",
    "saknas": "Saknas",
}
"""Field 17: where the medicinskt underlag is. A diagnosis is never asked for."""

PLAN_TYPES: dict[str, str] = {
    "sip": "Samordnad individuell plan (SIP)",
    "forandringsplan": "Förändringsplan",
    "jobbplan": "Jobbplan",
    "handlingsplan_af": "Arbetsförmedlingens handlingsplan",
    "rehabplan_fk": "Försäkringskassans rehabiliteringsplan",
    "vardplan": "Vårdplan",
    "genomforandeplan": "Genomförandeplan",
}
"""Field 19: plans that exist already."""

KANALER: dict[str, str] = {"brev": "Brev", "telefon": "Telefon", "sms": "Sms", "epost": "E-post"}
"""Field 7: how she prefers to be reached."""

STADSDELAR: dict[str, str] = {
    "bromma": "Bromma",
    "enskede_arsta_vantor": "Enskede-Årsta-Vantör",
    "farsta": "Farsta",
    "hagersten_alvsjo": "Hägersten-Älvsjö",
    "hasselby_vallingby": "Hässelby-Vällingby",
    "jarva": "Järva",
    "kungsholmen": "Kungsholmen",
    "norra_innerstaden": "Norra innerstaden",
    "skarpnack": "Skarpnäck",
    "skarholmen": "Skärholmen",
    "sodermalm": "Södermalm",
    "annan_kommun": "Folkbokförd i en annan kommun",
}
"""Field 9: Stockholm's eleven stadsdelsområden since 1 July 2023."""
