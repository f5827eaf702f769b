"""Help to write delmål that hold: SMARTA, with questions to ask at the table and soft advice on what was written.

What every delmål must say is refused when it is missing (`plan_rules`); what follows here never stops anyone.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from services.coordinator.domain.delmal import UNANSWERED, Delmal, DelmalKind

SHORT_WHAT = 20
SHORT_HOW_SEEN = 15
VERY_SOON, FAR_AWAY = timedelta(days=7), timedelta(days=183)
COUNTABLE = re.compile(
    r"\d|\b(en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|första|varje|gång\w*|dag\w*|vecka|veckor|månad\w*|timm\w*|procent"
    r"|har (fått|lämnat|skickat|börjat|träffat|gjort|skrivit|beslutat)|är (bokad|bokat|klar|klart|inskickad|inlämnad))\b",
    re.IGNORECASE,
)
"""Words by which one sees that something has happened: a number, or an occurrence."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of SMARTA: its key, its letter and word, and what to ask."""

    key: str
    letter: str
    word: str
    questions: tuple[str, ...]


SMARTA = (
    Letter(
        "specifikt",
        "S",
        "Specifikt",
        ("Vad är det som ska göras, med ett enda verb?", "Vem gör det, och var?", "Vad ingår inte?"),
    ),
    Letter(
        "matbart",
        "M",
        "Mätbart",
        (
            "Hur märker du och vi att det är klart?",
            "Finns det något att räkna, eller något som har hänt?",
            "Vem ser efter?",
        ),
    ),
    Letter(
        "accepterat",
        "A",
        "Accepterat",
        (
            "Vill du själv det här?",
            "Har den som ansvarar sagt ja?",
            "Vad behöver ändras för att alla ska kunna säga ja?",
        ),
    ),
    Letter(
        "realistiskt",
        "R",
        "Realistiskt",
        (
            "Går det med den ork, tid och ekonomi som finns nu?",
            "Vad kan komma i vägen, och vad gör vi då?",
            "Vilket stöd behövs?",
        ),
    ),
    Letter(
        "tidsbestamt",
        "T",
        "Tidsbestämt",
        ("Vilken dag ska det vara klart?", "Vad ska vara gjort halvvägs?"),
    ),
    Letter(
        "ansvarsfordelat",
        "A",
        "Ansvarsfördelat",
        (
            "Vem ansvarar: vilken part och vilken handläggare, du själv eller någon annan?",
            "Vem tar över om den personen slutar eller blir sjuk?",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What could be better in a delmål, by the letter it is about. Says nothing of the delmål's content."""

    delmal_id: str
    key: str
    text: str


def advise(delmal: Delmal, today: date) -> list[Advice]:
    """Return soft advice on one delmål, in the order of the letters."""
    found: list[tuple[str, str]] = []
    if len(delmal.what.strip()) < SHORT_WHAT:
        found.append(
            ("specifikt", "Beskrivningen är mycket kort. Skriv vad som ska göras, så att alla förstår.")
        )
    if COUNTABLE.search(delmal.how_seen) is None:
        found.append(
            (
                "matbart",
                "Det finns inget att räkna och inget som ska ha hänt. Skriv hur man ser att det är klart.",
            )
        )
    elif len(delmal.how_seen.strip()) < SHORT_HOW_SEEN:
        found.append(("matbart", "Sättet att se att det är klart är mycket kort beskrivet."))
    if delmal.state in UNANSWERED:
        found.append(("accepterat", _not_accepted(delmal.responsible.kind)))
    if delmal.due - today < VERY_SOON:
        found.append(("realistiskt", "Det är mindre än en vecka kvar. Är det rimligt?"))
    if delmal.due - today > FAR_AWAY:
        found.append(
            (
                "tidsbestamt",
                "Dagen ligger efter uppföljningen om sex månader. Lägg gärna in ett steg dessförinnan.",
            )
        )
    if delmal.responsible.kind is DelmalKind.UTOMSTAENDE:
        found.append(
            ("ansvarsfordelat", "En utomstående binds inte av planen. Skriv vem som håller kontakten.")
        )
    return [Advice(str(delmal.id), key, text) for key, text in found]


def _not_accepted(kind: DelmalKind) -> str:
    match kind:
        case DelmalKind.PART:
            return "Parten har inte accepterat delmålet än. Planen binder parten först då."
        case DelmalKind.INDIVID:
            return "Personen har inte sagt ja till delmålet än."
        case DelmalKind.UTOMSTAENDE:
            return "Den utomstående får ingenting skickat till sig. Fråga om den vill ta på sig delmålet."
