"""The parties' own clients, each start of them a life of its own; what they hand on is noted, never kept on disk."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.stage import LISTENING
from deploy.infra.processes import Child
from deploy.infra.system import System
from deploy.trial.history import Line
from deploy.trial.recorder import Recorder


def part_of(recipient: str) -> str:
    """Return the name of a recipient's client among the running parts."""
    return f"party-{recipient}"


@dataclass(slots=True)
class Listening:
    """Reads each client's output in a thread. Not safe for two callers at once: the keeper calls it in turn."""

    system: System
    recorder: Recorder
    _lives: dict[str, int] = field(default_factory=dict[str, int])
    _threads: list[threading.Thread] = field(default_factory=list[threading.Thread])

    def start_all(self) -> None:
        """Start every client."""
        for recipient in LISTENING:
            self.start(recipient)

    def start(self, recipient: str, *, anew: bool = False) -> None:
        """Start a client (again); ``anew``: it has forgotten what it had read."""
        life = self._lives[recipient] = self._lives.get(recipient, 0) + 1
        child = self.system.start_party(recipient)
        reading = threading.Thread(target=self._read, args=(recipient, life, anew, child), daemon=True)
        reading.start()
        self._threads.append(reading)

    def started_again(self, names: list[str]) -> None:
        """Listen to clients that were started again by who looks after the system."""
        for recipient in LISTENING:
            child = self.system.processes.child(part_of(recipient))
            if part_of(recipient) in names and child is not None:
                life = self._lives[recipient] = self._lives.get(recipient, 0) + 1
                reading = threading.Thread(
                    target=self._read, args=(recipient, life, False, child), daemon=True
                )
                reading.start()
                self._threads.append(reading)

    def _read(self, recipient: str, life: int, anew: bool, child: Child) -> None:
        assert child.process.stdout is not None
        try:
            for said in child.process.stdout:
                self.recorder.lines.append(self._line(recipient, life, anew, said))
        except ValueError:
            return  # the pipe was closed while we waited for a line, or cut in the middle of one: it has stopped

    def _line(self, recipient: str, life: int, anew: bool, said: str) -> Line:
        told: dict[str, Any] = json.loads(said)
        if "event_id" not in told:
            return Line(recipient, life, anew, told["kind"])
        return Line(
            recipient,
            life,
            anew,
            told["kind"],
            event_id=told["event_id"],
            alias=told["alias"],
            epoch=told["epoch"],
            sequence=told["sequence"],
            type=told.get("type", ""),
            categories=frozenset(section["category"] for section in told.get("sections", [])),
            canaries=frozenset(case for case, _ in self.recorder.planted_in(said)),
        )
