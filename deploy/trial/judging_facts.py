"""From the client's answer over the owner's history and its topic to every reader's inbox: once, whole, in order."""

from collections import Counter, defaultdict
from typing import Final

from deploy.infra.topology import SERVICES
from deploy.trial.history import History, Outcome
from deploy.trial.promises import PROMISES, Promise
from deploy.trial.tally import Invariant, Tally

_HANDLED = "handled"
_WITHOUT_FACT: Final = frozenset({"dialogue", "draft"})


def facts_of_commands(history: History, tally: Tally) -> None:
    """An accepted command has just one fact of each kind that it promises; one in doubt has none or one."""
    there = Counter((fact.case_id, fact.type) for fact in history.facts)
    sure, perhaps, some = Counter[tuple[str, str]](), Counter[tuple[str, str]](), set[tuple[str, str]]()
    for command in history.commands:
        promise = PROMISES.get(command.kind, Promise())
        places = [(command.case_id, name) for name in promise.facts]
        if command.outcome is Outcome.OK:
            sure.update(places)
            some |= {(command.case_id, name) for name in promise.some}
        elif command.outcome is Outcome.UNKNOWN:
            perhaps.update(places)
    for place in sure.keys() | perhaps.keys():
        least, most, found = sure[place], sure[place] + perhaps[place], there[place]
        tally.count(Invariant.LOST, least)
        tally.count(Invariant.DOUBLED, most)
        if found < least:
            tally.find(Invariant.LOST, [f"{place[1]} i {place[0]}: {least} godtagna, {found} händelser"])
        if found > most:
            tally.find(Invariant.DOUBLED, [f"{place[1]} i {place[0]}: {most} kommandon, {found} händelser"])
    for case_id, name in some:
        tally.check(Invariant.LOST, there[case_id, name], f"{name} i {case_id}: godtagen utan händelse")


def made(history: History, tally: Tally) -> None:
    """An accepted samtal or utkast is there, and none that no client has asked for."""
    sent = [command for command in history.commands if command.kind in _WITHOUT_FACT]
    known = {(command.kind, command.case_id) for command in sent if command.outcome is Outcome.OK}
    for kind, made_id in known:
        tally.check(Invariant.LOST, (kind, made_id) in history.halves.made, f"{kind} {made_id} saknas")
    doubtful = sum(command.outcome is Outcome.UNKNOWN for command in sent)
    more = sorted(history.halves.made - known)
    tally.count(Invariant.DOUBLED, len(history.halves.made))
    if len(more) > doubtful:
        tally.find(
            Invariant.DOUBLED, [f"{kind} {made_id} har ingen klient bett om" for kind, made_id in more]
        )


def topics(history: History, tally: Tally) -> None:
    """Each fact is on its owner's topic, in its case's order; nothing is there that was not committed."""
    committed = {fact.event_id for fact in history.facts}
    published = {record.event_id for record in history.published}
    for fact in history.facts:
        tally.check(
            Invariant.LOST, fact.event_id in published, f"{fact.type} {fact.event_id} nådde aldrig ämnet"
        )
    for event_id in published:
        tally.check(Invariant.HALF, event_id in committed, f"händelse {event_id} på ämnet är aldrig beslutad")
    _in_order(history, tally)


def _in_order(history: History, tally: Tally) -> None:
    last: defaultdict[tuple[str, str], int] = defaultdict(int)
    ids: dict[tuple[str, str, int], str] = {}
    for record in history.published:
        case = (record.service, record.case_id)
        place = (*case, record.number)
        first = ids.setdefault(place, record.event_id)
        if first != record.event_id:
            tally.find(Invariant.DOUBLED, [f"{record.service} {place[1]}: nummer {record.number} två gånger"])
        if record.number > last[case]:  # what comes again, by a replay, is known by its number
            tally.check(
                Invariant.REORDERED,
                record.number == last[case] + 1,
                f"{record.service} {record.case_id}: {record.number} efter {last[case]}",
            )
            last[case] = record.number


def readers(history: History, tally: Tally) -> None:
    """Every reader of a topic has taken in each of its events, once, and handled it."""
    taken = Counter((one.reader, one.event_id) for one in history.taken)
    state = {(one.reader, one.event_id): one.state for one in history.taken}
    for reader, sources in SERVICES.items():
        for fact in history.facts:
            if fact.service not in sources:
                continue
            place = (reader, fact.event_id)
            where = f"{fact.type} {fact.event_id} hos {reader}"
            tally.check(Invariant.LOST, taken[place], f"{where}: kom aldrig in")
            tally.check(Invariant.DOUBLED, taken[place] <= 1, f"{where}: {taken[place]} gånger")
            if taken[place]:
                tally.check(Invariant.STUCK, state[place] == _HANDLED, f"{where}: {state[place]}")


def halves(history: History, tally: Tally) -> None:
    """The numbers given out are those of the facts; nothing waits to be sent, no answer was left unwritten."""
    counted = Counter((fact.service, fact.case_id) for fact in history.facts)
    for case, number in history.halves.numbers.items():
        tally.check(
            Invariant.HALF,
            counted[case] == number,
            f"{case[0]} {case[1]}: nummer {number}, {counted[case]} händelser",
        )
    for case in counted.keys() - history.halves.numbers.keys():
        tally.check(Invariant.HALF, fine=False, otherwise=f"{case[0]} {case[1]}: händelser utan nummer")
    tally.find(Invariant.HALF, (f"svaret aldrig skrivet i {where}" for where in history.halves.unanswered))
    tally.find(Invariant.STUCK, (f"aldrig skickad: {where}" for where in history.halves.unsent))


CHECKS: Final = (facts_of_commands, made, topics, readers, halves)
