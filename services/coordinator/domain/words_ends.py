"""What people read when the team's work with a case has ended. Plain Swedish (FL 9)."""

from typing import Any
from uuid import UUID

from services.coordinator.domain.delmal import PLAN
from services.coordinator.domain.ends import Closing
from services.coordinator.domain.letter import Bullets, Facts, Heading, Letter, LetterKind, Paragraph
from services.coordinator.domain.values import HANDLAGGNING
from services.coordinator.domain.words import sentence
from shared.days import local_day, long_date, utc

_ENDED = "Finsamteamets arbete i ärendet är avslutat."
_OWN_HANDLING = "Varje myndighet och verksamhet fortsätter med sin egen handläggning som vanligt."


def avslut(closing: Closing, contact: str) -> dict[str, dict[str, Any]]:
    """Write the avslut that the parties read, by category: that it ended, and who carries on with what.

    That it ended is told to all; words and who carries on only in the category that they belong to. After a death it
    says no more than that it ended.
    """
    today = local_day(closing.at)
    said: dict[str, dict[str, Any]] = {
        HANDLAGGNING: {
            "avslutad": utc(closing.at),
            "lases_senast": closing.last_day.isoformat(),
            "kontakt": contact,
            "text": f"{_ENDED} Det avslutades den {long_date(today)}. {_OWN_HANDLING} Frågor besvaras av {contact}.",
        }
    }
    if closing.died:
        return said
    for category in sorted({PLAN, *(one.category for one in closing.carries_on)}):
        going_on = [one for one in closing.carries_on if one.category == category]
        lines = [f"{one.who}: {sentence(one.what)}" for one in going_on]
        said[category] = {
            "vem_fortsatter": [{"vad": one.what, "vem": one.who} for one in going_on],
            "text": " ".join([sentence(closing.text), *lines] if category == PLAN else lines),
        }
    return said


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
