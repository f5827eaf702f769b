"""The children of one command: each in its own process group, with a log, a file that says it runs, and an orderly end."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from deploy.infra.environment import child_environment
from deploy.infra.guard import end_process, kill_group, living
from deploy.infra.home import REPOSITORY, Home, write_private


class HomeTaken(RuntimeError):
    """Another command uses this home."""


class NotStarted(RuntimeError):
    """A part ended, or never answered, while it was being started; the text names its log."""


@dataclass(frozen=True, slots=True)
class Program:
    """How one part is started and stopped. With `pipe`, its standard output is the caller's to read, and never in a log."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(repr=False)
    folder: Path = REPOSITORY
    stop_with: signal.Signals = signal.SIGTERM
    grace: float = 25.0
    pipe: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """A started program."""

    program: Program
    process: subprocess.Popen[str]
    created: float

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None


class Processes:
    """Starts, watches and stops the parts of one home. One command at a time owns a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._children: dict[str, Child] = {}
        self._owner: IO[str] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def own(self, *, anew: bool = False) -> None:
        """Take the home for this command and stop what an earlier, killed one left running; `anew`, remove what it wrote."""
        if self._owner is not None:
            return
        owner = self._home.owner.open("a+")
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner.seek(0)
            raise HomeTaken(
                f"process {owner.read().strip() or '?'} already runs from {self._home.root}"
            ) from error
        owner.truncate(0)
        owner.write(str(os.getpid()))
        owner.flush()
        self._owner = owner
        self._stop_strays()
        if anew:
            self._home.empty()
        self._guard = self._start_guard()

    def start(self, program: Program) -> Child:
        """Start a program; it leads its own process group, so that Ctrl-C reaches us alone."""
        self.own()
        log = self._log(program.name)
        with log.open("w") as said:
            process = subprocess.Popen(
                program.command,
                cwd=program.folder,
                env=program.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if program.pipe else said,
                stderr=said if program.pipe else subprocess.STDOUT,
                text=True,
                process_group=0,
            )
        child = Child(program, process, psutil.Process(process.pid).create_time())
        told = {"created": child.created, "signal": int(program.stop_with), "grace": program.grace}
        write_private(self._file(program.name), json.dumps({"pid": process.pid, **told}).encode())
        self._tell_guard({"add": process.pid, **told})
        self._children[program.name] = child
        return child

    def child(self, name: str) -> Child | None:
        """The started program called `name`."""
        return self._children.get(name)

    def names(self) -> list[str]:
        """What is started, in that order."""
        return list(self._children)

    def ended(self) -> list[Child]:
        """Those that ended by themselves."""
        return [child for child in self._children.values() if not child.runs()]

    def kill(self, name: str) -> None:
        """End it by kill -9: for tests of what survives it. The program can be started again."""
        child = self._children[name]
        kill_group(child.process.pid)
        child.process.wait()
        self._forget(name)

    def stop(self, *names: str) -> None:
        """Ask these to stop, all at once; kill what has not stopped after its grace."""
        children = [self._children[name] for name in names if name in self._children]
        for child in children:
            if child.runs():
                child.process.send_signal(child.program.stop_with)
        asked = time.monotonic()
        for child in children:
            try:
                child.process.wait(max(0.1, asked + child.program.grace - time.monotonic()))
            except subprocess.TimeoutExpired:
                kill_group(child.process.pid)
                child.process.wait()
            self._forget(child.program.name)

    def release(self, *, remove: bool = False) -> None:
        """Give the home back, once everything is stopped; with `remove`, nothing of it."""
        if remove:
            self.own()  # a start that failed has given it back
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait()
        if remove:
            shutil.rmtree(self._home.root, ignore_errors=True)
        if self._owner is not None:
            self._owner.close()
        self._guard = self._owner = None

    def tail(self, name: str, lines: int = 12) -> str:
        """The end of a program's log."""
        log = self._home.logs / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    def _stop_strays(self) -> None:
        """Stop, the last started first, what still runs of a command that was killed."""
        left = [(path, json.loads(path.read_text())) for path in self._home.run.glob("*.json")]
        for path, told in sorted(left, key=lambda pair: pair[1]["created"], reverse=True):
            end_process(told["pid"], told["created"], told["signal"], told["grace"])
            path.unlink()

    def _start_guard(self) -> subprocess.Popen[bytes]:
        log = self._log("guard")
        with log.open("w") as said:
            return subprocess.Popen(
                (sys.executable, "-m", "deploy.infra.guard"),
                cwd=REPOSITORY,
                env=child_environment(self._home),
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _tell_guard(self, message: dict[str, float]) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.write(json.dumps(message).encode() + b"\n")
            self._guard.stdin.flush()

    def _forget(self, name: str) -> None:
        child = self._children.pop(name)
        if child.process.stdout is not None:
            child.process.stdout.close()
        self._tell_guard({"drop": child.process.pid})
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._home.run / f"{name}.json"

    def _log(self, name: str) -> Path:
        log = self._home.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        return log


def strays(home: Home) -> list[int]:
    """Process ids of parts that run although no command owns the home: the doctor shows them."""
    with home.owner.open("a+") as owner:
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return []
        told = [json.loads(path.read_text()) for path in home.run.glob("*.json")]
        return [entry["pid"] for entry in told if living(entry["pid"], entry["created"])]
