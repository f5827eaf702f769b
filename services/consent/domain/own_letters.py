"""Two letters to the person, on request: what she has agreed to, and who has been told what. Plain Swedish, to her."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.consent.domain import preview, words
from services.consent.domain.preview import Name, Standing
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow
from shared.days import local_day, long_date
from shared.letters.blocks import Block, Bullets, Heading, Paragraph, Table

SAMTYCKEN: Final = "Dina samtycken"
DISCLOSURES: Final = "Vem som har fått veta vad om dig"
_INTRO: Final = (
    "Det här brevet visar vad du har gått med på den dag då brevet skrevs. Du kan när som helst återkalla ditt samtycke, helt "
    "eller delvis. Du behöver inte säga varför."
)
_HOW: Final = (
    "Logga in och gör det själv under Mina samtycken.",
    "Ring teamet. Telefonnumret står överst i brevet.",
    (
        "Skriv till teamet. Adressen står överst i brevet. Skriv ditt namn, dagens datum och vad du återkallar, till "
        "exempel: Jag återkallar hela mitt samtycke. Eller: Jag återkallar mitt samtycke för Försäkringskassan."
    ),
    "Säg det till koordinatorn eller till den handläggare som gjorde anmälan.",
)
_HANDED_OUT: Final = (
    "Här står varje handling med uppgifter om dig som någon har öppnat, och det som har sagts på möten om dig. Här står enhet "
    "och funktion, inte vad den som läste heter. Vill du veta mer kan du fråga koordinatorn."
)
_NOTHING_YET: Final = "Ingen har fått några uppgifter om dig i ärendet."
_WRONG: Final = (
    "Tror du att någon har fått något som den inte borde ha fått? Säg till koordinatorn. Du kan också klaga hos "
    "Integritetsskyddsmyndigheten (IMY)."
)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Agreed:
    """One case: what it is called, who registered it, its team, and all its rows."""

    title: str
    sender: str
    team: str
    rows: Sequence[SeenRow]


def samtycken(cases: Sequence[Agreed], name: Name, now: datetime) -> list[Block]:
    """Write, per party, what may be told in which direction and until when, and what a withdrawal would mean."""
    blocks: list[Block] = [Paragraph(_INTRO)]
    used: set[str] = set()
    for case in cases:
        holding = [row for row in case.rows if row.state_at(now) is RowState.AKTIV]
        used |= {row.cell.category for row in holding}
        standing = Standing(case.sender, case.team, holding)
        if len(cases) > 1:
            blocks += [Heading(case.title)]
        blocks += [each for unit in _parties(case) for each in _party(unit, case, standing, name)]
        if holding:
            blocks += _everything(standing, name)
    blocks += [Heading("Så återkallar du"), Bullets(_HOW), Paragraph(f"{preview.AT_ONCE} {preview.AGAIN}")]
    return [*blocks, *_meanings(used)]


def disclosures(cases: Sequence[tuple[str, Sequence[Json]]]) -> list[Block]:
    """Write what was handed out, case by case: when, to which unit and function, what, and on which ground."""
    blocks: list[Block] = [Paragraph(_HANDED_OUT)]
    for title, handed_out in cases:
        if len(cases) > 1:
            blocks.append(Heading(title))
        rows = tuple(_handed_out(each) for each in sorted(handed_out, key=lambda each: each["at"]))
        blocks.append(Table(("När", "Vem", "Vad", "Varför"), rows) if rows else Paragraph(_NOTHING_YET))
    return [*blocks, Heading("Om något är fel"), Paragraph(_WRONG)]


def _parties(case: Agreed) -> list[str]:
    """Every unit but the team itself: what the team may is told with each of them."""
    return sorted({unit for row in case.rows for unit in (row.cell.source, row.cell.recipient)} - {case.team})


def _party(unit: str, case: Agreed, standing: Standing, name: Name) -> list[Block]:
    who = name(unit)
    mine = [row for row in standing.rows if row.concerns(unit)]
    if not mine:
        ended = [row for row in case.rows if row.concerns(unit)]
        return [Heading(who), Paragraph(f"Ditt samtycke omfattar inte längre {who}. {_how_it_ended(ended)}")]
    received = _lines([row for row in mine if row.cell.recipient == unit], name, gives=False)
    given = _lines([row for row in mine if row.cell.source == unit], name, gives=True)
    follows = [each.text for each in preview.consequences(standing, mine, name)]
    return [
        Heading(who),
        *([Paragraph(f"Det här får {who} veta:"), Bullets(received)] if received else []),
        *([Paragraph(f"Det här får {who} berätta:"), Bullets(given)] if given else []),
        Paragraph(f"Om du återkallar det som gäller {who} händer det här:"),
        Bullets(tuple(follows)),
    ]


def _lines(rows: Iterable[SeenRow], name: Name, *, gives: bool) -> tuple[str, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in sorted(rows, key=lambda each: each.cell):
        other = row.cell.recipient if gives else row.cell.source
        found.setdefault((other, words.last_day(row.window)), []).append(words.CATEGORIES[row.cell.category])
    towards = "Till" if gives else "Från"
    return tuple(
        f"{towards} {name(other)}, till och med den {day}: {words.listed(phrases)}."
        for (other, day), phrases in found.items()
    )


def _how_it_ended(rows: Sequence[SeenRow]) -> str:
    taken_back = [row.ended_at for row in rows if row.state is RowState.ATERKALLAT and row.ended_at]
    if taken_back:
        return f"Du återkallade det den {long_date(local_day(max(taken_back)))}."
    if all(row.state is RowState.MAKULERAT for row in rows):
        return "Det var felaktigt registrerat och är struket."
    return f"Tiden gick ut den {words.last_day(max((row.window for row in rows), key=lambda window: window.end))}."


def _everything(standing: Standing, name: Name) -> list[Block]:
    follows = [each.text for each in preview.consequences(standing, standing.rows, name)]
    kept = "Det som redan har lämnats ut stannar hos den som har fått det, enligt dess egna regler."
    return [Heading("Om du återkallar allt"), Bullets((*follows, kept))]


def _meanings(used: Iterable[str]) -> list[Block]:
    said = tuple(
        f"{phrase[:1].upper()}{phrase[1:]}. {words.MEANINGS[category]}"
        for category, phrase in words.CATEGORIES.items()
        if category in used
    )
    return [Heading("Vad orden betyder"), Bullets(said)] if said else []


def _handed_out(said: Json) -> tuple[str, str, str, str]:
    what = "" if said["ground"] == "control" else f": {words.listed([c['text'] for c in said['categories']])}"
    document = f"{said['document'][:1].upper()}{said['document'][1:]}"
    day = long_date(local_day(datetime.fromisoformat(said["at"])))
    return (
        day,
        f"{said['recipient_name']} ({said['function']})",
        f"{document} från {said['source_name']}{what}.",
        said["ground_text"],
    )
