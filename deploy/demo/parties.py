"""The parties' own clients, each a process of its own with that recipient's credentials."""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.telling import Received
from deploy.infra.processes import Child
from deploy.infra.system import System


@dataclass(slots=True)
class PartyProcess:
    """`finsam-party read --json` of one recipient: what it prints is what the party's own system gets.

    The lines hold personal data, so they stay in the pipe and in memory; only the log is a file.
    """

    system: System
    recipient: str
    items: list[Received] = field(default_factory=list)
    running: bool = False
    _told: int = 0
    _reading: threading.Thread | None = None

    @property
    def _part(self) -> str:
        return f"party-{self.recipient}"

    async def start(self) -> None:
        """Start the client; it goes on where it was when it stopped."""
        child = await asyncio.to_thread(self.system.start_party, self.recipient)
        self._reading = threading.Thread(target=self._read, args=(child,), daemon=True)
        self._reading.start()
        self.running = True

    async def stop(self) -> None:
        """Stop the client in order."""
        if self.running:
            self.running = False
            await asyncio.to_thread(self.system.stop_one, self._part)

    async def cut(self) -> None:
        """Stop the client as when the power goes."""
        self.running = False
        await asyncio.to_thread(self.system.kill_one, self._part)

    def fresh(self) -> list[Received]:
        """Return what has come since the last call."""
        new, self._told = self.items[self._told :], len(self.items)
        return new

    def forget(self) -> None:
        """Begin anew: what came before belongs to another case."""
        self.items.clear()
        self._told = 0

    def _read(self, child: Child) -> None:
        assert child.process.stdout is not None
        try:
            for line in child.process.stdout:
                self.items.append(_received(self.recipient, json.loads(line)))
        except ValueError:
            return  # the pipe was closed while we waited for a line: the client has stopped


def _received(recipient: str, line: dict[str, Any]) -> Received:
    return Received(
        recipient=recipient,
        kind=line["kind"],
        type=line.get("type", ""),
        sequence=line["sequence"],
        event_id=line["event_id"],
        categories=tuple(dict.fromkeys(s["category"] for s in line.get("sections", []))),
    )
