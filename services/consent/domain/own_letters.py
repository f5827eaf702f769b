"""A letter to the person, on request: what she has agreed to. Plain Swedish, to her."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.consent.domain import preview, words
from services.consent.domain.preview import Name, Standing
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow
from shared.days import local_day, long_date
from shared.letters.blocks import Block, Bullets, Facts, Heading, Paragraph, Table

SAMTYCKEN: Final = "Dina samtycken"
_INTRO: Final = (
    "Det här brevet visar vad du har gått med på den dag då brevet skrevs. Du bestämmer själv. Du kan när som helst återkalla "
    "ditt samtycke, och du behöver inte säga varför."
)
_MEANS: Final = (
    (
        "Återkallar du det som gäller en part får den inte längre veta något om dig i ärendet, och inte heller berätta "
        "något. Delmål som den ansvarar för lyfts ur planen, om det finns en. Den är inte med på fler möten. Det du har hos "
        "den utanför Finsamteam fortsätter som vanligt."
    ),
    "Återkallar du en viss sorts uppgifter, till exempel om din hälsa, slutar alla att lämna just de uppgifterna.",
    (
        "Återkallar du allt, eller det som gäller teamet, avslutas ditt ärende i Finsamteam. Möten ställs in, och planen "
        "avslutas om det finns en. Varje myndighet fortsätter med sin egen handläggning och vård."
    ),
    "Det som redan har lämnats ut stannar hos den som har fått det, enligt dess egna regler.",
)
_FIRST: Final = (
    "Innan du återkallar kan du få veta vad det betyder i just ditt ärende. Logga in, eller fråga koordinatorn eller den "
    "handläggare som gjorde anmälan. Inget ändras av att du frågar."
)
_HOW: Final = (
    "Logga in och gör det själv.",
    "Ring teamet. Telefonnumret står överst i brevet.",
    (
        "Skriv till teamet. Adressen står överst i brevet. Skriv ditt namn, dagens datum och vad du återkallar, till "
        "exempel: Jag återkallar hela mitt samtycke. Eller: Jag återkallar mitt samtycke för Försäkringskassan."
    ),
    "Säg det till koordinatorn eller till den handläggare som gjorde anmälan.",
)
_WHICH: Final = "Du har mer än ett ärende. Skriv också vilket ärende det gäller."
_PARTS: Final = ("Part", "Får veta", "Får berätta")
_ITS_OWN: Final = {
    "arende": "avslutas ditt ärende i Finsamteam.",
    "drivande": "utser koordinatorn någon annan som håller ihop planen, eller avslutar ärendet.",
}
"""What a withdrawal for one party means that it does not mean for every party: the rest is said once, for all."""
_ABOUT: Final = "uppgifter om "
_FEWEST: Final = 3
"""With fewer kinds of information than this there is no list to refer to: they are named."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One case: who opened it and when, who registered it, its team, and all its rows."""

    title: str
    sender: str
    team: str
    rows: Sequence[SeenRow]


@dataclass(frozen=True, slots=True)
class _Way:
    """What one unit may tell another: which kinds of information, and when."""

    source: str
    recipient: str
    categories: frozenset[str]
    period: str


def samtycken(cases: Sequence[Agreed], name: Name, now: datetime) -> list[Block]:
    """Write, per party, what it may be told and may tell; and once, for all of them, what a withdrawal means and how it is made."""
    blocks: list[Block] = [Paragraph(_INTRO)]
    used: set[str] = set()
    for number, case in enumerate(cases, start=1):
        holding = [row for row in case.rows if row.state_at(now) is RowState.AKTIV]
        used |= {row.cell.category for row in holding}
        if len(cases) > 1:
            blocks.append(_heading(number, len(cases), case.title))
        blocks += _in_force(case, holding, name, now) if holding else []
        blocks += _over(case, holding, name)
    which = [Paragraph(_WHICH)] if len(cases) > 1 else []
    blocks += [Heading("Så återkallar du"), Bullets(_HOW), *which]
    blocks += [Heading("Det händer om du återkallar"), Paragraph(_FIRST), Bullets(_MEANS)]
    return [*blocks, Paragraph(f"{preview.AT_ONCE} {preview.AGAIN}"), *_meanings(used)]


def _heading(number: int, of: int, title: str) -> Heading:
    return Heading(f"Ärende {number} av {of}: {title}")


def _parties(case: Agreed, rows: Iterable[SeenRow]) -> list[str]:
    """Every unit but the team itself: what the team may is told with each of them."""
    return sorted({unit for row in rows for unit in (row.cell.source, row.cell.recipient)} - {case.team})


def _in_force(case: Agreed, holding: Sequence[SeenRow], name: Name, now: datetime) -> list[Block]:
    ways = _ways(holding, now)
    periods = {way.period for way in ways}
    usual = _usual(ways)
    period = periods.pop() if len(periods) == 1 else ""
    facts = (("Gäller", period), ("Listan", _named(usual) if usual else ""))

    def called(unit: str) -> str:
        return "teamet" if unit == case.team else name(unit)

    def told(unit: str, *, gives: bool) -> str:
        mine = [way for way in ways if unit == (way.source if gives else way.recipient)]
        return _told(mine, usual, called, gives=gives, dated=not period)

    rows = tuple(
        (name(unit), told(unit, gives=False), told(unit, gives=True)) for unit in _parties(case, holding)
    )
    standing = Standing(case.sender, case.team, holding)
    return [
        Facts(tuple((label, value) for label, value in facts if value)),
        Table(_PARTS, rows),
        Bullets(
            tuple(each for unit in _parties(case, holding) for each in _of_its_own(unit, standing, name))
        ),
    ]


def _ways(holding: Iterable[SeenRow], now: datetime) -> list[_Way]:
    found: dict[tuple[str, str, str], set[str]] = {}
    for row in sorted(holding, key=lambda each: each.cell):
        way = (row.cell.source, row.cell.recipient, _period(row, now))
        found.setdefault(way, set()).add(row.cell.category)
    return [
        _Way(source, recipient, frozenset(categories), period)
        for (source, recipient, period), categories in found.items()
    ]


def _usual(ways: Sequence[_Way]) -> frozenset[str]:
    """Find what most may be told: the list that the lines refer to, so that it is written once."""
    counted = Counter(way.categories for way in ways if len(way.categories) >= _FEWEST)
    return max(counted, key=lambda each: (counted[each], len(each), sorted(each)), default=frozenset[str]())


def _told(ways: Sequence[_Way], usual: frozenset[str], called: Name, *, gives: bool, dated: bool) -> str:
    alike: dict[str, list[str]] = {}
    for way in sorted(ways, key=lambda each: called(each.recipient if gives else each.source) != "teamet"):
        what = _what(way.categories, usual) + (f", {way.period}" if dated else "")
        alike.setdefault(what, []).append(called(way.recipient if gives else way.source))
    towards = "För" if gives else "Av"
    return "\n".join(f"{towards} {words.listed(who)}: {what}." for what, who in alike.items()) or "Inget."


def _what(categories: frozenset[str], usual: frozenset[str]) -> str:
    if not usual or len(usual - categories) >= min(_FEWEST, len(usual)):
        return _named(categories)
    without, more = usual - categories, categories - usual
    less = f" utom {_named(without)}" if without else ""
    return f"allt i listan{less}" + (f", och dessutom {_named(more)}" if more else "")


def _named(categories: Collection[str]) -> str:
    return _together([phrase for category, phrase in words.CATEGORIES.items() if category in categories])


def _together(phrases: Sequence[str]) -> str:
    """Name kinds of information; that it is *uppgifter om* is said once."""
    first, *rest = phrases
    return words.listed([first, *(phrase.removeprefix(_ABOUT) for phrase in rest)])


def _period(row: SeenRow, now: datetime) -> str:
    begins = f"från och med den {long_date(local_day(row.window.start))} " if row.window.start > now else ""
    return f"{begins}till och med den {words.last_day(row.window)}"


def _of_its_own(unit: str, standing: Standing, name: Name) -> list[str]:
    mine = [row for row in standing.rows if row.concerns(unit)]
    follows = [
        _ITS_OWN[each.about] for each in preview.consequences(standing, mine, name) if each.about in _ITS_OWN
    ]
    return [f"Återkallar du det som gäller {name(unit)} {each}" for each in follows]


def _over(case: Agreed, holding: Sequence[SeenRow], name: Name) -> list[Block]:
    """Say how it ended with each party that is no longer in it; in a line, when nothing holds and all ended alike."""
    ended = {
        unit: _how_it_ended([row for row in case.rows if row.concerns(unit)])
        for unit in _parties(case, case.rows)
        if not any(row.concerns(unit) for row in holding)
    }
    if not holding and len(set(ended.values())) == 1:
        return [Paragraph(f"Inget samtycke gäller längre. {next(iter(ended.values()))}")]
    said = (f"Ditt samtycke omfattar inte längre {name(unit)}. {how}" for unit, how in ended.items())
    return [Bullets(tuple(said))]


def _how_it_ended(rows: Sequence[SeenRow]) -> str:
    taken_back = [row for row in rows if row.state is RowState.ATERKALLAT]
    if taken_back:
        return words.taken_back(max(taken_back, key=lambda row: row.ended_at or row.window.end))
    ran_out = [row for row in rows if row.state is not RowState.MAKULERAT]
    return words.ran_out(ran_out) if ran_out else "Det var felaktigt registrerat och är struket."


def _meanings(used: Iterable[str]) -> list[Block]:
    said = tuple(
        f"{phrase[:1].upper()}{phrase[1:]}. {words.MEANINGS[category]}"
        for category, phrase in words.CATEGORIES.items()
        if category in used
    )
    return [Heading("Vad orden betyder"), Bullets(said)] if said else []
