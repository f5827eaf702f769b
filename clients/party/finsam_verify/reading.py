"""What is wrong with a file or a key that cannot be read, in Swedish: which one it is, and what to look for."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from finsam_verify.encoding import Malformed

REASONS: Final = {
    "size": "filen är större än 512 MB",
    "utf-8": "filen är inte text i UTF-8",
    "note": "filen har inte formen av en undertecknad text",
    "form": "filen är inte en bevisbunt av det slag som granskas här",
    "bundle": "buntens innehåll har inte rätt form",
    "keys": "bunten har ingen nyckel",
    "key": "nyckeln har inte rätt form",
    "key_name": "nyckelns namn har inte rätt form",
    "signature": "en underskrift har inte rätt form",
    "checkpoint": "en kontrollpunkt har inte rätt form",
    "turn": "ett nyckelbyte har inte rätt form",
    "leaf": "en post har inte rätt form",
    "about": "det som en post handlar om har inte rätt form",
    "kept": "filen är inte kontrollpunkter som ett vittne har sparat",
    "length": "något har inte rätt längd",
    "text": "något som ska vara text är det inte",
    "number": "något som ska vara ett tal är det inte",
    "moment": "något som ska vara en tidpunkt är det inte",
    "base64": "något är inte skrivet i base64",
    "no_keys": "filen har ingen nyckel i sig",
    "nothing_kept": "filen har ingen kontrollpunkt i sig, så det finns inget att jämföra med",
}
"""Code of what is malformed → its words."""


class Unusable(Exception):
    """A file or a key that was named cannot be used. The text says which, and why."""


@contextmanager
def naming(what: object) -> Generator[None]:
    """Read `what` within: whatever is wrong with it is told with its name. Raises Unusable."""
    try:
        yield
    except (OSError, Malformed, UnicodeDecodeError) as fault:
        raise Unusable(f"{what}: {_why(fault)}") from fault


def _why(fault: Exception) -> str:
    match fault:
        case Malformed():
            return REASONS[str(fault)]
        case UnicodeDecodeError():
            return REASONS["utf-8"]
        case FileNotFoundError():
            return "filen finns inte"
        case IsADirectoryError():
            return "det är en mapp, inte en fil"
        case PermissionError():
            return "du får inte läsa filen"
        case _:
            return "filen går inte att läsa"
