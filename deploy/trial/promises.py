"""What the product promises for each command that a client knows to be accepted: facts, and documents for whom.

Written here by itself, from docs/architecture.md; never read from the services that are judged by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from deploy.trial.history import Book


def fact(service: str, name: str) -> str:
    """Return an event type's full name."""
    return f"se.finsam.{service}.{name}.v1"


@dataclass(frozen=True, slots=True)
class Promise:
    """`facts`: each exactly once for each command; `some`: at least once. Documents for the sender, the asked, or both."""

    facts: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    to_sender: tuple[str, ...] = ()
    to_asked: tuple[str, ...] = ()


PROMISES: Final = {
    "draft": Promise(),
    "sign": Promise((fact("consent", "consent_given"),)),
    "submit": Promise(
        (fact("referral", "referral_submitted"), fact("coordinator", "referral_received")),
        to_sender=("mottagningsbekraftelse",),
    ),
    "request_supplement": Promise(
        (fact("coordinator", "supplement_requested"),), to_sender=("komplettering_begard",)
    ),
    "answer_supplement": Promise((fact("referral", "supplement_answered"),)),
    "take_up": Promise(
        (fact("coordinator", "referral_taken_up"), fact("referral", "referral_shared")),
        to_sender=("besked_tas_upp",),
        to_asked=("anmalan_delad",),
    ),
    "decline": Promise(
        (fact("coordinator", "referral_declined"),), to_sender=("besked_tas_inte_upp",)
    ),
    "correct": Promise((fact("referral", "referral_corrected"),), to_asked=("rattelse",)),
    "withdraw": Promise((fact("referral", "referral_withdrawn"),)),
    "retract": Promise(some=(fact("referral", "referral_retracted"),)),  # one for each version that was sent
    "call_meeting": Promise(
        (fact("coordinator", "meeting_called"),), to_sender=("kallelse",), to_asked=("kallelse",)
    ),
    "hold_meeting": Promise(
        (fact("coordinator", "meeting_held"),), to_sender=("motesanteckning",), to_asked=("motesanteckning",)
    ),
    "make_plan": Promise(
        (fact("coordinator", "plan_made"),), to_sender=("gemensam_plan",), to_asked=("gemensam_plan",)
    ),
    "revoke": Promise(some=(fact("consent", "rows_ended"),)),
}  # fmt: skip
"""Command → promise. What is not here, such as a samtal or a scan, leads to no fact of its own."""

ENDINGS: Final = frozenset({"retract", "withdraw"})
"""After these, as after a withdrawal of samtycke, a document that was on its way may be withheld; never else."""


def documents(kind: str, book: Book) -> Iterator[tuple[str, str]]:
    """Yield recipient and document type for each document that a command promises."""
    promise = PROMISES.get(kind, Promise())
    for document in promise.to_sender:
        yield book.sender, document
    for document in promise.to_asked:
        for party in book.asked:
            yield party, document
