"""The ledger of invariants: a history in, findings out. It asks nobody and forgives nothing.

What each invariant means stands in docs/decisions/0040-how-the-trial-judges.md.
"""

from collections.abc import Callable
from typing import Final

from deploy.trial import judging_exit, judging_facts, judging_received
from deploy.trial.history import History
from deploy.trial.tally import Judgement, Tally

Check = Callable[[History, Tally], None]

CHECKS: Final[tuple[Check, ...]] = (
    *judging_facts.CHECKS,
    *judging_received.CHECKS,
    *judging_exit.CHECKS,
)


def judge(history: History) -> tuple[Judgement, ...]:
    """Judge a history: one judgement for each invariant."""
    tally = Tally()
    for check in CHECKS:
        check(history, tally)
    return tally.judgements()


def worst_revoke(history: History) -> float | None:
    """Return the longest time, in seconds, from a withdrawal was sent until its client knew that it was enforced."""
    times = [each.enforced - each.said for each in history.withdrawn if each.enforced is not None]
    return max(times, default=None)
