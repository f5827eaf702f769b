"""Every form in which a piece of personal data could lie in a file."""

import base64
import contextlib
import json
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

SHORTEST = 8
ALIGNMENTS = 3
B64_BLOCK = 4


def forms_of(text: str) -> dict[bytes, str]:
    """Return the byte forms of ``text`` → the name of the form."""
    nfc, nfd = (unicodedata.normalize(f, text) for f in ("NFC", "NFD"))
    forms: dict[bytes, str] = {}

    def add(form: bytes, name: str) -> None:
        if len(form) >= SHORTEST:
            forms.setdefault(form, name)

    for shape, value in (("NFC", nfc), ("NFD", nfd)):
        utf8 = value.encode()
        add(utf8, f"plain {shape}")
        for codec in ("utf-16-le", "utf-16-be"):
            add(value.encode(codec), f"{codec} {shape}")
        add(utf8.hex().encode(), f"hex {shape}")
        add(utf8.hex().upper().encode(), f"HEX {shape}")
        add(quote(value).encode(), f"percent {shape}")
        add(quote(value, safe="").lower().encode(), f"percent lower {shape}")
        add(quote(value).replace("%20", "+").encode(), f"form {shape}")
        add(json.dumps(value)[1:-1].encode(), f"json {shape}")
        for alignment in range(ALIGNMENTS):
            for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
                add(_inner(encode, utf8, alignment), f"{name}+{alignment} {shape}")
    with contextlib.suppress(UnicodeEncodeError):
        add(nfc.encode("latin-1"), "latin-1")
    return forms


def _inner(encode: Callable[[bytes], bytes], value: bytes, alignment: int) -> bytes:
    """Return the characters of a base64 text that depend on ``value`` alone, when it starts ``alignment`` bytes in."""
    encoded = encode(b"\0" * alignment + value)
    whole = (alignment + len(value)) // ALIGNMENTS * B64_BLOCK
    return encoded[B64_BLOCK if alignment else 0 : whole]
