"""The papers of the demo: a scanned samtycke, made here as a real PDF, and the texts of the anmälan."""

import io
from typing import Any

from PIL import Image, ImageDraw

Json = dict[str, Any]

A4_AT_72_DPI = (595, 842)
WHITE = 255

FRAGESTALLNING = (
    "Vi är osäkra på vem som ska göra vad. Kontakterna är många och beskeden olika. "
    "Vilken part kan börja, och i vilken ordning?"
)
ONSKAT_ANMALARE = (
    "En gemensam plan med en ansvarig part för varje steg, så att alla vet vad som händer härnäst."
)
ONSKAT_INDIVID = "Jag vill slippa berätta allt igen och få veta vem jag ska ringa."
ONSKAT_INDIVID_RATTAT = "Jag vill slippa berätta allt igen, och få veta vem jag ska ringa först."
KOMPLETTERING_BEGARD = "Vilken period gäller läkarintyget, och hur stor är omfattningen?"
KOMPLETTERING_SVAR = "Intyget gäller till och med den siste februari, på halvtid."
ADRESS = "Provgatan 17 lägenhet 1203"
TELEFON = "08-465 004 17"  # numbers 08-465 004 00..99 are set aside for fiction
EPOST = "individ.testperson@example.org"
SAMTALET = "Hon vill att myndigheterna pratar med varandra men frågade vem som får se läkarintyget."

TEXTS = (
    FRAGESTALLNING, ONSKAT_ANMALARE, ONSKAT_INDIVID, ONSKAT_INDIVID_RATTAT, KOMPLETTERING_BEGARD,
    KOMPLETTERING_SVAR, ADRESS, TELEFON, EPOST, SAMTALET,
)  # fmt: skip


REVIEW = {"content_tried": True, "third_persons_tried": True, "exclusion_note_acknowledged": False}
"""The sender's word that what is written was tried for secrecy, also as to third persons."""


def signed_paper(number: str, name: str, on: str) -> bytes:
    """Return a one-page PDF with a picture of the signed samtycke, as a scanner makes it."""
    page = Image.new("L", A4_AT_72_DPI, WHITE)
    pen = ImageDraw.Draw(page)
    for line, text in enumerate(("Samtycke", f"{name}, {number}", f"Underskrivet {on}")):
        pen.text((72, 72 + 24 * line), text)
    out = io.BytesIO()
    page.save(out, "PDF")
    return out.getvalue()


def anmalan(number: str, name: str, parties: list[str]) -> Json:
    """Return the whole content of the demo's anmälan."""
    return {
        "individ": {"namn": name, "personnummer": number},
        "handlaggare": {
            "namn": "Anmälare Testperson", "funktion": "socialsekreterare", "telefon": TELEFON,
            "epost": "anmalare@example.org", "funktionsadress": "forsorjningsstod.sodermalm@example.org",
        },
        "kontakt": {
            "adress": ADRESS, "postnummer": "11620", "postort": "Stockholm",
            "telefon": TELEFON, "epost": EPOST, "kanal": "brev",
        },
        "stadsdel": "sodermalm",
        "sprak": {"sprak": "sv", "tolk": False},
        "forsorjning": ["FORS_EKON_BISTAND"],
        "medicinskt_underlag": {"lage": "finns_hos_fk"},
        "planer": [{"typ": "forandringsplan", "innehavare": "soc-sodermalm", "datum": "2026-09-15"}],
        "fragestallning": {"text": FRAGESTALLNING, "category": "sociala"},
        "onskat_anmalare": {"text": ONSKAT_ANMALARE, "category": "sociala"},
        "onskat_individ": {"text": ONSKAT_INDIVID, "category": "sociala"},
        "parter": parties,
    }  # fmt: skip


def grants(sender: str, team: str, parties: list[str], categories: list[str]) -> list[Json]:
    """Return the rows that cover a sender, the team and the parties asked: source × recipient × categories."""
    both = [(sender, team), (team, sender)]
    for party in parties:
        both += [(sender, party), (team, party), (party, team)]
    return [{"source": s, "recipient": r, "categories": categories} for s, r in both]
