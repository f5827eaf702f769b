"""What the parties' own clients handed on, and what the team's akt tells: all of it, once, in order, nobody else's."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from deploy.demo.stage import LISTENING
from deploy.trial.history import Book, History, Line, Outcome
from deploy.trial.promises import ENDINGS, documents
from deploy.trial.tally import Invariant, Tally

_DOCUMENT, _DAMAGED = "document", "unreadable"
_Place = tuple[str, str, str]
"""Case, recipient, document type."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Accepted commands x recipients: what was promised, and what became of it. What is none of the three is lost."""

    promised: int
    opened: int
    withheld: int
    parked: int


def deliveries(history: History, tally: Tally) -> None:
    """Accepted commands x recipients = opened + withheld; what is parked is told as stuck too, the rest is lost."""
    expected, doubtful = _expected(history)
    arrived, opened = _arrived(history)
    withheld = _withheld(history)
    for place in expected.keys() | doubtful.keys():
        least, most, found = expected[place], expected[place] + doubtful[place], arrived[place]
        tally.count(Invariant.LOST, least)
        tally.count(Invariant.DOUBLED, found)
        told = f"{place[2]} till {place[1]} i {place[0]}"
        if opened[place] < least and not _may_lack(place, withheld):
            tally.find(Invariant.LOST, [f"{told}: {least} utlovade, {opened[place]} öppnade"])
        if found > most:
            tally.find(Invariant.DOUBLED, [f"{told}: {most} utlovade, {found} kom fram"])


def delivered(history: History) -> Delivered:
    """Return the sums of the equation, for the report."""
    expected, _ = _expected(history)
    _, opened = _arrived(history)
    withheld = _withheld(history)
    came = {place: min(promised, opened[place]) for place, promised in expected.items()}
    back = sum(promised - came[place] for place, promised in expected.items() if _may_lack(place, withheld))
    parked = sum(one.state == "parked" for one in history.taken)
    return Delivered(expected.total(), sum(came.values()), back, parked)


def _arrived(history: History) -> tuple[Counter[_Place], Counter[_Place]]:
    """Return how many records of each kind came out of a client, and how many of them it could open."""
    came = {line.event_id for line in history.lines}
    read = {line.event_id for line in history.lines if line.kind == _DOCUMENT}
    arrived, opened = Counter[_Place](), Counter[_Place]()
    for record in history.sealed:
        place = (record.case_id, record.recipient, record.type)
        arrived[place] += record.event_id in came
        opened[place] += record.event_id in read
    return arrived, opened


def _may_lack(place: _Place, withheld: set[tuple[str, str]]) -> bool:
    return bool(withheld & {(place[0], place[1]), (place[0], "")})


def _withheld(history: History) -> set[tuple[str, str]]:
    """Return case and recipient (none: all) for whom a document that was on its way may have been kept back."""
    ended = {(command.case_id, "") for command in history.commands if command.kind in ENDINGS}
    return ended | {(one.case_id, one.recipient) for one in history.withdrawn if not one.category}


def _expected(history: History) -> tuple[Counter[_Place], Counter[_Place]]:
    books = {book.case_id: book for book in history.books}
    sure, doubtful = Counter[_Place](), Counter[_Place]()
    for command in history.commands:
        book = books.get(command.case_id)
        if book is None or command.outcome is Outcome.REFUSED:
            continue
        into = sure if command.outcome is Outcome.OK else doubtful
        into.update((book.case_id, recipient, kind) for recipient, kind in documents(command.kind, book))
    return sure, doubtful


def records(history: History, tally: Tally) -> None:
    """What was sealed for a party that listens came out of its client, under one number each; none was damaged."""
    came = {(line.recipient, line.event_id) for line in history.lines}
    numbers: dict[tuple[str, str, int, int], str] = {}
    for record in history.sealed:
        if record.recipient in LISTENING:
            tally.check(
                Invariant.LOST,
                (record.recipient, record.event_id) in came,
                f"{record.type} {record.event_id} till {record.recipient} kom aldrig ur klienten",
            )
        place = (record.recipient, record.alias, record.epoch, record.sequence)
        first = numbers.setdefault(place, record.event_id)
        tally.check(
            Invariant.DOUBLED, first == record.event_id, f"{record.recipient}: {place[1:]} två gånger"
        )
    damaged = [line for line in history.lines if line.kind == _DAMAGED]
    tally.find(Invariant.LOST, (f"en oläslig post hos {line.recipient}" for line in damaged))


def lines(history: History, tally: Tally) -> None:
    """A client hands a record on once, in order. After a kill the last one may come again; after a reset, all may."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    last: dict[tuple[str, str, int], int] = {}
    before: dict[str, Line] = {}
    for line in history.lines:
        if not line.event_id:
            continue
        who, earlier = line.recipient, before.get(line.recipient)
        if earlier is not None and line.life != earlier.life and line.anew:
            seen[who].clear()
            last = {place: number for place, number in last.items() if place[0] != who}
        if line.event_id in seen[who] and not _again(line, earlier):
            tally.find(Invariant.DOUBLED, [f"{line.event_id} två gånger ur {who}s klient"])
        elif line.event_id not in seen[who]:
            place = (who, line.alias, line.epoch)
            expected = last.get(place, 0) + 1
            told = f"{who} {line.alias}: {line.epoch}/{line.sequence}, väntat {expected}"
            tally.check(Invariant.REORDERED, line.sequence == expected, told)
            last[place] = line.sequence
        tally.count(Invariant.DOUBLED)
        seen[who].add(line.event_id)
        before[who] = line


def _again(line: Line, earlier: Line | None) -> bool:
    """Whether the client was killed between handing a record on and marking it as handled."""
    return earlier is not None and line.life != earlier.life and line.event_id == earlier.event_id


def akter(history: History, tally: Tally) -> None:
    """The team's akt tells of every accepted correction, once, in the order in which they were accepted."""
    for one in history.told:
        times = Counter(one.told)
        for correction in one.accepted:
            told = f"rättelse {correction} i akten {one.case_id}"
            tally.check(Invariant.LOST, times[correction], f"{told}: saknas")
            tally.check(Invariant.DOUBLED, times[correction] <= 1, f"{told}: {times[correction]} gånger")
        once = tuple(dict.fromkeys(one.told))
        kept = tuple(correction for correction in one.accepted if correction in times)
        if kept:
            tally.check(Invariant.REORDERED, once == kept, f"akten {one.case_id}: {once}, godtagna {kept}")


def owners(history: History, tally: Tally) -> None:
    """Every planted text stands with a recipient that a row of that case allowed it, and under that case's alias."""
    books = {book.case_id: book for book in history.books}
    case_of = {record.alias: record.case_id for record in history.sealed}
    for record in history.sealed:
        book = books.get(record.case_id)
        if book is not None:
            allowed = {book.sender, book.team, *book.allowed}
            told = f"{record.type} förseglad för {record.recipient} i {record.case_id}"
            tally.check(Invariant.LEAKED, record.recipient in allowed, told)
    for line in history.lines:
        if line.kind == _DOCUMENT:
            book = books.get(case_of.get(line.alias, ""))
            tally.check(
                Invariant.LEAKED, _owns(line, book), f"{line.type} {line.event_id} hos {line.recipient}"
            )


def _owns(line: Line, book: Book | None) -> bool:
    if book is None:
        return not line.canaries
    allowed = book.allowed.get(line.recipient, frozenset())
    return line.canaries <= {book.number} and line.categories <= allowed


CHECKS: Final = (deliveries, records, lines, akter, owners)
