"""The person's case as a letter, on request: where it stands, what comes next, her meetings and her plan in short."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.coordinator.domain.letter import (
    Block,
    Facts,
    Heading,
    Letter,
    LetterKind,
    Paragraph,
    Table,
)
from services.coordinator.domain.plan_words import capital
from services.coordinator.domain.words import sentence
from services.coordinator.domain.words_letters import WHERE, WITHDRAW_BY_LETTER
from shared.days import long_date

Json = dict[str, Any]
TITLE = "Ditt ärende i Finsamteamet"
STEP_STATES = {"done": "Klart", "now": "Här är du nu", "later": "Senare", "ended": "Blir inte av"}
MORE = (
    "Du kan också få två andra brev: Dina samtycken, och Vem som har fått veta vad om dig. Logga in och skriv ut dem, eller "
    "be koordinatorn om dem. Du kan också be att få läsa allt som står i din akt."
)


def case_letter(
    case_id: UUID, told: Json, meetings: Sequence[Json], plan: Json | None, at: datetime
) -> Letter:
    """Write it from what she reads when she has logged in: the case, its meetings, the plan in force if there is one."""
    blocks: list[Block] = [
        Paragraph(
            f"Det här brevet visar hur ditt ärende står den dag då brevet skrevs. {sentence(told['status_text'])}"
        ),
        Heading("Vad som händer nu"),
        Paragraph(_next(told["next"])),
        *_besked(told["decision"]),
        *_meetings(meetings),
        *_plan(plan),
        Heading("De nio stegen"),
        Table(
            ("Steg", "Var du är"),
            tuple((f"{one['step']}. {one['text']}", STEP_STATES[one["state"]]) for one in told["steps"]),
        ),
        Heading("Du bestämmer om du vill vara med"),
        Paragraph(f"Det är frivilligt att vara med. {WITHDRAW_BY_LETTER}"),
        Heading("Mer om dig"),
        Paragraph(MORE),
        Paragraph(f"Frågor besvaras av {told['contact']}. {WHERE}"),
    ]
    return Letter(case_id, LetterKind.MITT_ARENDE, at, TITLE, tuple(blocks))


def _next(coming: Json) -> str:
    by = f" Det ska ske senast den {_day(coming['by'])}." if coming["by"] else ""
    return f"{coming['what']}{by}"


def _besked(besked: Json | None) -> list[Block]:
    if besked is None:
        return []
    return [Heading("Beskedet om anmälan"), Paragraph(f"{besked['besked']} {besked['varfor']}")]


def _meetings(meetings: Sequence[Json]) -> list[Block]:
    if not meetings:
        return []
    told = [
        Facts(
            (
                ("När", capital(one["when"])),
                *((("Var", one["place"]),) if one["how_to_answer"] else ()),
                ("Vad som gäller", " ".join(said for said in _state(one) if said)),
            )
        )
        for one in meetings
    ]
    return [Heading("Dina möten"), *told]


def _state(meeting: Json) -> tuple[str | None, ...]:
    answer = meeting["my_answer_text"] if meeting["how_to_answer"] else None
    return meeting["state_text"], answer, meeting["outcome"]


def _plan(plan: Json | None) -> list[Block]:
    if plan is None:
        return []
    rows = tuple(
        (one["what"], one["who"], _day(one["due"]), capital(one["state_text"]))
        for one in (*plan["yours"], *plan["others"])
    )
    return [
        Heading("Din plan i korthet"),
        Paragraph(f"Planen gjordes den {_day(plan['made_on'])}. {plan['driver']}"),
        Table(("Vad", "Vem", "Senast", "Hur det går"), rows),
    ]


def _day(said: str) -> str:
    return long_date(date.fromisoformat(said))
