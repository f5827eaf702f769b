"""The time of the law: validity, deadlines, the end of a day.

It only moves forward. In development it can be moved by command; leases, back-off, tokens and logs never read it.
"""

import json
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock(Protocol):
    """Anything that knows the time of the law."""

    def now(self) -> datetime:
        """Return the present moment: aware, in UTC, never earlier than a moment returned before."""
        ...


class SystemClock:
    """The machine's clock, held back when it is set backwards."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        self._latest = max(self._latest, datetime.now(UTC))
        return self._latest


class MovableClock:
    """The machine's clock plus an offset in a file, read at each look: every process moves at once.

    For development and tests. An offset that shrinks is not followed; time stands still until it has caught up.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        self._latest = max(self._latest, datetime.now(UTC) + _offset(self._file))
        return self._latest


def make_clock(file: Path | None) -> Clock:
    """Return the clock of the law: movable where a file is named, which production refuses."""
    return SystemClock() if file is None else MovableClock(file)


def move(file: Path, step: timedelta) -> timedelta:
    """Move the clock of every process that reads the file; returns the new offset. Raises ValueError for a step back."""
    if step < timedelta(0):
        raise ValueError("the clock of the law moves only forward")
    offset = _offset(file) + step
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(json.dumps({"offset_seconds": offset.total_seconds()}), encoding="utf-8")
    draft.replace(file)
    return offset


def end_of_day(day: date) -> datetime:
    """Return the moment when a last day is over: midnight after it in Stockholm, as UTC."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=STOCKHOLM).astimezone(UTC)


def _offset(file: Path) -> timedelta:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return timedelta(0)
    return timedelta(seconds=float(content["offset_seconds"]))
