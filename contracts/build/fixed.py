"""The case that every sample is about: fixed ids, a fixed day, published test persons."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.coordinator.domain import Office
from services.referral.domain import Content, Recipient, Registration, Signing
from services.referral.domain.sections import Texts, about_person, handling

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
CASE = UUID("01900000-0000-7000-8000-000000000001")
CORRELATION = UUID("01900000-0000-7000-8000-0000000000ff")
ALIAS = UUID("5b1f0c7a-3f0e-4c59-9a55-000000000001")
SENDER, TEAM, PARTIES = "soc-sodermalm", "team-stockholm", ("af", "fk")
OFFICE = Office(TEAM, "koordinatorn i Finsamteam Stockholm")
NAMES = {
    SENDER: "Södermalms stadsdelsnämnd, socialtjänsten",
    TEAM: "Finsamteam Stockholm",
    "af": "Arbetsförmedlingen",
    "fk": "Försäkringskassan",
}
AUTHORITY = Recipient(
    id=SENDER,
    name="Södermalms stadsdelsnämnd, socialtjänsten",
    kind="authority_unit",
    part="SOC",
    authority="Södermalms stadsdelsnämnd",
    valid_from=date(2026, 1, 1),
)
REGISTRATION = Registration(
    "SOC-2026-0001",
    1,
    AT.date(),
    Signing("01900000-0000-7000-8000-00000000000a", "sv-2", "0" * 64),
    "socialsekreterare",
)
CONTENT = Content.from_json(
    {
        "team": TEAM,
        "parter": list(PARTIES),
        "handlaggare": {
            "namn": "Anmälare Testperson",
            "funktion": "socialsekreterare",
            "telefon": "08-465 004 18",
            "epost": "anmalare.testperson@example.org",
            "funktionsadress": "mottagning@example.org",
        },
        "individ": {"namn": "Individ Testperson", "personnummer": "195907142599"},
        "kontakt": {
            "adress": "Provgatan 17",
            "postnummer": "11620",
            "postort": "Stockholm",
            "telefon": "08-465 004 17",
            "epost": "individ.testperson@example.org",
            "kanal": "brev",
        },
        "stadsdel": "sodermalm",
        "sprak": {"sprak": "sv", "tolk": False},
        "anpassningar": ["tid_och_pauser"],
        "anpassning": "Möten på förmiddagen.",
        "ersattare": {
            "namn": "Ersättare Testperson",
            "funktion": "biträdande enhetschef",
            "telefon": "08-465 004 19",
            "epost": "ersattare.testperson@example.org",
        },
        "foretradare": [
            {
                "typ": "god_man",
                "namn": "God Testperson",
                "telefon": "08-465 004 20",
                "epost": "god.testperson@example.org",
                "uppdrag": ["bevaka_ratt", "forvalta_egendom"],
                "fran": "2026-01-15",
            },
            {
                "typ": "ombud",
                "namn": "Ombud Testperson",
                "fullmakt": "skriftlig",
                "omfattning": "Kontakten med Försäkringskassan.",
                "fran": "2026-09-01",
                "till": "2027-08-31",
            },
        ],
        "tidskritiskt": {
            "handelse": "ersattning_upphor",
            "senast": "2026-12-31",
            "skal": "Utan nytt underlag finns ingen försörjning efter årsskiftet.",
        },
        "individens_underskrift": {"datum": "2026-10-30", "satt": "papper"},
        "forsorjning": ["FORS_EKON_BISTAND"],
        "sgi": {"finns": "nej", "nollplacerad": True},
        "sysselsattning": {
            "arbete_procent": 25,
            "arbete_subventionerat": True,
            "studier": "gymnasial",
            "studier_procent": 25,
            "arbetssokande": False,
        },
        "arbetsformedlingen": {
            "inskriven": True,
            "sedan": "2025-03-01",
            "sokandekategori": "arbete_med_stod",
        },
        "utbildning": "UTB_FORGYMN",
        "medicinskt_underlag": {
            "lage": "finns_hos_fk",
            "period_fran": "2026-10-01",
            "period_till": "2026-12-31",
            "omfattning_procent": 50,
        },
        "arbetsformaga": {
            "omfattning": "DELVIS",
            "procent": 50,
            "bedomd_av": "varden",
            "datum": "2026-09-28",
        },
        "arbetsformaga_skal": {"text": "Klarar lugna uppgifter.", "category": "arbetsformaga"},
        "planer": [{"typ": "forandringsplan", "innehavare": SENDER, "datum": "2026-09-15"}],
        "kontakter": [
            {
                "part": "AF",
                "enhet": "Arbetsförmedlingen Provstad",
                "funktion": "arbetsförmedlare",
                "namn": "Förmedling Testperson",
                "telefon": "08-465 004 21",
                "epost": "formedling.testperson@example.org",
            }
        ],
        "insatser": [
            {
                "insats": "Arbetsträning",
                "utforare": "Jobbtorg Stockholm",
                "fran": "2026-02-01",
                "till": "2026-05-31",
                "resultat": "hjalpte_delvis",
            }
        ],
        "fragestallning": {"text": "Vem gör vad, och i vilken ordning?", "category": "sociala"},
        "onskat_anmalare": {"text": "En gemensam plan.", "category": "sociala"},
        "onskat_individ": {"text": "Jag vill veta vem jag ska ringa.", "category": "sociala"},
    }
)


def event_id(number: int) -> UUID:
    """Return a fixed id."""
    return UUID(int=(CASE.int & ~0xFFFF) | 0x1000 | number)


def anmalan_texts(*, for_team: bool) -> Texts:
    """Return the anmälan as its sender's own code writes it, by category."""
    whole: dict[str, Any] = {"handlaggning": handling(REGISTRATION, CONTENT, for_team=for_team)}
    return {**whole, **about_person(CONTENT, AUTHORITY)}
