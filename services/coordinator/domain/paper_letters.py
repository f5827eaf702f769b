"""Letters to the function that sent an anmälan on paper (FL 9, 20, 22). Plain Swedish; none of them names the person.

A letter goes by ordinary post: the sender finds the person by its own number and by what it sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.paper import Paper, PaperSender
from services.coordinator.domain.values import Decision, SupplementRequest
from services.coordinator.domain.words import FIELDS, sentence
from services.coordinator.domain.words import declined as declined_words
from services.coordinator.domain.words import taken_up as taken_up_words
from shared.days import local_day, long_date
from shared.letters.blocks import Addressee, Block, Bullets, Facts, Heading, Paragraph
from shared.reaching import IN_BACKUPS, whole_days

MISSING = {
    "samtycke_saknas": "Personens samtycke",
    "underskrift_saknas": "Personens underskrift på samtycket, med datum",
    "giltighet_saknas": "Hur länge samtycket gäller",
    "parter_saknas": "Vilka myndigheter och verksamheter samtycket omfattar",
    "uppgifter_saknas": "Vilka slags uppgifter samtycket omfattar",
}
"""What can be missing of a samtycke on paper, and how it is asked for."""
NOTHING_TOLD = (
    "Finsamteamet får inte lämna anmälan vidare utan personens samtycke (10 kap. 1 § och 12 kap. 2 § offentlighets- och "
    "sekretesslagen, 2009:400). Inget har lämnats till någon annan."
)


@dataclass(frozen=True, slots=True)
class Post:
    """What every letter to the sender bears: the akt's number, the function it goes to, and whom to ask."""

    number: str
    to: Addressee
    contact: str


def addressee(sender: PaperSender, unit_name: str) -> Addressee:
    """Write the unit and the function on the envelope; never a person alone."""
    lines = (unit_name, *sender.address)
    return Addressee(sender.function[:1].upper() + sender.function[1:], lines)


def receipt(paper: Paper, post: Post, at: datetime) -> Letter:
    """Write the mottagningsbekräftelse: received when, which number, and what happens next."""
    enclosed = paper.enclosed == "bifogat"
    coming = (
        "Koordinatorn registrerar samtycket och bedömer sedan om anmälan tas upp i teamet. Ni får besked."
        if enclosed
        else f"Samtycket saknas eller är inte fullständigt. Ni får en begäran om komplettering. {NOTHING_TOLD}"
    )
    blocks: tuple[Block, ...] = (
        Paragraph("Finsamteamet har tagit emot en anmälan på papper från er."),
        _about(paper, post.number),
        Heading("Vad som händer nu"),
        Paragraph(coming),
        *_questions(post.contact),
    )
    return Letter(
        paper.case_id, LetterKind.ANMALARE_MOTTAGNING, at, "Vi har tagit emot er anmälan", blocks, post.to
    )


def consent_wanted(paper: Paper, missing: Sequence[str], request: SupplementRequest, post: Post) -> Letter:
    """Write what is missing of the samtycke, by when it is wanted, and what happens without it."""
    blocks: tuple[Block, ...] = (
        Paragraph("Er anmälan till Finsamteamet kan inte tas om hand än. Samtycket behöver kompletteras."),
        _about(paper, post.number),
        Heading("Det här behöver vi"),
        *([Bullets(tuple(MISSING[code] for code in missing))] if missing else []),
        Paragraph(sentence(request.text)),
        Heading("Så här gör ni"),
        Paragraph(
            f"Skicka kompletteringen så att den når oss senast den {long_date(request.respond_by)}. Märk den med "
            f"{post.number}. Det är frivilligt att samtycka: fråga personen, och skicka inget som personen inte vill. Kommer inget "
            "samtycke skickar vi tillbaka anmälan till er."
        ),
        Paragraph(NOTHING_TOLD),
        *_questions(post.contact),
    )
    return Letter(
        paper.case_id,
        LetterKind.ANMALARE_SAMTYCKE,
        request.at,
        "Er anmälan behöver kompletteras",
        blocks,
        post.to,
    )


def supplement_wanted(paper: Paper, request: SupplementRequest, post: Post) -> Letter:
    """Write what the sender is asked to complete once the anmälan is being assessed; the same words as its document."""
    asked = tuple(FIELDS[name] for name in request.fields)
    blocks: tuple[Block, ...] = (
        Paragraph("Er anmälan till Finsamteamet behöver kompletteras."),
        _about(paper, post.number),
        Heading("Det här behöver vi"),
        *([Bullets(asked)] if asked else []),
        Paragraph(sentence(request.text)),
        Paragraph(
            f"Svara senast den {long_date(request.respond_by)}. Kommer inget svar kan anmälan bedömas på de uppgifter som "
            f"finns. Märk svaret med {post.number}."
        ),
        *_questions(post.contact),
    )
    kind = LetterKind.ANMALARE_KOMPLETTERING
    return Letter(paper.case_id, kind, request.at, "Er anmälan behöver kompletteras", blocks, post.to)


def besked_to_sender(paper: Paper, decision: Decision, post: Post) -> Letter:
    """Write the besked as its document says it, for a sender that does not use the system."""
    if decision.next_step is not None:
        title, said = "Er anmälan tas upp", taken_up_words(decision.next_step, decision.at)
    else:
        assert decision.decline is not None, "a decision says one of two things"
        title = (
            "Er anmälan handläggs för hand" if decision.decline.reason.moved else "Er anmälan tas inte upp"
        )
        said = declined_words(decision.decline, post.contact, decision.at)
    blocks: tuple[Block, ...] = (_about(paper, post.number), Heading("Besked"), Paragraph(said["text"]))
    return Letter(paper.case_id, LetterKind.ANMALARE_BESKED, decision.at, title, blocks, post.to)


def return_letter(case_id: UUID, received_on: date, returned: datetime, post: Post) -> Letter:
    """Write what goes with the paper that is sent back: nothing but its number and its days is left to write from.

    It says that the rest is destroyed: it is written when it is.
    """
    blocks: tuple[Block, ...] = (
        Paragraph("Vi skickar tillbaka er anmälan till Finsamteamet. Den ligger i samma kuvert."),
        Facts(
            (
                ("Kom in", long_date(received_on)),
                ("Återsänd", long_date(local_day(returned))),
                ("Nummer", post.number),
            )
        ),
        Heading("Varför"),
        Paragraph(f"Anmälan har inget fullständigt samtycke. {NOTHING_TOLD}"),
        Heading("Det här finns kvar hos oss"),
        Paragraph(
            "I vårt register står bara när anmälan kom in, dess nummer, vem som skickade den och att den är återsänd (5 kap. "
            "2 § offentlighets- och sekretesslagen). Den inskannade bilden och uppgifterna om personen är förstörda. "
            f"I våra säkerhetskopior kan de finnas kvar i högst {whole_days(IN_BACKUPS)} dagar efter det."
        ),
        Heading("Vad ni kan göra"),
        Paragraph(
            "Fortsätt den ordinarie handläggningen. Vill personen delta i teamet kan ni skicka en ny anmälan när personen har "
            "skrivit under ett samtycke."
        ),
        *_questions(post.contact),
    )
    return Letter(
        case_id, LetterKind.ANMALARE_RETUR, returned, "Vi skickar tillbaka er anmälan", blocks, post.to
    )


def _about(paper: Paper, number: str) -> Facts:
    own = (("Er beteckning", paper.sender.reference),) if paper.sender.reference else ()
    return Facts((("Vårt nummer", number), *own, ("Kom in till oss", long_date(paper.received_on))))


def _questions(contact: str) -> tuple[Block, ...]:
    return (Paragraph(f"Frågor besvaras av {contact}. Uppge numret och nämn inte personen i e-post."),)
