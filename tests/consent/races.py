"""Drives races over real sockets: requests sent at chosen moments, answers sorted by the moment a withdrawal returned."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.consent.conftest import Stores

ROOT = Path(__file__).parents[2]
_PATIENCE = 20.0


class Broken(Exception):
    """The server is gone: the answer never came."""


class Wire:
    """One keep-alive connection, read without waiting."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.buffer = b""

    def send(self, method: str, path: str, body: Any = None, token: str = "", key: str = "") -> None:
        """Send a request."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: consent", f"Content-Length: {len(content)}"]
        lines += ["Content-Type: application/json"] if content else []
        lines += [f"Authorization: Bearer {token}"] if token else []
        lines += [f"Idempotency-Key: {key}"] if key else []
        self.buffer = b""
        try:
            self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + content)
        except OSError:
            raise Broken from None

    def take(self) -> tuple[int, Any] | None:
        """Take what has arrived: the answer if it is whole."""
        with suppress(BlockingIOError):
            while True:
                try:
                    data = self.socket.recv(65536)
                except ConnectionError:
                    raise Broken from None
                if not data:
                    raise Broken
                self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if not lengths or len(body) < int(lengths[0].split(b":")[1]):
            return None
        return int(head.split(b" ", 2)[1]), json.loads(body or b"null")

    def wait(self) -> tuple[int, Any]:
        """Wait for the answer."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if (answer := self.take()) is not None:
                return answer
            select.select([self.socket], [], [], 0.5)
        raise TimeoutError

    def ask(
        self, method: str, path: str, body: Any = None, token: str = "", key: str = ""
    ) -> tuple[int, Any]:
        """Send and wait."""
        self.send(method, path, body, token, key)
        return self.wait()

    def close(self) -> None:
        """Let go."""
        self.socket.close()


class Launcher:
    """Forks servers; it has imported everything once."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.consent.exit_server"]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, cwd=ROOT, text=True, **pipes)
        self._lock, self._seed = threading.Lock(), 0

    def fork(self, asked: dict[str, Any]) -> dict[str, int]:
        """Start a server; returns its port and pid when it answers."""
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            self._seed += 1
            self._process.stdin.write(json.dumps({**asked, "seed": self._seed}) + "\n")
            self._process.stdin.flush()
            started = json.loads(self._process.stdout.readline())
            assert started, "the server did not come up"
            return started

    def close(self) -> None:
        """Take every server along."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)


class Fleet:
    """Two servers of the exit; one that was killed is replaced."""

    def __init__(self, launcher: Launcher, asked: dict[str, Any]) -> None:
        self._launcher, self._asked, self._lock = launcher, asked, threading.Lock()
        self.servers = [launcher.fork(asked) for _ in range(2)]

    def port(self, place: int) -> int:
        """Return where a server listens."""
        return self.servers[place]["port"]

    def pid(self, place: int) -> int:
        """Return a server's process."""
        return self.servers[place]["pid"]

    def replace(self, place: int) -> None:
        """Put a new server in the place of one that died, unless another thread has."""
        with self._lock:
            if not Path(f"/proc/{self.pid(place)}").exists():
                self.servers[place] = self._launcher.fork(self._asked)


@contextmanager
def fleet(launcher: Launcher, stores: "Stores", **asked: Any) -> Iterator[Fleet]:
    """Start servers; all are gone at the end."""
    made = Fleet(launcher, {"url": stores.url, "keys_url": stores.keys_url, **asked})
    try:
        yield made
    finally:
        for place in range(2):
            with suppress(ProcessLookupError):
                os.kill(made.pid(place), signal.SIGKILL)


@dataclass
class Outcome:
    """What came of one race."""

    status: int | None = None
    seconds: float = 0.0
    keys: int = 0
    late: int = 0
    broken: int = 0
    is_withdrawal_broken: bool = False


@dataclass
class Planned:
    """A request to be sent at a moment of the race."""

    at: float
    wire: Wire
    send: Callable[[Wire], None]
    is_reader: bool = False
    answer: tuple[int, Any] | None = None
    is_broken: bool = field(default=False)


def run(withdrawal: Planned, others: list[Planned]) -> Outcome:
    """Send each at its moment. A key that had not arrived when the withdrawal returned 200 is late."""
    waiting = sorted([withdrawal, *others], key=lambda each: each.at)
    outcome, flying, start = Outcome(), list[Planned](), time.monotonic()
    returned: float | None = None
    while (waiting or flying) and time.monotonic() - start < _PATIENCE:
        while waiting and waiting[0].at <= time.monotonic() - start:
            flying.append(_sent(waiting.pop(0)))
        pause = waiting[0].at - (time.monotonic() - start) if waiting else 0.5
        select.select([each.wire.socket for each in flying], [], [], max(0.0, pause))
        # The withdrawal last: what is there together with its answer was there in time.
        for each in sorted(flying, key=lambda one: one is withdrawal):
            if not _has_answer(each):
                continue
            flying.remove(each)
            outcome.broken += each.is_broken
            if each.is_reader and (keys := _keys(each)):
                outcome.keys += keys
                outcome.late += keys if returned else 0
            if each is withdrawal:
                outcome.is_withdrawal_broken = each.is_broken
            if each is withdrawal and each.answer is not None:
                outcome.status, outcome.seconds = each.answer[0], time.monotonic() - start - each.at
                if outcome.status == 200:
                    returned = _now_or_never(flying, outcome)
    return outcome


def _now_or_never(flying: list[Planned], outcome: Outcome) -> float:
    for each in [each for each in flying if each.is_reader and _has_answer(each)]:
        flying.remove(each)
        outcome.keys += _keys(each)
    return time.monotonic()


def _sent(each: Planned) -> Planned:
    try:
        each.send(each.wire)
    except Broken:
        each.is_broken = True
    return each


def _has_answer(each: Planned) -> bool:
    try:
        each.answer = each.answer or each.wire.take()
    except Broken:
        each.is_broken = True
    return each.is_broken or each.answer is not None


def _keys(each: Planned) -> int:
    if each.answer is None or each.answer[0] != 200:
        return 0
    events = each.answer[1]["events"]
    return sum(section["status"] == "key" for event in events for section in event.get("sections", ()))
