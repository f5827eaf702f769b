"""Outlives the command that started it by a moment: when the command dies, also by kill -9, stops what it had started.

Reads one JSON object per line: `{"add": pid, "created": seconds, "signal": number, "grace": seconds}` or `{"drop": pid}`.
At the end of input, or when the command is no longer its parent, stops the children, the last one first.
"""

import json
import os
import selectors
import signal
import sys
from typing import Any

import psutil

LOOK_EVERY_SECONDS = 1.0


def main() -> None:
    """Listen until the command is gone, then stop its children."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    parent, children, waiting = os.getppid(), dict[int, dict[str, Any]](), b""
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ)
        while os.getppid() == parent:
            if not selector.select(LOOK_EVERY_SECONDS):
                continue
            received = os.read(sys.stdin.fileno(), 65536)
            if not received:
                break
            *lines, waiting = (waiting + received).split(b"\n")
            for line in lines:
                note(children, json.loads(line))
    for pid, told in reversed(list(children.items())):
        end_process(pid, told["created"], told["signal"], told["grace"])


def note(children: dict[int, dict[str, Any]], message: dict[str, Any]) -> None:
    """Remember or forget one child."""
    if "add" in message:
        children[message["add"]] = message
    else:
        children.pop(message["drop"], None)


def living(pid: int, created: float) -> psutil.Process | None:
    """The process with this id, if it is still the one that began at `created` (seconds since the epoch)."""
    try:
        process = psutil.Process(pid)
        if abs(process.create_time() - created) > 1 or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except psutil.NoSuchProcess:
        return None
    return process


def end_process(pid: int, created: float, stop_with: int, grace: float) -> None:
    """Ask one process to stop, wait `grace` seconds, then kill it and its group."""
    process = living(pid, created)
    if process is None:
        return
    try:
        process.send_signal(stop_with)
        process.wait(grace)
    except psutil.TimeoutExpired:
        kill_group(pid)
    except psutil.NoSuchProcess:
        return


def kill_group(pid: int) -> None:
    """Kill the process group that `pid` leads; nothing if it is gone."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    main()
