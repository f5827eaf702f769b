"""The person's case as a letter, on request: where it stands, what comes next, her meetings and her plan in short."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import MeetingState
from services.coordinator.domain.plan_words import capital
from services.coordinator.domain.values import Ending
from services.coordinator.domain.words import sentence
from services.coordinator.domain.words_letters import WITHDRAW_BY_LETTER
from shared.days import long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph, Table

Json = dict[str, Any]
TITLE = "Ditt ärende i Finsamteamet"
TOLD = frozenset({MeetingState.BOKAT, MeetingState.HALLET})
STEP_STATES = {"done": "Klart", "now": "Här är du nu", "later": "Senare", "ended": "Blir inte av"}
WITHOUT_CONSENT = frozenset(ending.status.value for ending in Ending)
"""There is nothing left to withdraw."""
VOLUNTARY = (
    Heading("Du bestämmer om du vill vara med"),
    Paragraph(f"Det är frivilligt att vara med. {WITHDRAW_BY_LETTER}"),
)
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
        *_ended(told["ended"]),
        *_besked(told["decision"]),
        *_meetings(meetings),
        *_plan(plan),
        Heading("De nio stegen"),
        Table(
            ("Steg", "Var du är"),
            tuple((f"{one['step']}. {one['text']}", STEP_STATES[one["state"]]) for one in told["steps"]),
        ),
        *([] if told["status"] in WITHOUT_CONSENT else VOLUNTARY),
        Heading("Mer om dig"),
        Paragraph(f"{MORE} Frågor besvaras av {told['contact']}."),
    ]
    return Letter(case_id, LetterKind.MITT_ARENDE, at, TITLE, tuple(blocks))


def still_told(meetings: Sequence[Meeting], now: datetime, *, is_open: bool) -> list[Meeting]:
    """Choose the meetings that a letter tells of: those booked and held, and one that failed while nothing has come instead.

    One that was called off is told of until its time has passed; one that dealt with nothing, as long as a new time comes.
    """
    return [
        one
        for one in meetings
        if one.state in TOLD or (_waits(one, now, is_open) and not _replaced(one, meetings))
    ]


def _waits(meeting: Meeting, now: datetime, is_open: bool) -> bool:
    return is_open if meeting.state is MeetingState.AJOURNERAT else meeting.slot.ends_at > now


def _replaced(meeting: Meeting, meetings: Sequence[Meeting]) -> bool:
    return any(one.state in TOLD and one.called_at > meeting.called_at for one in meetings)


def _next(coming: Json) -> str:
    by = f" Det ska ske senast den {_day(coming['by'])}." if coming["by"] else ""
    return f"{coming['what']}{by}"


def _ended(ended: Json | None) -> list[Block]:
    if ended is None:
        return []
    who = tuple(ended["carries_on"])
    carried: list[Block] = [Paragraph("De här fortsätter:"), Bullets(who)] if who else []
    return [Heading("Så avslutades ditt ärende"), Paragraph(ended["text"]), *carried]


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
    sent_on = meeting["hanvisning"] and f"Du hänvisas till: {sentence(meeting['hanvisning'])}"
    return meeting["state_text"], answer, meeting["outcome"], sent_on


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
        Paragraph(_follow_up(plan)),
    ]


def _follow_up(plan: Json) -> str:
    by = plan["follow_up_by"]
    return (
        f"Teamet följer upp planen med dig senast den {_day(by)}. Du får en kallelse."
        if by
        else plan["follow_up"]
    )


def _day(said: str) -> str:
    return long_date(date.fromisoformat(said))
