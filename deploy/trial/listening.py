"""The parties' own clients, each start of them a life of its own; what they hand on is noted, never kept on disk."""

import json
import subprocess
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from deploy.demo.stage import LISTENING
from deploy.infra.processes import Child
from deploy.infra.system import System
from deploy.trial.history import Line
from deploy.trial.recorder import Recorder

_LAST_SECONDS: Final = 10.0


def part_of(recipient: str) -> str:
    """Return the name of a recipient's client among the running parts."""
    return f"party-{recipient}"


@dataclass(slots=True)
class Listening:
    """Reads each client's output in a thread. Not safe for two callers at once: the keeper calls it in turn."""

    system: System
    recorder: Recorder
    _lives: dict[str, int] = field(default_factory=dict[str, int])
    _threads: dict[str, threading.Thread] = field(default_factory=dict[str, threading.Thread])

    def start_all(self) -> None:
        """Start every client."""
        for recipient in LISTENING:
            self.start(recipient)

    def start(self, recipient: str, *, anew: bool = False) -> None:
        """Start a client (again); ``anew``: it has forgotten what it had read."""
        self._listen(recipient, self.system.start_party(recipient), anew=anew)

    def stop(self, recipient: str) -> None:
        """Stop a client in order, when all that it has handed on is noted."""
        child = self.system.processes.child(part_of(recipient))
        if child is None:
            return
        child.process.terminate()
        try:
            child.process.wait(child.program.grace)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        self.hear_out([part_of(recipient)])
        self.system.stop_one(part_of(recipient))

    def hear_out(self, names: Iterable[str]) -> None:
        """Note the last of what clients that have ended handed on: what they had marked is not told again."""
        for recipient in LISTENING:
            if part_of(recipient) in names and recipient in self._threads:
                self._threads[recipient].join(_LAST_SECONDS)

    def started_again(self, names: Iterable[str]) -> None:
        """Listen to clients that were started again by who looks after the system."""
        for recipient in LISTENING:
            child = self.system.processes.child(part_of(recipient))
            if part_of(recipient) in names and child is not None:
                self._listen(recipient, child, anew=False)

    def _listen(self, recipient: str, child: Child, *, anew: bool) -> None:
        life = self._lives[recipient] = self._lives.get(recipient, 0) + 1
        reading = threading.Thread(target=self._read, args=(recipient, life, anew, child), daemon=True)
        reading.start()
        self._threads[recipient] = reading

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
