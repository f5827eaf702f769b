"""What the demo tells, and what it remembers for the final object."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TextIO

from deploy.demo.words import beside, document


class StoryBroken(Exception):
    """Something differs from what the story promises; the text says what, in Swedish."""


@dataclass(frozen=True, slots=True)
class Received:
    """One item that a party's own client opened, or could not open. `contents`: category → what it says."""

    recipient: str
    kind: str
    type: str
    sequence: int
    event_id: str
    alias: uuid.UUID
    contents: Mapping[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]], repr=False)


@dataclass(slots=True)
class Telling:
    """The story so far: printed for people, kept for programs. `now` is the story's time."""

    out: TextIO
    quiet: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    steps: list[dict[str, str]] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    withheld: list[dict[str, str]] = field(default_factory=list)
    disclosed: list[dict[str, Any]] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self._say(f"\n{title}\n{'─' * len(title)}")

    def step(self, name: str, actor: str, text: str) -> None:
        """Tell what somebody did."""
        self.steps.append({"name": name, "actor": actor, "at": self.now().astimezone(UTC).isoformat()})
        self._say(f"\n{len(self.steps):>2}. {actor}: {text}")

    def note(self, text: str) -> None:
        """Add a line under the step."""
        self._say(f"      {text}")

    def passes(self, text: str) -> None:
        """Tell that time has passed."""
        self._say(f"\n    … {text}")

    def opened(self, name: str, item: Received) -> None:
        """Tell what a party opened in its own client."""
        self.received.append({"recipient": item.recipient, "type": item.type, "sequence": item.sequence})
        self.note(
            f"✓ {name} öppnar {document(item.type)}{beside(item.type, item.contents)} (nr {item.sequence})"
        )

    def nothing(self, names: list[str], *, all_of_them: bool) -> None:
        """Tell who got nothing, once everything is at rest."""
        if all_of_them:
            self.note("– inget till någon part")
        elif names:
            self.note(f"– inget till: {', '.join(names)}")

    def kept_from(self, recipient: str, name: str, reason: str, text: str) -> None:
        """Tell what was not disclosed, and why: gone, refused or not_sealed."""
        self.withheld.append({"recipient": recipient, "reason": reason})
        self.note(f"✗ {name}: {text}")

    def canary(self, *values: str) -> None:
        """Remember personal data used in the story, so that anyone can search for it."""
        self.canaries.extend(v for v in values if v not in self.canaries)

    def table(self, head: list[str], rows: list[list[str]]) -> None:
        """Print a plain table, readable without colour or a wide screen."""
        widths = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head))]
        for row in [head, ["─" * w for w in widths], *rows]:
            self._say("  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())

    def result(self, *, ok: bool) -> dict[str, Any]:
        """Return the one object that --json prints."""
        return {
            "ok": ok,
            "steps": self.steps,
            "received": self.received,
            "withheld": self.withheld,
            "disclosed": self.disclosed,
            "canaries": self.canaries,
        }

    def say(self, text: str) -> None:
        """Print a line of its own."""
        self._say(text)

    def _say(self, text: str) -> None:
        if not self.quiet:
            print(text, file=self.out, flush=True)


def expect(fact: object, text: str) -> None:
    """Break the story when a promise does not hold."""
    if not fact:
        raise StoryBroken(re.sub(r"\s+", " ", text))
