"""Who has been told what about the person, when and why; what nobody has opened; who has read here. Said to her."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.consent.domain import words
from services.consent.domain.givers import Giver
from services.consent.domain.insight_words import ORDINARY, InsightWords
from shared.clock import STOCKHOLM
from shared.days import local_day, long_date
from shared.letters.blocks import Block, Heading, Paragraph, Table

CONTROL: Final = "control"
SYSTEM: Final = "system"
"""The function under which a unit's own system opens a document."""

Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SignedOn:
    """The signature that a row rested on when something was handed out. `giver`: whose word it is; None: not known now."""

    signing_id: UUID
    day: date
    giver: Giver | None


@dataclass(frozen=True, slots=True)
class Told:
    """A document handed out to a unit, or what was said to it in a meeting: its distinct categories, told once.

    `signings` are the signatures behind it, where the ground is a row.
    """

    case_id: UUID
    at: datetime
    recipient: str
    function: str
    type: str
    source: str
    ground: str
    categories: tuple[str, ...]
    signings: tuple[SignedOn, ...]


class UnopenedState(StrEnum):
    """What has become of what was sealed for a unit and never opened."""

    KAN_OPPNAS = "kan_oppnas"
    KAN_INTE_OPPNAS = "kan_inte_oppnas"
    NYCKELN_FORSTORD = "nyckeln_forstord"


@dataclass(frozen=True, slots=True)
class Unopened:
    """What was sealed for a unit and never opened. `partly`: other parts of the same document were opened."""

    case_id: UUID
    sealed_at: datetime
    recipient: str
    type: str
    source: str
    categories: tuple[str, ...]
    partly: bool
    state: UnopenedState


@dataclass(frozen=True, slots=True)
class StaffRead:
    """Somebody at a unit has read about her on a screen of this service, for this purpose."""

    case_id: UUID
    at: datetime
    unit: str
    function: str | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Insight:
    """One case: `title` says which, for a reader who has several."""

    title: str
    told: Sequence[Told]
    unopened: Sequence[Unopened]
    reads: Sequence[StaffRead]


def letter(cases: Sequence[Insight], name: Name, say: InsightWords) -> list[Block]:
    """Write it as a letter, case by case."""
    blocks: list[Block] = [Paragraph(say.intro)]
    for number, case in enumerate(cases, start=1):
        if len(cases) > 1:
            blocks.append(Heading(f"Ärende {number} av {len(cases)}: {case.title}"))
        blocks += _case(case, name, say)
    elsewhere = [Heading(say.elsewhere_heading), Paragraph(say.elsewhere)]
    return [*blocks, *elsewhere, Heading(say.wrong_heading), Paragraph(say.wrong)]


def sentence(told: Told, name: Name) -> str:
    """Say one disclosure in a sentence: who got what from whom, when, and on which ground."""
    what = (
        "" if told.ground == CONTROL else f": {words.listed([words.CATEGORIES[c] for c in told.categories])}"
    )
    return (
        f"{name(told.recipient)} ({function_of(told.function, ORDINARY)}) fick den {long_date(local_day(told.at))} "
        f"{words.DOCUMENTS[told.type]} från {source_of(told, name)}{what}. Grund: {ground_of(told, ORDINARY)}"
    )


def unopened_sentence(each: Unopened, name: Name) -> str:
    """Say what a unit has not opened, and whether it still can."""
    what = f"{words.DOCUMENTS[each.type]} från {name(each.source)}"
    whole = f"allt i {what}" if each.partly else what
    sealed = long_date(local_day(each.sealed_at))
    return f"{name(each.recipient)} har inte öppnat {whole}, klart att öppna den {sealed}. {ORDINARY.states[each.state]}"


def ground_of(told: Told, say: InsightWords) -> str:
    """Say why it was handed out; of a row, on which signature, and whose word that was."""
    if told.ground != "row" or not told.signings:
        return say.grounds[told.ground]
    days: dict[Giver | None, set[date]] = {}
    for signing in sorted(told.signings, key=lambda each: each.day):
        days.setdefault(signing.giver and signing.giver.unlimited, set()).add(signing.day)
    return " ".join(
        say.signed(giver, words.listed([long_date(day) for day in sorted(found)]))
        for giver, found in days.items()
    )


def source_of(told: Told, name: Name) -> str:
    """Name whose words it is; a control notice comes from no unit."""
    return "tjänsten" if told.ground == CONTROL else name(told.source)


def function_of(function: str | None, say: InsightWords) -> str:
    """Say a function in words; a unit's own system is called so."""
    return say.system if function in {None, SYSTEM} else str(function)


def purpose_of(purpose: str, say: InsightWords = ORDINARY) -> str:
    """Say in words what somebody read for; what was logged in words stands as it is."""
    return say.purposes.get(purpose, purpose)


def _case(case: Insight, name: Name, say: InsightWords) -> list[Block]:
    told = tuple(_told(each, name, say) for each in sorted(case.told, key=lambda each: each.at))
    blocks: list[Block] = [Table(say.columns, told) if told else Paragraph(say.nothing_yet)]
    if case.unopened:
        rows = tuple(_unopened(each, name, say) for each in case.unopened)
        blocks += [
            Heading(say.unopened_heading),
            Paragraph(say.unopened_intro),
            Table(say.unopened_columns, rows),
        ]
    if case.reads:
        reads = tuple(_reads(case.reads, name, say))
        blocks += [Heading(say.reads_heading), Paragraph(say.reads_intro), Table(say.reads_columns, reads)]
    return blocks


def _told(told: Told, name: Name, say: InsightWords) -> tuple[str, str, str, str]:
    document = _capital(words.DOCUMENTS[told.type])
    what = f" från {name(told.source)}: {say.together(told.categories)}"
    return (
        _moment(told.at),
        f"{name(told.recipient)} ({function_of(told.function, say)})",
        f"{document}{'' if told.ground == CONTROL else what}.",
        ground_of(told, say),
    )


def _unopened(each: Unopened, name: Name, say: InsightWords) -> tuple[str, str, str]:
    document = f"{_capital(words.DOCUMENTS[each.type])} från {name(each.source)}"
    part = f": {say.together(each.categories)}" if each.partly else ""
    sealed = long_date(local_day(each.sealed_at))
    return name(each.recipient), f"{document}, {sealed}{part}.", say.states[each.state]


def _reads(reads: Iterable[StaffRead], name: Name, say: InsightWords) -> Iterable[tuple[str, str, str]]:
    """Put reads of one day by the same function for the same purpose in one line."""
    return {
        (
            long_date(local_day(read.at)),
            f"{name(read.unit)} ({function_of(read.function, say)})",
            f"{_capital(purpose_of(read.purpose, say))}.",
        ): None
        for read in sorted(reads, key=lambda each: each.at)
    }


def _moment(at: datetime) -> str:
    clock = at.astimezone(STOCKHOLM)
    return f"{long_date(clock.date())} klockan {clock.hour}.{clock.minute:02d}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
