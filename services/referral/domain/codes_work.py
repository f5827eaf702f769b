"""Code lists of fields 11-18: support in decisions, work, studies, education and ability to work, with their words."""

ANPASSNINGAR: dict[str, str] = {
    "teckensprakstolk": "Teckenspråkstolk, dövblindtolk eller skrivtolk",
    "horslinga": "Hörslinga",
    "stor_text": "Stor text eller uppläsning",
    "lattlast": "Lättläst text",
    "tid_och_pauser": "Mer tid eller pauser",
    "tillganglig_lokal": "Tillgänglig lokal",
    "deltar_pa_distans": "Kan bara delta på distans",
}
"""Field 10: what must be arranged (FL 13 §). Never why: an impairment is not asked for (GDPR 5.1 c)."""

GOD_MAN, FORVALTARE, VARDNADSHAVARE, OMBUD = "god_man", "forvaltare", "vardnadshavare", "ombud"
FORETRADARE: dict[str, str] = {
    GOD_MAN: "God man",
    FORVALTARE: "Förvaltare",
    VARDNADSHAVARE: "Vårdnadshavare",
    OMBUD: "Ombud",
}
"""Field 11: who may speak for the person (FB 6, 11 and 12 kap.; FL 14-15 §§). An ombud is no legal representative."""

UPPDRAG: dict[str, str] = {
    "bevaka_ratt": "Bevaka rätt",
    "forvalta_egendom": "Förvalta egendom",
    "sorja_for_person": "Sörja för person",
}
"""Field 11: the parts of a förordnande (FB 11:4 and 11:7). Outside them a god man or förvaltare says nothing for her."""

FULLMAKTER: dict[str, str] = {
    "skriftlig": "Skriftlig fullmakt",
    "muntlig": "Muntlig fullmakt, antecknad av handläggaren",
}
"""Field 11: how an ombud has shown her authority (FL 15 §)."""

SGI: dict[str, str] = {"ja": "Ja", "nej": "Nej", "okant": "Okänt"}
"""Field 13: whether she has an SGI (sjukpenninggrundande inkomst, SFB 25 kap.)."""

STUDIER: dict[str, str] = {
    "sfi": "Svenska för invandrare (sfi)",
    "grundlaggande": "Studier på grundläggande nivå",
    "gymnasial": "Studier på gymnasial nivå",
    "eftergymnasial": "Högskola, universitet eller yrkeshögskola",
    "folkhogskola": "Folkhögskola",
    "arbetsmarknadsutbildning": "Arbetsmarknadsutbildning",
    "annan": "Annan utbildning",
}
"""Field 14: type of studies, after SUS."""

SOKANDEKATEGORIER: dict[str, str] = {
    "oppet_arbetslos": "Öppet arbetslös",
    "deltidsarbetslos": "Deltidsarbetslös eller timanställd",
    "i_program": "I program med aktivitetsstöd",
    "arbete_med_stod": "I arbete med stöd",
    "arbete_utan_stod": "I arbete utan stöd",
    "annat_inskriven": "Inskriven av annat skäl",
    "okand": "Okänd",
}
"""Field 15: sökandekategori in groups (förordning 2008:975 5 §); Arbetsförmedlingen's own numbers are not copied."""

UTBILDNINGAR: dict[str, str] = {
    "UTB_FORGYMN_KORT": "Förgymnasial utbildning, kortare än nio år",
    "UTB_FORGYMN": "Förgymnasial utbildning, nio eller tio år",
    "UTB_GYMN": "Gymnasial utbildning",
    "UTB_EFTERGYMN_KORT": "Eftergymnasial utbildning, kortare än två år",
    "UTB_EFTERGYMN": "Eftergymnasial utbildning, två år eller längre",
    "UTB_OKAND": "Okänd utbildningsnivå",
}
"""Field 16: highest level that is finished, after SUS."""

DELVIS = "DELVIS"
ARBETSFORMAGA: dict[str, str] = {
    "HEL": "Hel arbetsförmåga",
    DELVIS: "Delvis arbetsförmåga",
    "SAKNAR": "Saknar arbetsförmåga",
    "EJ_BEDOMD": "Inte bedömd",
}
"""Field 18: the scale that the follow-up uses too, so that before and after can be compared."""

BEDOMARE: dict[str, str] = {
    "fk": "Försäkringskassan",
    "af": "Arbetsförmedlingen",
    "varden": "Hälso- och sjukvården",
    "jobbtorg": "Jobbtorg",
    "socialtjansten": "Socialtjänsten",
    "foretagshalsovarden": "Företagshälsovården",
    "personen": "Personen själv",
}
"""Field 18: who has judged the ability to work."""
