"""Texts that have one form only: a changed byte is never another way to write the same."""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Final

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")


class Malformed(ValueError):
    """The bytes are not what they should be. The argument is a fixed code, never something read."""


def from_base64(text: str) -> bytes:
    """Read base64 with its padding; raises Malformed for any other writing of the same bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64") from None
    if to_base64(data) != text:
        raise Malformed("base64")
    return data


def to_base64(data: bytes) -> str:
    """Write base64 with its padding."""
    return base64.b64encode(data).decode()


def from_number(text: str) -> int:
    """Read a whole number without sign and leading zeros; raises Malformed."""
    if not _NUMBER.fullmatch(text):
        raise Malformed("number")
    return int(text)


def from_moment(text: str) -> datetime:
    """Read a moment as `to_moment` writes it; raises Malformed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("moment") from None
    if moment.tzinfo is None or to_moment(moment) != text:
        raise Malformed("moment")
    return moment


def to_moment(moment: datetime) -> str:
    """Write a moment in UTC, to the second (RFC 3339)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
