"""Checkpoints that a witness has kept: a line of JSON each, in the order in which they were seen."""

import json

from finsam_verify.encoding import Malformed


def read_kept(text: str) -> list[str]:
    """Return the notes, oldest first; raises Malformed."""
    return [_note(line) for line in text.splitlines() if line.strip()]


def kept_line(note: str) -> str:
    """Return the line under which a checkpoint is kept."""
    return json.dumps({"note": note}, ensure_ascii=False) + "\n"


def _note(line: str) -> str:
    try:
        note = json.loads(line)["note"]
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError):
        raise Malformed("kept") from None
    if not isinstance(note, str):
        raise Malformed("kept")
    return note
