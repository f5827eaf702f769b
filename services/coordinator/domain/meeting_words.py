"""What the units read of a meeting: kallelse, changes, and the note of what was said. Plain Swedish (FL 9)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from services.coordinator.domain.meeting_values import (
    OF_HERS,
    Adjournment,
    Cause,
    Change,
    ChangeReason,
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
NEED = "Kvarstår behovet av samverkan?"
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
    Outcome.UPPFOLJNING: "Planen följdes upp. Resultatet skrivs i uppföljningen.",
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
REASONS = {
    ChangeReason.INDIVIDEN_SJUK: "Personen är sjuk.",
    ChangeReason.INDIVIDENS_ONSKEMAL: "Personen har bett om det.",
    ChangeReason.PART_KAN_INTE: "En part kan inte komma.",
    ChangeReason.KOORDINATORN_KAN_INTE: "Koordinatorn kan inte komma.",
    ChangeReason.LOKAL_ELLER_TEKNIK: "Lokalen eller tekniken går inte att använda.",
    ChangeReason.VANTAR_PA_UNDERLAG: "Underlag väntas.",
    ChangeReason.HELG_ELLER_SEMESTER: "Helg eller semester.",
    ChangeReason.ARENDET_AVSLUTAT: "Finsamteamets arbete i ärendet är avslutat.",
    ChangeReason.ANNAT: "Annat skäl.",
}
"""Why a meeting was moved or cancelled, as the koordinator reads it."""
FORHINDER = {"kod": "forhinder", "text": "Förhinder."}
"""What the parties read instead of a reason that is about the person."""


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


def reason(change: Change) -> Json:
    """Write a reason for the parties: its code and a sentence. What is about the person is only called *förhinder*."""
    if change.reason in OF_HERS:
        return FORHINDER
    return {"kod": change.reason.value, "text": REASONS[change.reason]}


def moved(meeting: "Meeting", before: Slot, change: Change, names: Names, contact: str) -> Json:
    """Write that a meeting has another time or place, and why."""
    why = reason(change)
    opening = (
        f"Mötet i Finsamteamet som skulle ha hållits {when(before)} har ändrats. Det hålls {when(meeting.slot)}. "
        f"Skäl: {why['text']}"
    )
    said = _invitation(meeting, names, contact, opening)
    return {**said, "tidigare_tid": utc(before.starts_at), "skal": why}


def cancelled(meeting: "Meeting", change: Change, contact: str) -> Json:
    """Write that a meeting is called off, and why."""
    why = reason(change)
    return {
        **_about(meeting),
        "skal": why,
        "kontakt": contact,
        "text": f"Mötet i Finsamteamet {when(meeting.slot)} är inställt. Skäl: {why['text']} {questions(contact)}",
    }


def adjourned(meeting: "Meeting", adjournment: Adjournment, contact: str) -> Json:
    """Write that nothing was dealt with, and that a new time comes."""
    return {
        **_about(meeting),
        "orsak": adjournment.cause.value,
        "kontakt": contact,
        "text": f"Ärendet togs inte upp på mötet {when(meeting.slot)}. {CAUSES[adjournment.cause]} "
        f"Koordinatorn kallar till en ny tid. {questions(contact)}",
    }


def need_question(meeting: "Meeting", reply_by: date, contact: str) -> Json:
    """Ask the sender whether the need of collaboration remains."""
    return {
        **_about(meeting),
        "fraga": NEED,
        "svara_senast": reply_by.isoformat(),
        "kontakt": contact,
        "text": f"Mötet i Finsamteamet {when(meeting.slot)} hölls utan att det blev en gemensam plan. {NEED} Svara ja eller "
        f"nej med skäl senast den {long_date(reply_by)}. {questions(contact)}",
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
