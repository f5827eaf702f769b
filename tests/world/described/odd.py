"""What callers send that nobody expects: one odd value in an otherwise good body, and headers that say nothing."""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

NOBODY = "01900000-0000-7000-8000-0000000000ff"
_TEXTS: list[Any] = [
    "", " ", "\x00", "a\x00b", "\ud800", "\u202e", "å" * 5000, "\U0001f600" * 90, "a\r\nb", "../..",
    "%00", "'",
]  # fmt: skip
_DAYS: list[Any] = [
    "9999-12-31", "9998-12-31", "0001-01-01", "0001-01-02", "2040-02-30", "1900-01-01",
    "2040-01-02T00:00:00Z",
]  # fmt: skip
_MOMENTS: list[Any] = [
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z",
    "2040-01-02T06:00:00", "2040-01-02T06:00:00+23:59", "2040-03-25T02:30:00+01:00", "2040-01-02T06:00:00.1234567Z",
]  # fmt: skip
_NUMBERS: list[Any] = [0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.5, 1e308, True]
_IDS: list[Any] = [NOBODY, "00000000-0000-0000-0000-000000000000", "{01900000-0000-7000-8000-0000000000ff}"]
_WORDS: list[Any] = ["NaN", "200001011234", "finns_inte", "sv", "2026", "U99"]
_SHAPES: list[Any] = [None, [], {}, [[]], {"": ""}, ["a"] * 300, [None]]
ODD_VALUES: list[Any] = [*_TEXTS, *_DAYS, *_MOMENTS, *_NUMBERS, *_IDS, *_WORDS, *_SHAPES]
"""Never what a field wants; some of them are of the right type, and then it is a rule that has to say no."""
_LIKE = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), _DAYS),
    (re.compile(r"\d{4}-\d{2}-\d{2}T.*"), _MOMENTS),
    (re.compile(r"[0-9a-f]{8}-.*"), _IDS),
    (re.compile(r".*", re.DOTALL), [*_TEXTS, *_WORDS]),
)
ODD_QUERIES: list[Any] = [
    "", "\x00", "-1", "0", "1e9", str(2**31), str(10**30), NOBODY, "x", "0001-01-01", "9999-12-31", "å",
    "9999-12-31T23:59:59Z", ["a", "b"], "10000", "9999", "1",
]  # fmt: skip
ODD_KEYS: list[str | None] = [None, "", "kort", "å" * 20, "a" * 201, "4f6a1a1e-3a57-4a3c-9a56-00000000000\t"]
ODD_MATCHES: list[str | None] = [
    None, "", "*", "3", '"', '""', '"-1"', '"999999999999999999"', '"9999999999999999999"', 'W/"1"', '"1", "2"', '"½"',
    '"²"', '"٣"',
]  # fmt: skip
ODD_TOKENS: list[str | None] = [
    None, "", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Bearer " + "a" * 9000,
]  # fmt: skip
ODD_TYPES: list[str] = [
    "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
    "application/json; charset=utf-16", "application/problem+json", "bogus", "application/json\t;;",
]  # fmt: skip
ODD_CONTENTS: list[bytes] = [
    b"", b"{", b"null", b"[]", b'"x"', b"1e999", b"NaN", b'{"a": 1, "a": 2}', b"\xff\xfe", b"\x00", b"[" * 100_000,
    b"9" * 5000, b'{"case_id": "' + b"a" * 1_000_001 + b'"}', b"--x\r\n\r\n--x--", b'"\\ud800"',
    b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\x00\r\n--x--\r\n',
]  # fmt: skip
_LEFT_OUT, _MORE = object(), object()
_ALIKE = 0.5


def one_odd(body: Any, random: Random) -> Any:
    """The body with one of its values, or the whole, replaced, left out, or joined by one that nobody knows.

    Every other time it is replaced by something of the same kind: that comes further in.
    """
    path, value = random.choice([*_paths(body, ())])
    is_alike = random.random() < _ALIKE
    return _put(body, path, random.choice(_alike(value) if is_alike else [*ODD_VALUES, _LEFT_OUT, _MORE]))


def each_odd(body: Any, random: Random) -> Iterator[Any]:
    """The body with something odd of the same kind in one of its places, for each of them."""
    for path, value in _paths(body, ()):
        yield _put(body, path, random.choice(_alike(value)))


def _alike(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return _NUMBERS
    if isinstance(value, str):
        return next(odd for form, odd in _LIKE if form.fullmatch(value))
    if isinstance(value, list):
        return [[], value * 2, value * 100, value[:1]]
    return [None, {}, _LEFT_OUT, _MORE]


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:2]):
            yield from _paths(inner, (*path, number))


def _put(body: Any, path: tuple[Any, ...], odd: Any) -> Any:
    if not path:
        if odd in (_LEFT_OUT, _MORE):
            return {**body, "okant": 1} if isinstance(body, dict) else [body]
        return odd
    key, *rest = path
    if isinstance(body, list):
        inner = "" if odd in (_LEFT_OUT, _MORE) and not rest else odd
        return [_put(each, tuple(rest), inner) if n == key else each for n, each in enumerate(body)]
    if not rest and odd is _LEFT_OUT:
        return {name: inner for name, inner in body.items() if name != key}
    if not rest and odd is _MORE:
        return {**body, "okant": 1}
    return {name: _put(inner, tuple(rest), odd) if name == key else inner for name, inner in body.items()}
