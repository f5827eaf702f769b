"""What was seen during a trial, as plain values: the ledger judges this and nothing else.

Written down outside the system. Moments are seconds since the epoch on the machine's clock, unless they say law.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What a client knows of its command in the end. Unknown: no answer that settles it, however often it asked."""

    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a client, under one idempotency key. `in_doubt`: tries that ended without a known outcome."""

    kind: str
    case_id: str
    outcome: Outcome
    began: float
    ended: float
    tries: int = 1
    in_doubt: int = 0
    status: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What the load knows of one case. `allowed`: recipient → categories that a row ever let it have."""

    case_id: str
    number: int
    sender: str
    team: str
    asked: tuple[str, ...]
    allowed: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in its owner's history."""

    service: str
    case_id: str
    number: int
    type: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Published:
    """One record on a service's topic, in the order of its partition."""

    service: str
    case_id: str
    number: int
    event_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One event in a reader's inbox, and what has become of it: handled, waiting or parked."""

    reader: str
    source: str
    event_id: str
    state: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """One record that was sealed for a recipient."""

    event_id: str
    case_id: str
    recipient: str
    alias: str
    epoch: int
    sequence: int
    type: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line that a party's client handed on. `life`: which start of the client; `anew`: it had been reset before.

    `canaries`: the cases whose planted texts stood in it. A damaged record has no event id.
    """

    recipient: str
    life: int
    anew: bool
    kind: str
    event_id: str = ""
    alias: str = ""
    epoch: int = 0
    sequence: int = 0
    type: str = ""
    categories: frozenset[str] = frozenset()
    canaries: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A withdrawal: whose rows end (`recipient` empty: everybody's; `category` empty: all of them).

    `said` and `enforced` bound how long it took; `law` is the law's moment when the client knew that it was enforced.
    """

    case_id: str
    recipient: str
    category: str
    said: float
    enforced: float | None = None
    law: float | None = None

    def covers(self, recipient: str, category: str) -> bool:
        """Whether a section of this category for this recipient may not be disclosed any more."""
        return self.recipient in {"", recipient} and self.category in {"", category}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One disclosure as the log has it, by the law's clock. `row` is empty for a notice, which needs none."""

    case_id: str
    recipient: str
    event_id: str
    category: str
    row: str
    at: float


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to the exit for what a withdrawal has closed: how many keys came out. Before it, some must."""

    case_id: str
    recipient: str
    after: bool
    keys: int


@dataclass(frozen=True, slots=True)
class Told:
    """The corrections of one case: those accepted, in order, and those that the team's akt tells of, in order."""

    case_id: str
    accepted: tuple[int, ...]
    told: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verifier, a process of its own, said of the exported log."""

    verdict: str
    leaves: int
    checkpoints: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """The search for planted texts in everything that was written; `hits` name places, never the text."""

    canaries: int
    files: int
    rows: int
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """How it all came to rest: seconds since the last fault was healed and the last case left. `left`: what still waited."""

    seconds: float
    queues: int
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Halves:
    """What a half-done command would leave behind: unsent events, numbers given to nothing, answers never written."""

    unsent: tuple[str, ...] = ()
    numbers: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    unanswered: tuple[str, ...] = ()
    made: frozenset[tuple[str, str]] = frozenset()
    """What leads to no fact and is there: samtal and utkast, as kind of command and id."""


@dataclass(frozen=True, slots=True)
class History:
    """All of it."""

    commands: tuple[Command, ...] = ()
    books: tuple[Book, ...] = ()
    facts: tuple[Fact, ...] = ()
    published: tuple[Published, ...] = ()
    taken: tuple[Taken, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    lines: tuple[Line, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    probes: tuple[Probe, ...] = ()
    told: tuple[Told, ...] = ()
    halves: Halves = field(default_factory=Halves)
    verified: Verified | None = None
    searched: Searched | None = None
    rest: Rest | None = None
