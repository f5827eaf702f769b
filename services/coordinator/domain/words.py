"""What people read: the documents to the sender, and the besked to the person. Plain Swedish (FL 9)."""

from datetime import date, datetime
from typing import Any

from services.coordinator.domain.delmal import CATEGORY_TEXT
from services.coordinator.domain.reasons import Decline
from services.coordinator.domain.values import Decision, NextStep, SupplementRequest
from shared.days import local_day, long_date, utc

FIELDS = {
    "part": "Anmälande part",
    "enhet": "Enhet",
    "handlaggare": "Handläggare",
    "ersattare": "Ersättare",
    "individ": "Personens namn och personnummer",
    "kontakt": "Kontaktuppgifter",
    "stadsdel": "Stadsdel",
    "sprak": "Språk och tolk",
    "anpassningar": "Anpassningar",
    "anpassning": "Annan anpassning",
    "foretradare": "Företrädare",
    "forsorjning": "Försörjning",
    "sgi": "SGI",
    "sysselsattning": "Sysselsättning",
    "arbetsformedlingen": "Inskrivning hos Arbetsförmedlingen",
    "utbildning": "Utbildningsnivå",
    "medicinskt_underlag": "Medicinskt underlag",
    "arbetsformaga": "Arbetsförmåga",
    "arbetsformaga_skal": "Skäl till bedömningen av arbetsförmågan",
    "planer": "Planer som redan finns",
    "kontakter": "Kontakter",
    "insatser": "Prövade insatser",
    "fragestallning": "Frågeställning till teamet",
    "onskat_anmalare": "Vad anmälaren vill uppnå",
    "onskat_individ": "Vad personen själv vill uppnå",
    "parter": "Tillfrågade parter",
    "tidskritiskt": "Brådskande händelse",
    "samtycke": "Samtycke",
    "individens_underskrift": "Personens underskrift av anmälan",
}
"""Fields of the anmälan that a komplettering may ask for, and what people call them."""

CATEGORIES = {
    "handlaggning": "Handläggning",
    "identitet": "Identitet och kontaktuppgifter",
    **CATEGORY_TEXT,
    "mote": "Det som sägs och antecknas på möten",
    "uppfoljning": "Uppföljning",
}
"""Data categories, and what people call them."""

NO_DECISION_ON_BENEFITS = (
    "Beskedet är inget beslut om ersättning, bidrag eller andra rättigheter. Det påverkar inte din rätt att ansöka "
    "hos någon myndighet, och varje myndighet fattar sina egna beslut som vanligt."
)


def consent_ended(category: str) -> str:
    """Write what holds of something in the akt whose category the samtycke covers no more."""
    return (
        f"Samtycket för kategorin {CATEGORIES.get(category, category)} har upphört. Uppgiften finns kvar i teamets akt "
        "men får inte lämnas vidare."
    )


def receipt(number: str, contact: str, reply_by: date, at: datetime) -> dict[str, Any]:
    """Write the mottagningsbekräftelse: received when, which akt, whom to ask, what happens and by when."""
    next_step = (
        "Koordinatorn bedömer om anmälan tas upp i teamet. "
        f"Besked ska lämnas senast den {long_date(reply_by)}. Behövs fler uppgifter begär koordinatorn komplettering, och "
        "då kan det ta längre tid."
    )
    return {
        "inkommen": utc(at),
        "aktnummer": number,
        "kontakt": contact,
        "nasta_steg": next_step,
        "besked_senast": reply_by.isoformat(),
        "text": f"Finsamteamet tog emot anmälan den {long_date(local_day(at))}. Ärendet har aktnummer {number}. "
        f"{next_step} {_questions(contact)}",
    }


def supplement_request(request: SupplementRequest, contact: str) -> dict[str, Any]:
    """Write what the sender is asked to complete, and by when."""
    asked = ", ".join(_within_sentence(FIELDS[name]) for name in request.fields)
    about = f"Det gäller: {asked}. " if asked else ""
    return {
        "begard": utc(request.at),
        "begaran": request.text,
        "falt": list(request.fields),
        "svara_senast": request.respond_by.isoformat(),
        "kontakt": contact,
        "text": f"Anmälan behöver kompletteras. {sentence(request.text)} {about}"
        f"Svara senast den {long_date(request.respond_by)}. Kommer inget svar kan anmälan bedömas på de uppgifter som finns. "
        f"{_questions(contact)}",
    }


def _within_sentence(label: str) -> str:
    """Write a label inside a sentence; an abbreviation keeps its letters."""
    return label if label.isupper() else label[0].lower() + label[1:]


def taken_up(step: NextStep, at: datetime) -> dict[str, Any]:
    """Write the besked that the anmälan is taken up, with the next step."""
    earliest = step.earliest.isoformat() if step.earliest else None
    return {
        "beslutad": utc(at),
        "nasta_steg": {"vad": step.what, "tidigast": earliest, "kontakt": step.contact},
        "text": f"Anmälan tas upp i Finsamteamet. Nästa steg: {_step(step)} {_questions(step.contact)}",
    }


def declined(decline: Decline, contact: str, at: datetime) -> dict[str, Any]:
    """Write the besked that the anmälan is not taken up: reason, explanation, and what to do instead."""
    return {
        "beslutad": utc(at),
        "orsak": {"kod": decline.reason.code, "text": decline.reason.label},
        "forklaring": decline.explanation,
        "rad": decline.advice,
        "datum": decline.on.isoformat() if decline.on else None,
        "kontakt": contact,
        "text": f"{_headline(decline)} {sentence(decline.explanation)} {_advice(decline)} "
        f"Beskedet är inget beslut om ersättning eller andra rättigheter. {_questions(contact)}",
    }


def besked(decision: Decision, contact: str) -> dict[str, Any]:
    """Write the besked as the person reads it: what was decided, why, and what she can do now."""
    if decision.next_step is not None:
        said = {
            "besked": "Anmälan tas upp i Finsamteamet.",
            "varfor": "Koordinatorn har bedömt att flera parter behöver samverka för att du ska få rätt stöd.",
            "nasta_steg": _step(decision.next_step),
            "vad_du_kan_gora": "Det är frivilligt att delta. Du kan när som helst återkalla ditt samtycke, helt eller "
            "delvis. Logga in och gör det själv, eller säg till koordinatorn eller den handläggare som gjorde anmälan.",
            "kontakt": decision.next_step.contact,
        }
    else:
        decline = decision.decline
        assert decline is not None, "a decision says one of two things"
        said = {
            "besked": _headline(decline),
            "varfor": sentence(decline.explanation),
            "nasta_steg": f"Anmälaren har fått det här rådet: {_advice(decline)}",
            "vad_du_kan_gora": f"{decline.reason.to_person} Säg till koordinatorn om något har blivit fel eller är oklart.",
            "kontakt": contact,
        }
    said["inget_beslut"] = NO_DECISION_ON_BENEFITS
    return {**said, "text": _letter(said)}


def _letter(said: dict[str, str]) -> str:
    return (
        f"{said['besked']}\n\nVarför: {said['varfor']}\n\nVad som händer nu: {said['nasta_steg']}\n\n"
        f"Vad du kan göra: {said['vad_du_kan_gora']}\n\n{_questions(said['kontakt'])}\n\n{said['inget_beslut']}"
    )


def _step(step: NextStep) -> str:
    when = f" Det sker tidigast den {long_date(step.earliest)}." if step.earliest else ""
    return f"{sentence(step.what)}{when}"


def _advice(decline: Decline) -> str:
    later = f" Tidpunkt: {long_date(decline.on)}." if decline.on else ""
    return f"{sentence(decline.advice)}{later}"


def _questions(contact: str) -> str:
    return f"Frågor besvaras av {contact.strip().rstrip('.')}."


def sentence(text: str) -> str:
    """Return people's own words as something that another sentence can follow."""
    said = text.strip()
    return said if said.rstrip("\"'”’»)").endswith((".", "!", "?", "…", ":")) else f"{said}."


def _headline(decline: Decline) -> str:
    if decline.reason.moved:
        return "Anmälan handläggs för hand i stället för i systemet."
    return "Anmälan tas inte upp i Finsamteamet."
