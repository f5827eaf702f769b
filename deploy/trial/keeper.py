"""Who looks after the system during a trial: starts again what has ended, and lets one thing at a time be done to it."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Final, TypeVar

from deploy.infra.guard import kill_group
from deploy.infra.postgres import NAME as POSTGRES
from deploy.infra.processes import Child, NotStarted
from deploy.infra.system import System
from deploy.trial.listening import Listening

LOOK_SECONDS: Final = 0.5
_ENDS_SECONDS: Final = 20.0
Did = TypeVar("Did")


class Keeper:
    """Starts again, as a supervisor does, whatever has ended and is not being held down by a fault."""

    def __init__(self, system: System, listening: Listening) -> None:
        self.system = system
        self.listening = listening
        self.recorder = listening.recorder
        self.mended: list[str] = []
        self._held: set[str] = set()
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.do(self._mend)
            await asyncio.sleep(LOOK_SECONDS)

    async def do(self, what: Callable[[], Did]) -> Did:
        """Do something with the parts; nobody else does anything with them meanwhile, also when we are cancelled."""
        async with self._turn:
            doing = asyncio.ensure_future(asyncio.to_thread(what))
            try:
                return await asyncio.shield(doing)
            except asyncio.CancelledError:
                await asyncio.wait([doing])
                raise

    async def end(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End a part and hold it down."""
        self._held.add(name)
        await self.do(lambda: self._end(name, how))

    def let_go(self, name: str) -> None:
        """Let a part that was held down be started again."""
        self._held.discard(name)

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a part that runs."""
        child = self.system.processes.child(name)
        if child is not None and child.runs():
            child.process.send_signal(number)

    def wake_all(self) -> None:
        """Let everything go on that stands still, and nothing be held down."""
        self._held.clear()
        for name in self.system.processes.names():
            self.send(name, signal.SIGCONT)

    def _end(self, name: str, how: signal.Signals) -> None:
        child = self.system.processes.child(name)
        if child is None or not child.runs():
            return
        if how is signal.SIGKILL:
            kill_group(child.process.pid)
            child.process.wait()
            return
        os.kill(child.process.pid, how)
        child.process.wait(_ENDS_SECONDS)

    def _mend(self) -> None:
        ended = [child for child in self.system.processes.ended() if self._mine(child)]
        if any(child.program.name == POSTGRES for child in ended):
            self._start_postgres()
        others = [child.program.name for child in ended if child.program.name != POSTGRES]
        self.listening.hear_out(others)
        again = self.system.mend(others)
        self.listening.started_again(again)
        for name in again:
            self._mended(name)

    def _mine(self, child: Child) -> bool:
        return child.program.name not in self._held

    def _start_postgres(self) -> None:
        """Forget the server that ended and start it on what it left; one that does not come is tried again."""
        self.system.processes.stop(POSTGRES)
        try:
            self.system.postgres.start()
        except NotStarted:
            return
        self._mended(POSTGRES)

    def _mended(self, name: str) -> None:
        self.mended.append(name)
        self.recorder.remember(f"startad igen: {name}")
