"""JSON as records use it: one object, UTF-8, no duplicate keys, no NaN."""

import json
from typing import Any, NoReturn

from finsam_party.errors import RecordInvalid


def write_object(value: dict[str, Any]) -> bytes:
    """Write compact UTF-8 JSON; raises ValueError for what JSON cannot say."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def read_object(data: bytes) -> dict[str, Any]:
    """Read one JSON object; raises :class:`RecordInvalid`.

    A repeated key is refused: two readers could otherwise see two different texts.
    """
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise RecordInvalid("json") from None
    if not isinstance(value, dict):
        raise RecordInvalid("json")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise RecordInvalid("duplicate_key")
    return value


def _refuse(_constant: str) -> NoReturn:
    raise RecordInvalid("json")
