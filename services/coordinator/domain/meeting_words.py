"""What the units read of a meeting: kallelse, changes, and the note of what was said. Plain Swedish (FL 9)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.coordinator.domain.meeting_values import (
    Adjournment,
    Cause,
    Form,
    Minutes,
    Names,
    Outcome,
    Place,
    Slot,
    Target,
)
from shared.days import STOCKHOLM, local_day, long_date, utc

if TYPE_CHECKING:
    from services.coordinator.domain.meeting import Meeting

Json = dict[str, Any]
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
USUAL_AGENDA = "Vilket stöd som behövs, vad var och en kan bidra med och vad som händer sedan."
BRING = (
    "Ta med det som behövs för att kunna säga vad den egna parten kan bidra med. Lämna bara uppgifter som samtycket "
    "omfattar."
)
SUPPORT = "Personen är alltid kallad och får ta med en stödperson. Behövs tolk eller annan anpassning ordnar koordinatorn det."
OUTCOMES = {
    Outcome.GEMENSAM_PLAN: "En gemensam plan görs.",
    Outcome.VAGLEDNING: "Mötet gav vägledning. Ingen gemensam plan görs.",
    Outcome.HANVISNING: "Personen hänvisas vidare. Ingen gemensam plan görs.",
}
TARGETS = {
    Target.SIP: "samordnad individuell plan (SIP)",
    Target.GEMENSAM_KARTLAGGNING: "gemensam kartläggning hos Arbetsförmedlingen och Försäkringskassan",
    Target.FINSAM_INSATS: "en insats som samordningsförbundet finansierar",
}
CAUSES = {
    Cause.AJOURNERAT: "Mötet ajournerades.",
    Cause.INDIVIDEN_UTEBLEV: "Personen kom inte till mötet.",
}


def when(slot: Slot) -> str:
    """Write a time: "tisdag den 3 mars 2026 klockan 10.00–11.00"."""
    day = local_day(slot.starts_at)
    return f"{WEEKDAYS[day.weekday()]} den {long_date(day)} klockan {_clock(slot.starts_at)}–{_clock(slot.ends_at)}"


def where(place: Place) -> str:
    """Write a place, or how to join by video."""
    return f"Videomöte. {sentence(place.text)}" if place.form is Form.VIDEO else place.text.strip()


def sentence(text: str) -> str:
    """Return people's own words as something that another sentence can follow."""
    said = text.strip()
    return said if said.rstrip("\"'”’»)").endswith((".", "!", "?", "…", ":")) else f"{said}."


def called(meeting: "Meeting", names: Names) -> list[str]:
    """List the units that are called, by name."""
    return [names.get(unit, unit) for unit in meeting.units]


def hanvisning_text(minutes: Minutes, names: Names) -> str | None:
    """Write where the person is sent on to, if she is."""
    sent_on = minutes.hanvisning
    if sent_on is None:
        return None
    return TARGETS[sent_on.to] if sent_on.unit is None else names.get(sent_on.unit, sent_on.unit)


def kallelse(meeting: "Meeting", names: Names, contact: str) -> Json:
    """Write the kallelse to the units."""
    opening = f"Ni kallas till möte i Finsamteamet {when(meeting.slot)}."
    return _invitation(meeting, names, contact, opening)


def moved(meeting: "Meeting", before: Slot, names: Names, contact: str) -> Json:
    """Write that a meeting has another time or place, and why."""
    opening = (
        f"Mötet i Finsamteamet som skulle ha hållits {when(before)} har ändrats. Det hålls {when(meeting.slot)}. "
        f"Skäl: {sentence(meeting.reason or '')}"
    )
    said = _invitation(meeting, names, contact, opening)
    return {**said, "tidigare_tid": utc(before.starts_at), "skal": meeting.reason}


def cancelled(meeting: "Meeting", contact: str) -> Json:
    """Write that a meeting is called off, and why."""
    return {
        **_about(meeting),
        "skal": meeting.reason,
        "kontakt": contact,
        "text": f"Mötet i Finsamteamet {when(meeting.slot)} är inställt. Skäl: {sentence(meeting.reason or '')} "
        f"{questions(contact)}",
    }


def adjourned(meeting: "Meeting", adjournment: Adjournment, contact: str) -> Json:
    """Write that nothing was dealt with, and that a new time comes."""
    return {
        **_about(meeting),
        "orsak": adjournment.cause.value,
        "skal": adjournment.text,
        "kontakt": contact,
        "text": f"Ärendet togs inte upp på mötet {when(meeting.slot)}. {CAUSES[adjournment.cause]} "
        f"{sentence(adjournment.text)} Koordinatorn kallar till en ny tid. {questions(contact)}",
    }


def note(meeting: "Meeting", minutes: Minutes, names: Names) -> Json:
    """Write the note of a held meeting, for those who were there."""
    present = [names.get(unit, unit) for unit in minutes.units]
    sent_on = hanvisning_text(minutes, names)
    further = f" Hänvisning: {sentence(sent_on)}" if sent_on else ""
    return {
        **_about(meeting),
        "narvarande": present,
        "deltagare": [
            {"enhet": names.get(a.unit, a.unit) if a.unit else None, "namn": a.name, "funktion": a.function}
            for a in minutes.attendees
        ],
        "individen_deltog": True,
        "utfall": minutes.outcome.value,
        "hanvisning": sent_on,
        "anteckning": minutes.note,
        "text": f"Mötet hölls {when(meeting.slot)}. Närvarande: personen, koordinatorn och {listed(present)}. "
        f"{OUTCOMES[minutes.outcome]}{further} {sentence(minutes.note)}",
    }


def listed(items: list[str]) -> str:
    """Write a list as running text: "a, b och c"; commas inside an item stay readable with semicolons."""
    if not items:
        return "inga parter"
    comma = "; " if any("," in item for item in items) else ", "
    return comma.join(items[:-1]) + f" och {items[-1]}" if len(items) > 1 else items[0]


def questions(contact: str) -> str:
    """Write whom to ask."""
    return f"Frågor besvaras av {contact.strip().rstrip('.')}."


def _invitation(meeting: "Meeting", names: Names, contact: str, opening: str) -> Json:
    agenda = meeting.agenda or USUAL_AGENDA
    parties = called(meeting, names)
    return {
        **_about(meeting),
        "plats": meeting.place.text,
        "form": meeting.place.form.value,
        "dagordning": agenda,
        "kallade": parties,
        "individen_kallad": True,
        "ta_med": BRING,
        "kontakt": contact,
        "text": f"{opening} Plats: {sentence(where(meeting.place))} Mötet handlar om: {sentence(agenda)} "
        f"Kallade parter: {listed(parties)}. {SUPPORT} {BRING} Svara om ni kommer, behöver en annan tid eller inte kommer. "
        f"{questions(contact)}",
    }


def _about(meeting: "Meeting") -> Json:
    return {
        "mote": str(meeting.id),
        "motestyp": meeting.kind.value,
        "tid": utc(meeting.slot.starts_at),
        "minuter": meeting.slot.minutes,
    }


def _clock(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%H.%M}"
