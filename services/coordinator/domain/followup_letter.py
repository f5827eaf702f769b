"""The letter to the person about what the follow-up of her plan came to. Plain Swedish (FL 9)."""

from collections.abc import Mapping
from datetime import datetime

from services.coordinator.domain.followup import After, Continuation, DelmalResult, FollowUpResult
from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_words import Names, responsible_to_person
from services.coordinator.domain.words import sentence
from services.coordinator.domain.words_letters import VOLUNTARY_AFTER, WITHDRAW_BY_LETTER
from shared.days import long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph

TITLE = "Uppföljning av din plan"


def followup_letter(plan: Plan, result: FollowUpResult, names: Names, contact: str, at: datetime) -> Letter:
    """Write the result of each delmål, what she said, what follows and by when."""
    when = f" den {long_date(result.held_on)}" if result.held_on else ""
    blocks: list[Block] = [
        Paragraph(f"Du och teamet har följt upp din gemensamma plan på ett möte{when}. Så här blev det."),
        *_delmal(plan, result, names),
        Heading("Resultatet i stort"),
        Bullets(tuple(sentence(outcome) for outcome in result.outcomes)),
        Heading("Så här sade du"),
        Paragraph(result.own_words),
        Heading("Vad som händer nu"),
        Paragraph(_after(result.after)),
    ]
    if result.after.kind is not After.AVSLUT:
        blocks += [
            Heading("Det är frivilligt"),
            Paragraph(VOLUNTARY_AFTER),
            Paragraph(WITHDRAW_BY_LETTER),
        ]
    blocks.append(Paragraph(f"Frågor besvaras av {contact}."))
    return Letter(plan.case_id, LetterKind.UPPFOLJNING, at, TITLE, tuple(blocks))


def _delmal(plan: Plan, result: FollowUpResult, names: Names) -> list[Block]:
    found: Mapping[object, DelmalResult] = {one.delmal_id: one for one in result.delmal}
    told: list[Block] = []
    for one in sorted(plan.delmal, key=lambda each: each.due):
        became = found.get(one.id)
        if became is None:
            continue
        texts = tuple(("Hur det gick", text) for text in became.texts[:1])
        more = tuple(("", text) for text in became.texts[1:])
        rows = (
            ("Vad", one.what),
            ("Vem", responsible_to_person(one, names)),
            ("Resultat", became.status),
            *texts,
            *more,
        )
        told.append(Facts(rows))
    return [Heading("Så gick det med varje del"), *told] if told else []


def _after(after: Continuation) -> str:
    by = f" senast den {long_date(after.by)}" if after.by else ""
    match after.kind:
        case After.NY_PLAN:
            planned = f" Den ska vara klar{by}." if by else ""
            return f"Du och parterna gör en ny plan. {sentence(after.text)}{planned}"
        case After.HALLS_OPPET:
            return f"Ditt ärende hålls öppet. {sentence(after.text)} Vi följer upp igen{by}. Du får en kallelse i god tid."
        case After.AVSLUT:
            return "Teamets arbete med dig är avslutat. Du får ett eget brev om vem som fortsätter med vad."
