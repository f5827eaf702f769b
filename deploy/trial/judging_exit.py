"""The one exit: nothing after a withdrawal was enforced, everything in the log, nothing in the clear, and all at rest."""

from typing import Final

from deploy.trial.history import History, Outcome
from deploy.trial.tally import Invariant, Tally

HEALED_SECONDS: Final = 60.0
"""So long after the last fault nothing may wait any more."""
_DOCUMENT, _HOLDS = "document", "haller"


def withdrawals(history: History, tally: Tally) -> None:
    """No disclosure rests on a withdrawn row after the client knew that the withdrawal was enforced."""
    for one in history.withdrawn:
        who = one.recipient or "alla"
        tally.check(Invariant.STUCK, one.enforced is not None, f"återkallelse för {who} i {one.case_id}")
        if one.law is None:
            continue
        late = [
            leaf
            for leaf in history.leaves
            if leaf.case_id == one.case_id
            and leaf.row
            and one.covers(leaf.recipient, leaf.category)
            and leaf.at > one.law
        ]
        tally.count(Invariant.REVOKED)
        tally.find(
            Invariant.REVOKED,
            (
                f"{leaf.category} ur {leaf.event_id} till {leaf.recipient} {leaf.at - one.law:.3f} s efter"
                for leaf in late
            ),
        )


def probes(history: History, tally: Tally) -> None:
    """Who asks at the exit after a withdrawal gets no key; counted only where some came out before it."""
    open_before = {
        (probe.case_id, probe.recipient) for probe in history.probes if not probe.after and probe.keys
    }
    for probe in history.probes:
        if not probe.after:
            continue
        told = f"{probe.recipient} fick {probe.keys} nycklar i {probe.case_id} efter återkallelsen"
        if (probe.case_id, probe.recipient) in open_before:
            tally.check(Invariant.REVOKED, not probe.keys, told)
        elif probe.keys:
            tally.find(Invariant.REVOKED, [told])


def log(history: History, tally: Tally) -> None:
    """The exported log verifies, also against what the parties keep; what was opened stands in it; no one else's."""
    logged = {(leaf.recipient, leaf.event_id) for leaf in history.leaves}
    for line in history.lines:
        if line.kind == _DOCUMENT:
            told = f"{line.event_id} öppnades av {line.recipient} utan att stå i loggen"
            tally.check(Invariant.LOG, (line.recipient, line.event_id) in logged, told)
    allowed = {book.case_id: book.allowed for book in history.books}
    for leaf in history.leaves:
        if leaf.row and leaf.case_id in allowed:
            rows = allowed[leaf.case_id].get(leaf.recipient, frozenset())
            told = f"{leaf.category} ur {leaf.event_id} lämnad till {leaf.recipient}"
            tally.check(Invariant.LEAKED, leaf.category in rows, told)
    if history.verified is not None:
        tally.count(Invariant.LOG, history.verified.leaves)
        if history.verified.verdict != _HOLDS:
            tally.find(Invariant.LOG, [f"loggen: {history.verified.verdict} {history.verified.why}".strip()])


def plaintext(history: History, tally: Tally) -> None:
    """No planted text lies in a file, a segment, a log or a row."""
    if history.searched is not None:
        tally.count(Invariant.PLAINTEXT, history.searched.files + history.searched.rows)
        tally.find(Invariant.PLAINTEXT, history.searched.hits)


def rest(history: History, tally: Tally) -> None:
    """A minute after the last fault nothing waits, nothing is parked, and every command has been answered."""
    for command in history.commands:
        told = f"{command.kind} i {command.case_id}: inget besked efter {command.tries} försök"
        tally.check(Invariant.STUCK, command.outcome is not Outcome.UNKNOWN, told)
    if history.rest is not None:
        tally.count(Invariant.STUCK, history.rest.queues)
        tally.find(Invariant.STUCK, history.rest.left)
        in_time = history.rest.seconds <= HEALED_SECONDS
        tally.check(Invariant.STUCK, in_time, f"i ro först efter {history.rest.seconds:.0f} s")


CHECKS: Final = (withdrawals, probes, log, plaintext, rest)
