"""What the log says of itself at a moment: how many leaves it holds, and their root (C2SP tlog-checkpoint.md).

    origin
    size
    root, base64
    time, RFC 3339      an extension line: when it was signed

A checkpoint that somebody else has kept cannot be taken back. It is what tells a changed log from an untouched one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from finsam_verify.encoding import Malformed, from_base64, from_moment, from_number, to_base64, to_moment
from finsam_verify.merkle import HASH_BYTES
from finsam_verify.note import LogKey, Note

_LINES: Final = 4
_TURN: Final = "finsamteam/loggnyckel/1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree at a moment."""

    origin: str
    size: int
    root: bytes
    at: datetime

    @property
    def tree(self) -> tuple[int, bytes]:
        """Return size and root."""
        return self.size, self.root

    @property
    def text(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n{to_moment(self.at)}\n"

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Read what was signed; raises Malformed."""
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[-1] or not lines[0]:
            raise Malformed("checkpoint")
        root = from_base64(lines[2])
        if len(root) != HASH_BYTES:
            raise Malformed("checkpoint")
        return cls(lines[0], from_number(lines[1]), root, from_moment(lines[3]))


@dataclass(frozen=True, slots=True)
class Turn:
    """A log hands its work over to a new key: the old key signs which one follows, and from which size on."""

    origin: str
    size: int
    key: LogKey
    at: datetime

    @property
    def text(self) -> str:
        """Return what the old key signs."""
        return f"{_TURN}\n{self.origin}\n{self.size}\n{self.key.line}\n{to_moment(self.at)}\n"

    @classmethod
    def from_text(cls, text: str) -> "Turn":
        """Read what was signed; raises Malformed."""
        lines = text.split("\n")
        if len(lines) != _LINES + 2 or lines[0] != _TURN or lines[-1]:
            raise Malformed("turn")
        key = LogKey.from_line(lines[3])
        return cls(lines[1], from_number(lines[2]), key, from_moment(lines[4]))


@dataclass(frozen=True, slots=True)
class KeyLink:
    """One key of a log, from which size it signs, and the older key's word for it (none: it was never handed over)."""

    key: LogKey
    from_size: int
    turn: Note | None


def follows(link: KeyLink, before: KeyLink) -> bool:
    """Whether the older key has handed over to this one. Raises Malformed for a turn that cannot be read."""
    if link.turn is None or not before.key.verifies(link.turn):
        return False
    turn = Turn.from_text(link.turn.text)
    return (turn.origin, turn.key, turn.size) == (before.key.name, link.key, link.from_size) and (
        link.from_size >= before.from_size
    )


def signed_checkpoint(written: str, keys: list[KeyLink]) -> Checkpoint | None:
    """Read a checkpoint and return it if the key in charge of its size has signed it; raises Malformed.

    At the very size of a turn both keys may have signed.
    """
    note = Note.read(written)
    checkpoint = Checkpoint.from_text(note.text)
    for position, link in enumerate(keys):
        until = keys[position + 1].from_size if position + 1 < len(keys) else None
        in_charge = link.from_size <= checkpoint.size and (until is None or checkpoint.size <= until)
        if in_charge and checkpoint.origin == link.key.name and link.key.verifies(note):
            return checkpoint
    return None
