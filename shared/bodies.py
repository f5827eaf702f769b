"""What callers send: unknown fields are refused, and no error repeats what was written."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, cast

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that nobody writes in a text and no letter can show, those that turn the order in which a text is read, and
halves of a sign: JSON can say them, UTF-8 can't.

Tab, newline and carriage return are none of them.
"""
_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_INVISIBLE = frozenset({"Cc", "Cf", "Me", "Mn", "Zl", "Zp", "Zs"})
"""Kinds of signs that show nothing by themselves: controls, formats, marks on a letter that is not there, spaces."""
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Signs that count as letters or symbols and show nothing."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:.*", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _must_be_a_moment(value: Any) -> Any:
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        raise PydanticCustomError("datetime_parsing", "a moment is written as ISO 8601, with an offset")
    return value


def _must_be_a_day(value: Any) -> Any:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise PydanticCustomError("date_parsing", "a day is written as ISO 8601: year, month and day")
    return value


def _must_be_one_line(value: str) -> str:
    if _LINE_BREAK.search(value):
        raise PydanticCustomError("line_break", "the text goes over more than one line")
    return value


OneLine = AfterValidator(_must_be_one_line)
"""Put beside a text that stands on one line, such as a place or a name."""
Moment = Annotated[AwareDatetime, BeforeValidator(_must_be_a_moment)]
"""An instant, written with its date, time and offset: never as a bare number."""
Day = Annotated[date, BeforeValidator(_must_be_a_day)]
"""A day, written with its year, month and day: never as a bare number, nor with a time."""


class Body(BaseModel):
    """The body, or the query, of a request: read once, never changed.

    No text in it holds control characters, and none is written with invisible signs alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @field_validator("*")
    @classmethod
    def _must_be_readable(cls, value: Any) -> Any:
        for text in _texts(value):
            if _CONTROL.search(text):
                raise PydanticCustomError("control_characters", "the text holds control characters")
            if text.strip() and not _shows(text):
                raise PydanticCustomError("blank", "the text shows nothing")
        return value


def _texts(value: Any) -> Iterator[str]:
    """Look through a text, and through lists and tables of texts; a body within the body looks for itself."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in cast("list[Any]", value):
            yield from _texts(part)
    elif isinstance(value, dict):
        for name, part in cast("dict[Any, Any]", value).items():
            yield from _texts(name)
            yield from _texts(part)


def _shows(text: str) -> bool:
    return any(sign not in _FILLERS and unicodedata.category(sign) not in _INVISIBLE for sign in text)
