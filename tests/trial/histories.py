"""A history in which nothing went wrong, small enough to read; each test changes one thing in it."""

from deploy.trial.history import (
    Book,
    Command,
    Fact,
    Halves,
    History,
    Leaf,
    Line,
    Outcome,
    Probe,
    Published,
    Rest,
    Sealed,
    Searched,
    Taken,
    Told,
    Verified,
    Withdrawn,
)
from deploy.trial.promises import fact

CASE, OTHER = "case-1", "case-2"
SENDER, TEAM, AF, FK = "soc-sodermalm", "team-stockholm", "af", "fk"
BOTH = frozenset({"handlaggning", "sociala"})
SUBMITTED, CORRECTED = fact("referral", "referral_submitted"), fact("referral", "referral_corrected")
RECEIVED, TAKEN_UP = fact("coordinator", "referral_received"), fact("coordinator", "referral_taken_up")
SHARED, ENDED = fact("referral", "referral_shared"), fact("consent", "rows_ended")

FACTS = (
    Fact("referral", CASE, 1, SUBMITTED, "r1"),
    Fact("coordinator", CASE, 1, RECEIVED, "c1"),
    Fact("coordinator", CASE, 2, TAKEN_UP, "c2"),
    Fact("referral", CASE, 2, SHARED, "r2"),
    Fact("referral", CASE, 3, CORRECTED, "r3"),
    Fact("consent", CASE, 1, ENDED, "s1"),
)
READERS = {
    "referral": ("consent",),
    "coordinator": ("consent", "referral", "followup"),
    "consent": ("referral", "coordinator", "followup"),
}
SEALED = (
    Sealed("d1", CASE, SENDER, "alias-soc", 1, 1, "mottagningsbekraftelse"),
    Sealed("d2", CASE, SENDER, "alias-soc", 1, 2, "besked_tas_upp"),
    Sealed("d3", CASE, AF, "alias-af", 1, 1, "anmalan_delad"),
    Sealed("d4", CASE, FK, "alias-fk", 1, 1, "anmalan_delad"),
    Sealed("d5", CASE, AF, "alias-af", 1, 2, "rattelse"),
    Sealed("d6", CASE, FK, "alias-fk", 1, 2, "stop"),
)


def line(record: Sealed, **changes: object) -> Line:
    """What the recipient's client hands on of a record."""
    opened = {
        "recipient": record.recipient, "life": 1, "anew": False,
        "kind": "control" if record.type == "stop" else "document", "event_id": record.event_id,
        "alias": record.alias, "epoch": record.epoch, "sequence": record.sequence, "type": record.type,
        "categories": BOTH, "canaries": frozenset({1}),
    }  # fmt: skip
    return Line(**(opened | changes))  # pyright: ignore[reportArgumentType]


def leaf(record: Sealed, *, at: float = 50.0, row: str = "row", category: str = "sociala") -> Leaf:
    return Leaf(record.case_id, record.recipient, record.event_id, category, row, at)


def command(kind: str, outcome: Outcome = Outcome.OK, case_id: str = CASE) -> Command:
    return Command(kind, case_id, outcome, began=1.0, ended=2.0)


CLEAN = History(
    commands=(
        command("draft"), command("submit"), command("take_up"), command("correct"), command("revoke"),
        command("correct", Outcome.REFUSED),
    ),
    books=(
        Book(CASE, 1, SENDER, TEAM, (AF, FK), {SENDER: BOTH, TEAM: BOTH, AF: BOTH, FK: BOTH}),
        Book(OTHER, 2, SENDER, TEAM, (AF,), {SENDER: BOTH, TEAM: BOTH, AF: BOTH}),
    ),
    facts=FACTS,
    published=tuple(Published(one.service, one.case_id, one.number, one.event_id) for one in FACTS),
    taken=tuple(
        Taken(reader, one.service, one.event_id, "handled") for one in FACTS for reader in READERS[one.service]
    ),
    sealed=SEALED,
    lines=tuple(line(record) for record in SEALED),
    withdrawn=(Withdrawn(CASE, FK, "", said=60.0, enforced=61.5, law=1061.5),),
    leaves=tuple(leaf(record, row="" if record.type == "stop" else "row") for record in SEALED),
    probes=(Probe(CASE, FK, after=False, keys=3), Probe(CASE, FK, after=True, keys=0)),
    told=(Told(CASE, (4,), (4,)),),
    halves=Halves(
        numbers={("referral", CASE): 3, ("coordinator", CASE): 2, ("consent", CASE): 1},
        made=frozenset({("draft", CASE)}),
    ),
    verified=Verified("haller", 6, 2),
    searched=Searched(7, 100, 1000),
    rest=Rest(4.0, 17),
)  # fmt: skip
