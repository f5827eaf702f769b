"""The published test numbers: in development no other personnummer is accepted."""

from pathlib import Path


def published_numbers(file: Path) -> frozenset[str]:
    """Read a list of twelve-digit numbers, one a line; lines that begin with # are comments."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
