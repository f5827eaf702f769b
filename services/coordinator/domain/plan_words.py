"""The gemensam plan in plain Swedish, to the person: her letter, and what she reads when she has logged in (FL 9)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.coordinator.domain.delmal import LEFT, Delmal, DelmalKind, DelmalState
from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Handlaggare, PlanState
from services.coordinator.domain.words_letters import WITHDRAW_BY_LETTER
from shared.days import long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph
from shared.limits import due_day

Json = dict[str, Any]
Names = Mapping[str, str]
STATE_TO_PERSON = {
    DelmalState.FORESLAGET: "väntar på svar",
    DelmalState.ACCEPTERAT: "den som ansvarar har sagt ja",
    DelmalState.AVBOJT: "den som ansvarar har sagt nej, koordinatorn söker en annan lösning",
    DelmalState.PAGAR: "pågår",
    DelmalState.HINDER: "det finns ett hinder",
    DelmalState.KLART: "klart",
}
HER_STATE = {
    DelmalState.FORESLAGET: "du har inte svarat än, säg till om du vill eller inte",
    DelmalState.ACCEPTERAT: "du har sagt ja",
    DelmalState.AVBOJT: "du har sagt nej, koordinatorn hör av sig om en annan lösning",
}
FOLLOW_UP = (
    "Då går vi igenom hur det har gått med varje del. Behöver du mer stöd gör vi en ny plan tillsammans."
)
FOLLOWED_UP = "Planen är uppföljd. Hur det gick står i brevet om uppföljningen."
YOUR_CHOICE = (
    "Det är frivilligt att vara med. Du kan när som helst säga till om du vill ändra något i planen, och du kan när som "
    "helst återkalla ditt samtycke, helt eller delvis."
)
OUTSIDER = "Vi skickar inte planen till den som inte är en part i teamet."
IS_OVER = {
    PlanState.ERSATT: "Den här planen gäller inte längre. Den har ersatts av en ny plan.",
    PlanState.AVSLUTAD: "Den här planen gäller inte längre. Teamets arbete i ditt ärende är avslutat.",
}
"""What she reads, instead of what comes, of a plan that is no longer in force."""
NOBODY_DRIVES = "Koordinatorn söker just nu en ny handläggare som håller i planen."


def letter(plan: Plan, names: Names, contact: str, at: datetime, *, changed: bool) -> Letter:
    """Write the plan to the person: her own delmål first, then who does what by when, and how it is followed up."""
    title = "Din gemensamma plan är ändrad" if changed else "Din gemensamma plan"
    return Letter(
        plan.case_id, LetterKind.GEMENSAM_PLAN, at, title, tuple(_blocks(plan, names, contact, changed))
    )


def to_person(plan: Plan, names: Names, contact: str) -> Json:
    """Write the plan as the person reads it."""
    hers, others = _sorted(plan)
    return {
        "plan_id": str(plan.plan_id),
        "number": plan.number,
        "made_on": plan.made_on.isoformat(),
        "version": plan.version,
        "in_force": plan.state is PlanState.GALLER,
        "goals": [goal.text for goal in plan.goals],
        "your_words": plan.individens_ord,
        "yours": [_delmal(one, names) for one in hers],
        "others": [_delmal(one, names) for one in others],
        "driver": _driven(plan, names),
        "deputy": _who(plan.deputy, names) if plan.deputy else None,
        "follow_up": IS_OVER.get(plan.state) or _follow_up(plan),
        "follow_up_by": by.isoformat() if (by := _follow_up_by(plan)) else None,
        "contact": contact,
        "text": _text(plan, names, contact),
    }


def _blocks(plan: Plan, names: Names, contact: str, changed: bool) -> list[Block]:
    hers, others = _sorted(plan)
    blocks: list[Block] = [Paragraph(_opening(plan, changed))]
    blocks += [Heading("Det här vill vi nå"), Bullets(tuple(goal.text for goal in plan.goals))]
    if plan.individens_ord:
        blocks += [Heading("Så här sade du"), Paragraph(plan.individens_ord)]
    if hers:
        blocks += [Heading("Det här gör du"), *(Facts(_rows(one, names, mine=True)) for one in hers)]
    if others:
        blocks += [Heading("Det här gör andra"), *(Facts(_rows(one, names, mine=False)) for one in others)]
    if any(one.responsible.kind is DelmalKind.UTOMSTAENDE for one in others):
        blocks.append(Paragraph(OUTSIDER))
    blocks += [
        Heading("Den som håller i planen"),
        Paragraph(_driven(plan, names)),
        *([Paragraph(f"Ersättare är {_who(plan.deputy, names)}.")] if plan.deputy else []),
        Heading("Så följs planen upp"),
        Paragraph(_follow_up(plan)),
        Heading("Du bestämmer om du vill vara med"),
        Paragraph(YOUR_CHOICE),
        Paragraph(f"{WITHDRAW_BY_LETTER} Frågor besvaras av {contact}."),
    ]
    return blocks


def _opening(plan: Plan, changed: bool) -> str:
    made = f"Planen gjordes tillsammans med dig på mötet den {long_date(plan.made_on)}."
    return f"Din gemensamma plan har ändrats. Så här ser den ut nu. {made}" if changed else made


def _follow_up_by(plan: Plan) -> date | None:
    """Return the last day of the follow-up that is to come, by the rule until the followup service has told of it."""
    if plan.state in IS_OVER:
        return None
    if not plan.follow_ups:
        return due_day(plan.made_on)
    ahead = (one.planned_for or one.due for one in plan.follow_ups if one.recorded_on is None)
    return min(ahead, default=None)


def _follow_up(plan: Plan) -> str:
    by = _follow_up_by(plan)
    if by is None:
        return FOLLOWED_UP
    return f"Teamet följer upp planen med dig senast den {long_date(by)}. Du får en kallelse till mötet i god tid. {FOLLOW_UP}"


def _sorted(plan: Plan) -> tuple[list[Delmal], list[Delmal]]:
    """Her own delmål and the others', each by day; what has left the plan is not shown."""
    going = sorted((one for one in plan.delmal if one.state not in LEFT), key=lambda one: one.due)
    hers = [one for one in going if one.responsible.kind is DelmalKind.INDIVID]
    return hers, [one for one in going if one.responsible.kind is not DelmalKind.INDIVID]


def _rows(delmal: Delmal, names: Names, *, mine: bool) -> tuple[tuple[str, str], ...]:
    who = () if mine else (("Vem", responsible_to_person(delmal, names)),)
    return (
        ("Vad", delmal.what),
        *who,
        ("Senast", long_date(delmal.due)),
        ("Så märks det", delmal.how_seen),
        ("Hur det går", capital(state_to_person(delmal))),
    )


def _delmal(delmal: Delmal, names: Names) -> Json:
    return {
        "id": str(delmal.id),
        "what": delmal.what,
        "how_seen": delmal.how_seen,
        "who": responsible_to_person(delmal, names),
        "due": delmal.due.isoformat(),
        "state": delmal.state.value,
        "state_text": state_to_person(delmal),
    }


def state_to_person(delmal: Delmal) -> str:
    """Say where a delmål stands; of her own, what she has answered."""
    if delmal.responsible.kind is DelmalKind.INDIVID:
        return HER_STATE.get(delmal.state, STATE_TO_PERSON[delmal.state])
    return STATE_TO_PERSON[delmal.state]


def capital(text: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def responsible_to_person(delmal: Delmal, names: Names) -> str:
    """Say to the person who answers for a delmål."""
    responsible = delmal.responsible
    named = ", ".join(part for part in (responsible.name, responsible.function) if part)
    match responsible.kind:
        case DelmalKind.INDIVID:
            return "Du"
        case DelmalKind.UTOMSTAENDE:
            return named
        case DelmalKind.PART:
            unit = responsible.unit or ""
            return f"{names.get(unit, unit)}: {named}"


def _driven(plan: Plan, names: Names) -> str:
    if plan.state in IS_OVER:
        return f"{_who(plan.driver, names)} höll ihop planen." if plan.driver else ""
    if plan.driver is None:
        return NOBODY_DRIVES
    return f"{_who(plan.driver, names)} håller ihop planen och ser till att det blir av."


def _who(one: Handlaggare, names: Names) -> str:
    return f"{one.name}, {one.function} vid {names.get(one.unit, one.unit)}"


def _text(plan: Plan, names: Names, contact: str) -> str:
    hers, others = _sorted(plan)
    over = IS_OVER.get(plan.state)
    questions = f"Frågor besvaras av {contact}."
    parts = [
        over or "",
        _opening(plan, changed=False),
        "Det här vill vi nå: " + "; ".join(goal.text.rstrip(".") for goal in plan.goals) + ".",
        f"Så här sade du: {plan.individens_ord}" if plan.individens_ord else "",
        _listed("Det här gör du", hers, names),
        _listed("Det här gör andra", others, names),
        _driven(plan, names),
        *([questions] if over else [_follow_up(plan), f"{YOUR_CHOICE} {questions}"]),
    ]
    return "\n\n".join(part for part in parts if part)


def _listed(heading: str, delmal: Sequence[Delmal], names: Names) -> str:
    lines = [
        f"- {one.what.rstrip('.')}. {responsible_to_person(one, names)}, senast den {long_date(one.due)} "
        f"({state_to_person(one)})."
        for one in delmal
    ]
    return "\n".join([f"{heading}:", *lines]) if lines else ""
