"""Code lists of fields 20, 21, 25 and 27, and of a byte av handläggare, with the words that people read beside each code."""

KONTAKTER: dict[str, str] = {
    "AF": "Arbetsförmedlingen",
    "FK": "Försäkringskassan",
    "JOBBTORG": "Jobbtorg",
    "SOC": "Socialtjänsten",
    "REGION": "Hälso- och sjukvården",
    "ARBETSGIVARE": "Arbetsgivare",
    "UTBILDNING": "Utbildningsanordnare",
    "ANNAN": "Annan",
}
"""Field 20: with whom she has contact, after the boxes of form 7434."""

RESULTAT: dict[str, str] = {
    "hjalpte": "Hjälpte",
    "hjalpte_delvis": "Hjälpte delvis",
    "hjalpte_inte": "Hjälpte inte",
    "avbruten": "Avbröts",
    "pagar": "Pågår",
    "okant": "Okänt",
}
"""Field 21: what a tried insats led to."""

HANDELSER: dict[str, str] = {
    "ersattning_upphor": "En ersättning upphör",
    "avhysning": "Avhysning från bostaden",
    "underlag_gar_ut": "Ett medicinskt underlag går ut",
    "insats_slutar": "En insats eller anställning slutar",
    "ansokan_senast": "En ansökan måste göras senast en viss dag",
    "annan": "Annan händelse",
}
"""Field 25: what makes time short. The team alone reads it."""

UNDERSKRIFTER: dict[str, str] = {
    "papper": "På papper; originalet finns hos den anmälande enheten",
    "last_och_godkand": "Har läst eller hört anmälan och godkänt den",
}
"""Field 27: how the person has signed the anmälan, if she has; only the samtycke needs her signature."""

BYTESSKAL: dict[str, str] = {
    "slutat": "Handläggaren har slutat på enheten",
    "franvarande": "Handläggaren är frånvarande en längre tid",
    "omfordelat": "Ärendet är omfördelat inom enheten",
    "jav": "Handläggaren är jävig",
    "pa_begaran": "Personen har bett om en annan handläggare",
    "tilltrader": "Tjänsten har tillsatts",
}
"""Why another handläggare holds the case. `jav`: FL 16-18 §§, KL 7:4."""
