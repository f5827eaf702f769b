"""What people read when the team's work with a case has ended. Plain Swedish (FL 9)."""

from typing import Any
from uuid import UUID

from services.coordinator.domain.ends import Closing
from services.coordinator.domain.letter import Bullets, Facts, Heading, Letter, LetterKind, Paragraph
from services.coordinator.domain.words import sentence
from shared.days import local_day, long_date, utc

_ENDED = "Finsamteamets arbete i ärendet är avslutat."
_OWN_HANDLING = "Varje myndighet och verksamhet fortsätter med sin egen handläggning som vanligt."


def avslut(closing: Closing, contact: str) -> dict[str, Any]:
    """Write the avslut that the parties read: who carries on with what. After a death it says no more than that it ended."""
    today = local_day(closing.at)
    carries_on = [] if closing.died else [{"vad": c.what, "vem": c.who} for c in closing.carries_on]
    said = "" if closing.died else f" {sentence(closing.text)}"
    lines = "".join(f" {c['vem']}: {sentence(c['vad'])}" for c in carries_on)
    return {
        "avslutad": utc(closing.at),
        "lases_senast": closing.last_day.isoformat(),
        "vem_fortsatter": carries_on,
        "beskrivning": "" if closing.died else closing.text.strip(),
        "kontakt": contact,
        "text": f"{_ENDED} Det avslutades den {long_date(today)}.{said}{lines} {_OWN_HANDLING} "
        f"Frågor besvaras av {contact}.",
    }


def farewell(case_id: UUID, closing: Closing, contact: str) -> Letter:
    """Write the letter to the person: that it has ended, who carries on, and what she can do."""
    carries_on = tuple(f"{c.who}: {sentence(c.what)}" for c in closing.carries_on)
    return Letter(
        case_id,
        LetterKind.AVSLUT,
        closing.at,
        "Finsamteamets arbete med dig är avslutat",
        (
            Paragraph(sentence(closing.text)),
            Heading("Vem som fortsätter"),
            Bullets(carries_on),
            Paragraph("Om du är kallad till ett möte med Finsamteamet är det inställt."),
            Heading("Ditt samtycke"),
            Paragraph(
                "Samtycket behövs inte längre. Det slutar gälla av sig självt när parterna har hunnit läsa att ärendet "
                "är avslutat. Det som redan har lämnats ut finns kvar hos den som har tagit emot det."
            ),
            Facts(
                (
                    ("Avslutat", long_date(local_day(closing.at))),
                    ("Samtycket gäller till och med", long_date(closing.last_day)),
                    ("Frågor", contact),
                )
            ),
            Heading("Om du behöver teamet igen"),
            Paragraph(
                "Behöver du stöd från flera parter längre fram kan en handläggare göra en ny anmälan om du vill det. "
                "Beskedet är inget beslut om ersättning, bidrag eller andra rättigheter."
            ),
        ),
    )
