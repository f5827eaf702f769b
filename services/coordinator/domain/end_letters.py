"""The letters to the person when the team's work with her case has ended. Plain Swedish (FL 9)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.coordinator.domain.ends import CarriesOn, Closing
from services.coordinator.domain.followup import FollowUpResult
from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.values import Ending
from services.coordinator.domain.words import sentence
from shared.days import local_day, long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph

TITLE = "Finsamteamets arbete med dig är avslutat"
NO_MEETING = "Om du är kallad till ett möte med Finsamteamet är det inställt. Du behöver inte komma."
OWN_HANDLING = "Varje myndighet och verksamhet fortsätter med sin egen handläggning och vård som vanligt."
KEPT = (
    "Det som redan har lämnats ut finns kvar hos den som har fått det. Varje myndighet följer sina egna regler om hur länge "
    "uppgifter ska sparas."
)
NO_DECISION = "Brevet är inget beslut om ersättning, bidrag eller andra rättigheter."
WHY = {
    Ending.ATERKALLAT: "Samtycket som teamets arbete byggde på är återkallat.",
    Ending.UTGANGET: "Tiden för ditt samtycke har gått ut.",
    Ending.MAKULERAT: "Ditt samtycke hade registrerats fel och är struket.",
}
TAKEN_BACK = "Handläggaren som gjorde anmälan har dragit tillbaka den."
SENT_IN_ERROR = (
    "Anmälan hade skickats till teamet av misstag, och den som skickade den har tagit tillbaka den."
)
STOPPED = (
    "Teamet och parterna lämnar inte längre uppgifter om dig till varandra i ärendet.",
    "Det som var på väg men inte hade öppnats när samtycket upphörde går inte att öppna.",
    "Möten som var planerade är inställda. Du behöver inte komma.",
    "Den gemensamma planen är avslutad, om du hade en.",
)


def farewell(case_id: UUID, closing: Closing, contact: str) -> Letter:
    """Write that the koordinator has ended the case: who carries on, until when the samtycke holds, whom to turn to."""
    return _carried_on(
        case_id, closing.text, closing.carries_on, last_day=closing.last_day, contact=contact, at=closing.at
    )


def concluded(case_id: UUID, result: FollowUpResult, last_day: date, contact: str, at: datetime) -> Letter:
    """Write that the case ended with the follow-up of its plan."""
    return _carried_on(
        case_id, result.after.text, result.after.carries_on, last_day=last_day, contact=contact, at=at
    )


def consent_lost(case_id: UUID, ending: Ending, contact: str, at: datetime) -> Letter:
    """Write that the case ended because the samtycke has: what is stopped, what is kept, whom to turn to."""
    blocks = (
        Paragraph(f"{WHY[ending]} Därför är Finsamteamets arbete i ditt ärende avslutat."),
        Heading("Det här är stoppat"),
        Bullets(STOPPED),
        Heading("Det här finns kvar"),
        Paragraph(
            f"{KEPT} Teamets akt finns också kvar så länge lagen kräver det. Ingen i teamet läser den utan att först ange "
            "varför, och du kan se att det har skett."
        ),
        Paragraph(OWN_HANDLING),
        Facts((("Avslutat", long_date(local_day(at))), ("Frågor", contact))),
        *_afterwards(contact),
    )
    return Letter(case_id, LetterKind.AVSLUT, at, TITLE, blocks)


def taken_back(case_id: UUID, contact: str, last_day: date, at: datetime) -> Letter:
    """Write that the case ended before it began: the sender has taken its anmälan back."""
    blocks = (
        Paragraph(
            f"{TAKEN_BACK} Därför bedömer Finsamteamet den inte, och teamets arbete med dig är avslutat."
        ),
        Paragraph(
            "Vill du veta varför, eller vill du att anmälan ska gå vidare? Hör av dig till handläggaren som gjorde den."
        ),
        Paragraph(OWN_HANDLING),
        Heading("Ditt samtycke"),
        Paragraph(
            "Samtycket behövs inte längre i ärendet, och slutar gälla av sig självt. Du kan återkalla det tidigare om du "
            f"vill. {KEPT}"
        ),
        Facts(
            (
                ("Avslutat", long_date(local_day(at))),
                ("Samtycket gäller till och med", long_date(last_day)),
                ("Frågor", contact),
            )
        ),
        *_afterwards(contact),
    )
    return Letter(case_id, LetterKind.AVSLUT, at, TITLE, blocks)


def sent_in_error(case_id: UUID, contact: str, at: datetime) -> Letter:
    """Write, to someone who has had a besked, that her case ends because the anmälan should not have been sent."""
    blocks = (
        Paragraph(f"{SENT_IN_ERROR} Därför är Finsamteamets arbete avslutat."),
        Paragraph(NO_MEETING),
        Paragraph(
            "Det som stod i anmälan är stängt hos teamet. Uppgifter som ingen hade öppnat går inte längre att öppna. Handläggaren "
            "som skickade anmälan kan berätta vad som har hänt, och vem som hade öppnat den."
        ),
        Paragraph(OWN_HANDLING),
        Facts((("Avslutat", long_date(local_day(at))), ("Frågor", contact))),
        *_afterwards(contact),
    )
    return Letter(case_id, LetterKind.AVSLUT, at, TITLE, blocks)


def _carried_on(
    case_id: UUID,
    text: str,
    carries_on: Sequence[CarriesOn],
    *,
    last_day: date,
    contact: str,
    at: datetime,
) -> Letter:
    who: tuple[Block, ...] = (Bullets(tuple(f"{c.who}: {sentence(c.what)}" for c in carries_on)),)
    blocks = (
        Paragraph(sentence(text)),
        Heading("Vem som fortsätter"),
        *(who if carries_on else ()),
        Paragraph(OWN_HANDLING),
        Paragraph(NO_MEETING),
        Heading("Ditt samtycke"),
        Paragraph(
            "Samtycket behövs inte längre. Det slutar gälla av sig självt när parterna har hunnit läsa att ärendet är "
            f"avslutat. Du kan återkalla det tidigare om du vill. {KEPT}"
        ),
        Facts(
            (
                ("Avslutat", long_date(local_day(at))),
                ("Samtycket gäller till och med", long_date(last_day)),
                ("Frågor", contact),
            )
        ),
        *_afterwards(contact),
    )
    return Letter(case_id, LetterKind.AVSLUT, at, TITLE, blocks)


def _afterwards(contact: str) -> tuple[Block, ...]:
    return (
        Heading("Om du behöver teamet igen"),
        Paragraph(
            "Behöver du stöd från flera parter längre fram kan en handläggare göra en ny anmälan, om du vill det. Då behövs "
            f"ett nytt samtycke. {NO_DECISION}"
        ),
        Heading("Om du inte är nöjd"),
        Paragraph(
            f"Är något fel, eller är du inte nöjd med hur teamet har arbetat? Hör av dig till {contact}. Telefonnumret och "
            "adressen står överst i brevet. Du kan också klaga hos Justitieombudsmannen (JO). Gäller det hur dina "
            "personuppgifter har hanterats kan du klaga hos Integritetsskyddsmyndigheten (IMY)."
        ),
    )
