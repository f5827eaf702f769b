"""What people see: colours and tables on a terminal, plain lines elsewhere; progress goes to standard error."""

import os
import sys
from typing import IO, NoReturn

from rich.console import Console

PLAIN_WIDTH = 120


def console(file: IO[str]) -> Console:
    """A console on `file`: without a terminal no colours and no folding at 80; NO_COLOR is honoured (no-color.org)."""
    plain = not file.isatty() or "NO_COLOR" in os.environ
    return Console(
        file=file,
        no_color=plain,
        highlight=False,
        width=None if file.isatty() else PLAIN_WIDTH,
        soft_wrap=True,
    )


def screen(line: str) -> None:
    """Tell the person at the terminal how it goes."""
    console(sys.stderr).print(line, markup=False)


def fail(line: str) -> NoReturn:
    """Say what went wrong and end."""
    screen(f"finsam: {line}")
    sys.exit(1)
