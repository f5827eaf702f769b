"""``finsam-verify BUNDLE [--key …] [--key-file …] [--kept …] [--json]``: judge an evidence bundle, without network.

Exit 0: it holds, under a key that you have named. 1: it does not hold. 2: it cannot be told (no key named, something
missing), or a file cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from finsam_verify.checkpoint import Checkpoint
from finsam_verify.encoding import Malformed
from finsam_verify.examine import Report, Verdict, examine
from finsam_verify.kept import read_kept
from finsam_verify.note import LogKey, Note
from finsam_verify.reading import Unusable, naming
from finsam_verify.words import LIMITS, VERDICTS, sentence, told

EXITS = {Verdict.HOLDS: 0, Verdict.BROKEN: 1, Verdict.OPEN: 2}
LARGEST = 512 * 1024 * 1024
_HEXADECIMAL = frozenset("0123456789abcdef")
_PRINT_LENGTH = 64


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge a bundle and say what was found; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        with naming(options.bundle):
            written = _bytes(options.bundle)
        with naming("--key"):
            pins = {_pin(key) for key in options.key}
        if options.key_file is not None:
            with naming(options.key_file):
                pins |= {_pin(key) for key in _lines(options.key_file)}
        kept: list[str] = []
        for file in options.kept:
            with naming(file):
                kept += _checkpoints(file)
    except Unusable as fault:
        print(f"finsam-verify: {fault}", file=sys.stderr)
        return 2
    report = examine(written, pins, kept)
    print(json.dumps(as_data(report), ensure_ascii=False, default=_plain) if options.json else told(report))
    return EXITS[report.verdict]


def run() -> None:
    """Be the command."""
    sys.exit(main())


def as_data(report: Report) -> dict[str, Any]:
    """Return the report for a program."""
    bundle, checkpoint = report.bundle, report.checkpoint
    return {
        "verdict": report.verdict.value,
        "said": VERDICTS[report.verdict],
        "pinned": any(finding.code == "pinned" for finding in report.findings),
        "origin": bundle.origin if bundle else None,
        "fingerprint": bundle.keys[-1].key.fingerprint if bundle and bundle.keys else None,
        "scope": bundle.scope if bundle else None,
        "made_at": bundle.made_at if bundle else None,
        "checkpoint": {"size": checkpoint.size, "at": checkpoint.at} if checkpoint else None,
        "findings": [
            {"code": each.code, "verdict": each.verdict.value, "said": sentence(each), **each.facts}
            for each in report.findings
        ],
        "not_shown": list(LIMITS),
        "leaves": [
            {
                "number": each.number,
                "at": each.leaf.at,
                "unit": each.leaf.unit,
                "function": each.leaf.function,
                "purpose": each.leaf.purpose,
                "ground": each.leaf.ground,
                "about": each.about,
                "proved": each.proved,
            }
            for each in report.leaves
        ],
    }


def _pin(key: str) -> str:
    """Return the fingerprint that a key's line or a fingerprint names; raises Malformed."""
    plain = key.strip().lower().replace(":", "")
    if len(plain) == _PRINT_LENGTH and set(plain) <= _HEXADECIMAL:
        return plain
    return LogKey.from_line(key.strip()).fingerprint


def _bytes(file: Path) -> bytes:
    if file.stat().st_size > LARGEST:
        raise Malformed("size")
    return file.read_bytes()


def _lines(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    keys = [line for line in lines if line and not line.startswith("#")]
    if not keys:
        raise Malformed("no_keys")
    return keys


def _checkpoints(file: Path) -> list[str]:
    kept = read_kept(file.read_text(encoding="utf-8"))
    for note in kept:
        Checkpoint.from_text(Note.read(note).text)
    if not kept:
        raise Malformed("nothing_kept")
    return kept


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="finsam verify",
        description="Granskar en bevisbunt ur utlämnandeloggen, utan nätverk. Slutkod 0: den håller. "
        "1: den håller inte. 2: det går inte att avgöra.",
    )
    parser.add_argument("bundle", type=Path, help="filen")
    parser.add_argument("--key", action="append", default=[], help="loggens nyckel eller dess fingeravtryck")
    parser.add_argument("--key-file", type=Path, help="filen där loggens förvaltare har publicerat nycklarna")
    parser.add_argument(
        "--kept", type=Path, action="append", default=[], help="kontrollpunkter som ett vittne har sparat"
    )
    parser.add_argument("--json", action="store_true", help="ett JSON-objekt, för ett program")
    return parser


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError


if __name__ == "__main__":
    run()
