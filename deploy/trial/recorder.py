"""What the trial writes down while it goes on, outside the system that it tries."""

import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from deploy.trial.history import Book, Command, History, Line, Probe, Told, Withdrawn

_PLACE: Final = re.compile(r"nr (\d+)-(\d+)\b")


@dataclass(slots=True)
class Recorder:
    """The notes of one trial. ``stem`` begins every text that it plants: one search finds them all."""

    stem: str = field(default_factory=lambda: f"Kanariefågeln {secrets.token_hex(6)}")
    commands: list[Command] = field(default_factory=list[Command])
    books: dict[str, Book] = field(default_factory=dict[str, Book])
    withdrawn: list[Withdrawn] = field(default_factory=list[Withdrawn])
    probes: list[Probe] = field(default_factory=list[Probe])
    lines: list[Line] = field(default_factory=list[Line])
    corrections: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    told: list[Told] = field(default_factory=list[Told])
    notes: list[str] = field(default_factory=list[str])
    """Where a case, or a question to the exit, came to no end, and why."""
    diary: list[str] = field(default_factory=list[str])
    _number: int = 0

    def remember(self, what: str) -> None:
        """Note what was done to the system, and when: for whoever looks for the reason of something found."""
        self.diary.append(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {what}")

    def next_case(self) -> int:
        """Return the number of a new case."""
        self._number += 1
        return self._number

    def canary(self, case: int, text: int) -> str:
        """Return a text that can be told from every other, and whose case can be told from it."""
        return f"{self.stem} nr {case}-{text} sjöng i trädgården."

    def planted_in(self, said: str) -> list[tuple[int, int]]:
        """Return case and number of each planted text in what was said, in order."""
        return [(int(case), int(text)) for case, text in _PLACE.findall(said)] if self.stem in said else []

    def enforced(self, of: Withdrawn, at: float, law: float) -> None:
        """Note that a withdrawal is enforced, as its client now knows."""
        self.withdrawn[self.withdrawn.index(of)] = replace(of, enforced=at, law=law)

    def history(self) -> History:
        """Return what was noted so far."""
        return History(
            commands=tuple(self.commands),
            books=tuple(self.books.values()),
            lines=tuple(self.lines),
            withdrawn=tuple(self.withdrawn),
            probes=tuple(self.probes),
            told=tuple(self.told),
        )
