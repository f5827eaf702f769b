"""The letters to the person about a meeting: plain Swedish, what it is about, how to answer, that it is voluntary."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.meeting_values import (
    Adjournment,
    Cause,
    Change,
    ChangeReason,
    MeetingKind,
    Minutes,
    Names,
    Slot,
)
from services.coordinator.domain.meeting_words import (
    USUAL_AGENDA,
    called,
    hanvisning_text,
    questions,
    sentence,
    when,
    where,
)
from services.coordinator.domain.words_letters import WHERE, WITHDRAW_BY_LETTER
from shared.days import long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph

if TYPE_CHECKING:
    from services.coordinator.domain.meeting import Meeting

HOW_TO_ANSWER = "Logga in och svara på kallelsen. Du kan också ringa, skriva eller säga ditt svar till koordinatorn, som antecknar det."
VOLUNTARY = (
    "Det är frivilligt att delta. Utan dig tar vi inte upp något om dig. Vill du inte delta fortsätter den vanliga "
    "handläggningen hos varje myndighet. Du kan när som helst återkalla ditt samtycke, helt eller delvis."
)
HANDED_ON = "Du bestämmer själv om du vill gå vidare dit. Fråga koordinatorn om du vill ha hjälp med den första kontakten."
GOOD_TO_KNOW = (
    "Du får ta med en stödperson, till exempel en anhörig, en vän eller ett ombud.",
    "Säg till om du behöver tolk eller någon annan anpassning. Det kostar inget.",
    "Ta gärna med papper som du vill visa. Du bestämmer själv vad du berättar.",
)
REASONS = {
    ChangeReason.INDIVIDEN_SJUK: "Du kan inte komma.",
    ChangeReason.INDIVIDENS_ONSKEMAL: "Du har bett om det.",
    ChangeReason.PART_KAN_INTE: "En part kan inte komma.",
    ChangeReason.KOORDINATORN_KAN_INTE: "Koordinatorn kan inte komma.",
    ChangeReason.LOKAL_ELLER_TEKNIK: "Lokalen eller tekniken går inte att använda.",
    ChangeReason.VANTAR_PA_UNDERLAG: "Vi väntar på underlag.",
    ChangeReason.HELG_ELLER_SEMESTER: "Det är helg eller semester.",
    ChangeReason.ARENDET_AVSLUTAT: "Finsamteamets arbete i ärendet är avslutat.",
    ChangeReason.ANNAT: "Mötet kan inte hållas som det var tänkt.",
}
"""Why a meeting was moved or cancelled, as it is told to her; that she is ill stands on no letter."""
ANSWERS = ("Jag kommer.", "Jag behöver en annan tid.", "Jag kommer inte.")
WELCOME = {
    MeetingKind.TEAM: "Du är välkommen till ett möte med Finsamteamet. På mötet pratar vi tillsammans med dig om vilket "
    "stöd du behöver och vem som kan göra vad.",
    MeetingKind.UPPFOLJNING: "Du är välkommen till ett möte med Finsamteamet. På mötet går vi tillsammans med dig igenom "
    "hur det har gått med planen och vad som ska hända sedan.",
}


def kallelse(meeting: "Meeting", names: Names, contact: str, at: datetime) -> Letter:
    """Write the kallelse to the person."""
    first = Paragraph(WELCOME[meeting.kind])
    blocks = (first, *_invitation(meeting, names, contact))
    return Letter(meeting.case_id, LetterKind.KALLELSE, at, "Kallelse till möte med Finsamteamet", blocks)


def why(change: Change) -> str:
    """Tell her the reason, and what the koordinator has added for her."""
    added = f" {sentence(change.to_person)}" if change.to_person else ""
    return f"{REASONS[change.reason]}{added}"


def moved(
    meeting: "Meeting", before: Slot, change: Change, names: Names, *, contact: str, at: datetime
) -> Letter:
    """Tell her that the meeting has another time or place, and why; she answers anew."""
    first = Paragraph(
        f"Mötet som du är kallad till {when(before)} har ändrats. Skälet är: {why(change)} "
        "Har du redan svarat behöver du svara igen."
    )
    blocks = (first, *_invitation(meeting, names, contact))
    return Letter(
        meeting.case_id, LetterKind.KALLELSE_ANDRAD, at, "Mötet med Finsamteamet har ändrats", blocks
    )


def cancelled(meeting: "Meeting", change: Change, contact: str, at: datetime) -> Letter:
    """Tell her that the meeting is called off, and why."""
    blocks = (
        Paragraph(f"Mötet med Finsamteamet {when(meeting.slot)} är inställt. Du behöver inte komma."),
        Paragraph(f"Skälet är: {why(change)}"),
        Paragraph("Blir det ett nytt möte får du en ny kallelse."),
        Paragraph(questions(contact)),
    )
    return Letter(
        meeting.case_id, LetterKind.KALLELSE_INSTALLD, at, "Mötet med Finsamteamet är inställt", blocks
    )


def adjourned(meeting: "Meeting", adjournment: Adjournment, contact: str, at: datetime) -> Letter:
    """Tell her that nothing about her was dealt with, and that a new time comes."""
    if adjournment.cause is Cause.INDIVIDEN_UTEBLEV:
        first = f"Du kom inte till mötet {when(meeting.slot)}. Därför tog vi inte upp något om dig."
    else:
        first = f"Mötet {when(meeting.slot)} ajournerades. Det betyder att ditt ärende inte togs upp."
    added = f" {sentence(adjournment.to_person)}" if adjournment.to_person else ""
    blocks = (
        Paragraph(f"{first}{added}"),
        Paragraph(
            "Du får en kallelse till en ny tid. Säg gärna till koordinatorn vilka tider som passar dig."
        ),
        Heading("Det är frivilligt"),
        Paragraph(VOLUNTARY),
        Paragraph(WITHDRAW_BY_LETTER),
        Paragraph(questions(contact)),
    )
    return Letter(meeting.case_id, LetterKind.MOTE_AJOURNERAT, at, "Du får en ny tid för mötet", blocks)


def without_plan(meeting: "Meeting", minutes: Minutes, names: Names, contact: str, at: datetime) -> Letter:
    """Tell her what a meeting led to that made no plan: vägledning, or to what and whom she is sent on."""
    sent_on = hanvisning_text(minutes, names)
    led_to = f"Du hänvisas till: {sentence(sent_on)}" if sent_on else "Mötet gav vägledning."
    blocks = (
        Paragraph(f"Du var med på mötet med Finsamteamet {when(meeting.slot)}."),
        Heading("Det här ledde mötet till"),
        Paragraph(f"{led_to} Ingen gemensam plan görs nu."),
        *([Paragraph(HANDED_ON)] if sent_on else []),
        Heading("Det här antecknades"),
        Paragraph(sentence(minutes.note)),
        Heading("Det är frivilligt"),
        Paragraph(WITHDRAW_BY_LETTER),
        Paragraph(questions(contact)),
    )
    return Letter(meeting.case_id, LetterKind.MOTE_UTFALL, at, "Det här ledde mötet till", blocks)


def _invitation(meeting: "Meeting", names: Names, contact: str) -> tuple[Block, ...]:
    agreed = meeting.agreement
    shorter: tuple[Block, ...] = ()
    if agreed is not None:
        said = (
            f"Du sade ja till att bli kallad med kortare tid än två veckor den {long_date(agreed.agreed_on)}."
        )
        shorter = (Paragraph(f"{said} Har det blivit fel, säg till så ändrar vi tiden."),)
    return (
        Facts(
            (
                ("När", when(meeting.slot)),
                ("Hur länge", f"{meeting.slot.minutes} minuter"),
                ("Var", where(meeting.place)),
            )
        ),
        *shorter,
        Heading("Det här handlar mötet om"),
        Paragraph(sentence(meeting.agenda or USUAL_AGENDA)),
        Heading("De här är kallade"),
        Bullets(("Du", "Koordinatorn i Finsamteamet", *called(meeting, names))),
        Paragraph("Bara parter som ditt samtycke omfattar får komma."),
        Heading("Svara på kallelsen"),
        Paragraph("Du kan svara något av det här:"),
        Bullets(ANSWERS),
        Paragraph(f"{HOW_TO_ANSWER} {WHERE}"),
        Heading("Det är frivilligt"),
        Paragraph(VOLUNTARY),
        Paragraph(WITHDRAW_BY_LETTER),
        Heading("Bra att veta"),
        Bullets(GOOD_TO_KNOW),
        Paragraph(questions(contact)),
    )
